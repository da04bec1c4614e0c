"""Values of facets as people read them."""

from __future__ import annotations

import pytest

from jobtracker.facet_labels import common_spelling, label
from jobtracker.filter_parameters import PARAMETERS
from jobtracker.normalise.area_names import SUPRANATIONAL
from jobtracker.normalise.regions import regions_by_code


@pytest.mark.parametrize(
    ("facet", "value", "read"),
    [
        ("language", "de", "German"),
        ("language", "nb", "Norwegian Bokmål"),
        ("language", "unknown", "Not stated"),
        ("employment", "FULL_TIME", "Full-time"),
        ("employment", "intern", "Internship"),
        ("workplace", "on-site", "On-site"),
        ("workplace", "unknown", "Not stated"),
        ("country", "DE", "Germany"),
        ("country", "TR", "Turkey"),
        ("region", "DE-BY", "Bavaria, Germany"),
        ("eligibility", "EU", "European Union"),
        ("eligibility", "US-CA", "California, United States"),
        ("eligibility", "", "Not stated"),
        ("ats", "greenhouse", "Greenhouse"),
        ("ats", "site", "Own careers page"),
        ("pay_source", "text", "Read from the text"),
        ("country", "ZZ9", "ZZ9"),
        ("company", "acme", "acme"),
    ],
)
def test_labels(facet: str, value: str, read: str) -> None:
    assert label(facet, value) == read


def test_every_choice_has_words_of_its_own() -> None:
    for parameter in PARAMETERS:
        if parameter.name in ("employment", "workplace"):
            read = {label(parameter.name, choice) for choice in parameter.choices}
            assert len(read) == len(parameter.choices)
            assert not read & set(parameter.choices)


def test_every_area_has_a_name() -> None:
    for code in [*SUPRANATIONAL, *regions_by_code()]:
        assert label("eligibility", code) != code


def test_the_most_common_spelling() -> None:
    assert common_spelling({"ENGINEERING": 3, "Engineering": 3, "engineering": 1}) == "Engineering"
    assert common_spelling({"R&D": 2, "r&d": 1}) == "R&D"
    assert common_spelling({}) == "Not stated"
