"""Where listings are, roughly: by whole degrees, as tokens that only the index of trackers knows.

A circle of a search is made of the places in use; those become more while a tracker runs, squares do not.
"""

from __future__ import annotations

import math
from functools import lru_cache

from jobtracker.earth import boxes_around
from jobtracker.facet_tokens import cell_middle, place_cell, place_token
from jobtracker.filters import Filters, Near, Where, node
from jobtracker.listing import Place
from jobtracker.query import Node


@lru_cache(maxsize=1024)
def around(where: tuple[Where, ...]) -> Node | None:
    """What a listing has to hold to be at one of the places, as far as squares can tell."""
    return node(Filters(where=where), _Squares())


def square_token(place: Place) -> str:
    """Of the square in which a place lies; "" if nobody knows where it is."""
    if place.lat is None or place.lon is None:
        return ""
    return place_token(_square(*cell_middle(place_cell(place.lat, place.lon))))


def _square(lat: float, lon: float) -> int:
    """A number below zero: those of cells are not."""
    return -1 - (math.floor(lat) + 90) * 361 - math.floor(lon) - 180


class _Squares(dict[Near, list[int]]):
    """For each circle the squares that it touches."""

    def __missing__(self, near: Near) -> list[int]:
        return [
            _square(lat, lon)
            for box in boxes_around(near.lat, near.lon, near.km)
            for lat in range(math.floor(box.south), math.floor(box.north) + 1)
            for lon in range(math.floor(box.west), math.floor(box.east) + 1)
        ]
