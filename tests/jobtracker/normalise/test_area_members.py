"""Who lies within whom."""

from __future__ import annotations

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.area_members import MEMBERS, countries_in, holders, holds
from jobtracker.normalise.area_names import SUPRANATIONAL
from jobtracker.normalise.regions import regions_by_code

CODES = st.sampled_from(
    sorted({c.alpha_2 for c in pycountry.countries} | SUPRANATIONAL | {"XK", "US-CA", "DE-BE", "GB-SCT"})
)


def test_every_country_but_antarctica_lies_in_a_larger_area() -> None:
    known = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    covered = {code for members in MEMBERS.values() for code in members} - MEMBERS.keys()
    assert known - covered == {"AQ"}
    assert covered <= known


def test_no_country_is_in_two_of_the_three_parts_of_the_world_but_overseas_parts_of_france() -> None:
    emea, americas, apac = (set(countries_in(area)) for area in ("EMEA", "AMERICAS", "APAC"))
    assert emea & americas == {"GF", "GP", "MF", "MQ"}
    assert not apac & (emea | americas)


def test_there_are_27_member_states_in_the_eu_and_30_in_the_eea() -> None:
    parts = {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}
    assert len(set(countries_in("EU")) - parts) == 27
    assert set(countries_in("EEA")) - set(countries_in("EU")) == {"NO", "IS", "LI"}


@pytest.mark.parametrize(
    ("code", "areas"),
    [
        ("DE-BE", ("DE-BE", "DE", "EU", "EEA", "EUROPE", "EMEA", "WORLDWIDE")),
        ("EU", ("EU", "EEA", "EUROPE", "EMEA", "WORLDWIDE")),
        ("GB", ("GB", "EUROPE", "EMEA", "WORLDWIDE")),
        ("US-CA", ("US-CA", "US", "AMERICAS", "WORLDWIDE")),
        ("BR", ("BR", "LATAM", "AMERICAS", "WORLDWIDE")),
        ("TR", ("TR", "EMEA", "WORLDWIDE")),
        ("IN", ("IN", "APAC", "WORLDWIDE")),
        ("AQ", ("AQ", "WORLDWIDE")),
        ("WORLDWIDE", ("WORLDWIDE",)),
    ],
)
def test_areas_that_hold_a_code(code: str, areas: tuple[str, ...]) -> None:
    assert holders(code) == areas


@given(CODES, CODES, CODES)
def test_what_holds_a_holder_holds_what_it_holds(a: str, b: str, c: str) -> None:
    if holds(a, b) and holds(b, c):
        assert holds(a, c)


@given(CODES, CODES)
def test_the_holders_are_all_that_hold(area: str, code: str) -> None:
    assert (area in holders(code)) == holds(area, code)


def test_every_division_lies_where_its_country_does() -> None:
    for code, region in regions_by_code().items():
        assert set(holders(code)) - {code} == set(holders(region.country))
