"""Distances on the earth, and the boxes of latitude and longitude in which to look for what is near."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

_RADIUS_KM: Final = 6371.0088
_KM_PER_DEGREE: Final = _RADIUS_KM * math.pi / 180
_SLACK: Final = 0.01
"""Degrees: a box may be too large, never too small."""


class Box(NamedTuple):
    """South to north, west to east; none crosses 180 degrees."""

    south: float
    north: float
    west: float
    east: float


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Along a great circle."""
    north, other_north = math.radians(lat), math.radians(other_lat)
    chord = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    return 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def boxes_around(lat: float, lon: float, km: float) -> list[Box]:
    """One box that holds all within `km`; two where it crosses 180 degrees; a cap where a pole is within reach."""
    reach = km / _KM_PER_DEGREE
    south, north = max(lat - reach - _SLACK, -90.0), min(lat + reach + _SLACK, 90.0)
    if abs(lat) + reach >= 90 - _SLACK:
        return [Box(south, north, -180.0, 180.0)]
    # The meridians that touch the circle, which do so nearer to the pole than its middle is.
    aside = math.degrees(math.asin(math.sin(math.radians(reach)) / math.cos(math.radians(lat)))) + _SLACK
    west, east = lon - aside, lon + aside
    if west < -180:
        return [Box(south, north, -180.0, east), Box(south, north, west + 360, 180.0)]
    if east > 180:
        return [Box(south, north, west, 180.0), Box(south, north, -180.0, east - 360)]
    return [Box(south, north, west, east)]
