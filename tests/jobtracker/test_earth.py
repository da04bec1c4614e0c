"""Distances, and the boxes in which to look."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.earth import boxes_around, distance_km
from jobtracker.facet_tokens import cell_middle, place_cell

lats = st.floats(-90, 90) | st.sampled_from([-90.0, 90.0, 0.0, 89.99, -89.5])
lons = st.floats(-180, 180) | st.sampled_from([-180.0, 180.0, 179.99, -179.99])


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((52.5244, 13.4105), (52.3989, 13.0657), 27.2),
        ((52.52, 13.405), (48.1374, 11.5755), 504.1),
        ((0, 179.5), (0, -179.5), 111.2),
        ((90, 0), (90, 135), 0),
        ((90, 0), (-90, 0), 20015.1),
        ((0, 0), (0, 180), 20015.1),
    ],
)
def test_known_distances(a: tuple[float, float], b: tuple[float, float], km: float) -> None:
    assert distance_km(*a, *b) == pytest.approx(km, abs=0.2)


@settings(max_examples=3000)
@given(lats, lons, lats, lons, st.floats(1, 500))
def test_whatever_is_near_is_in_a_box(lat: float, lon: float, other: float, aside: float, km: float) -> None:
    if distance_km(lat, lon, other, aside) <= km:
        boxes = boxes_around(lat, lon, km)
        assert any(box.south <= other <= box.north and box.west <= aside <= box.east for box in boxes)


@settings(max_examples=3000)
@given(lats, lons, st.floats(-5, 5), st.floats(-360, 360), st.floats(1, 500))
def test_whatever_is_near_is_in_a_box_close_by(lat: float, lon: float, north: float, east: float, km: float) -> None:
    other, aside = max(-90.0, min(90.0, lat + north)), (lon + east + 180) % 360 - 180
    if distance_km(lat, lon, other, aside) <= km:
        boxes = boxes_around(lat, lon, km)
        assert any(box.south <= other <= box.north and box.west <= aside <= box.east for box in boxes)


@given(lats, lons, st.floats(1, 500))
def test_no_box_crosses_the_date_line_or_a_pole(lat: float, lon: float, km: float) -> None:
    for box in boxes_around(lat, lon, km):
        assert -90 <= box.south <= box.north <= 90
        assert -180 <= box.west <= box.east <= 180


def test_a_box_is_not_much_larger_than_the_circle() -> None:
    (box,) = boxes_around(52.52, 13.405, 30)
    assert box.north - box.south == pytest.approx(2 * 30 / 111.2, abs=0.03)
    assert box.east - box.west == pytest.approx(2 * 30 / 67.7, abs=0.05)


@given(lats, lons)
def test_the_middle_of_a_cell_is_in_it_and_near(lat: float, lon: float) -> None:
    cell = place_cell(lat, lon)
    middle = cell_middle(cell)
    assert place_cell(*middle) == cell
    assert 0 <= cell < 2**31
    assert distance_km(lat, lon, *middle) < 0.8
