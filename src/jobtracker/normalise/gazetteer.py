"""Towns by the names people write in postings: short ones, and areas around a town, too."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from jobtracker.normalise.regions import regions_by_geonames
from jobtracker.normalise.towns import all_towns

_SAINT: Final = re.compile("^saint ")
_ST: Final = re.compile("^st ")
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
_BAY_AREA: Final = ("San Francisco Bay Area", "US", "California", 37.6, -122.2)
_TRIANGLE: Final = ("Research Triangle", "US", "North Carolina", 35.9, -78.86)
_METROS: Final = {
    "bay area": _BAY_AREA,
    "east bay": _BAY_AREA,
    "san francisco bay": _BAY_AREA,
    "san francisco bay area": _BAY_AREA,
    "sf bay": _BAY_AREA,
    "sf bay area": _BAY_AREA,
    "central valley": ("Central Valley", "US", "California", 36.7, -119.8),
    "orange county": ("Orange County", "US", "California", 33.7175, -117.8311),
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


@lru_cache(maxsize=8192)
def cities_named(key: str) -> tuple[City, ...]:
    """Towns whose first or other name folds to `key`, the weightiest first."""
    if metro := _METROS.get(key):
        return (City(*metro, weight=90_000),)
    if short := _SHORT.get(key):
        return tuple(city for city in cities_named(short[0]) if city.country == short[1])
    spellings = dict.fromkeys((key, _SAINT.sub("st ", key), _ST.sub("saint ", key)))
    rows = [row for spelling in spellings for row in all_towns().rows_named(spelling)]
    cities: dict[int, City] = {}
    for row in sorted(rows, key=lambda row: row < 0):  # first names first
        cities.setdefault(max(row, ~row), _city(row))
    return tuple(sorted(cities.values(), key=lambda city: -city.weight))


def _city(row: int) -> City:
    towns, other_name = all_towns(), row < 0
    row = max(row, ~row)
    country, _, division = towns.divisions[row].partition(" ")
    region = regions_by_geonames().get((country, division))
    weight = towns.people[row] // (10 if other_name else 1)
    lat, lon = round(towns.lats[row], 4), round(towns.lons[row], 4)
    return City(towns.names[row], country, region.name if region else "", lat, lon, weight, not other_name)
