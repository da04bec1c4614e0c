"""Countries, states and larger areas, as values of a field and in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.areas import country_name, find_areas, read_area, read_areas, read_country


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("US", "US"),
        ("usa", "US"),
        ("U.S.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("GBR", "GB"),
        ("England", "GB-ENG"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Alemania", "DE"),
        ("日本", "JP"),
        ("California", "US-CA"),
        ("us-ca", "US-CA"),
        ("Bayern", "DE-BY"),
        ("Québec", "CA-QC"),
        ("CA", "CA"),
        ("European Union", "EU"),
        ("EEA", "EEA"),
        ("EMEA", "EMEA"),
        ("Asia-Pacific", "APAC"),
        ("Latin America", "LATAM"),
        ("The Americas", "AMERICAS"),
        ("Europe", "EUROPE"),
        ("anywhere in the world", "WORLDWIDE"),
        ("US only", "US"),
        ("Bosnia and Herzegovina", "BA"),
        ("Georgia", None),
        ("DACH", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_area_is_read(words: str, code: str | None) -> None:
    assert read_area(words) == code


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("DACH", ("DE", "AT", "CH")),
        ("US or Canada", ("US", "CA")),
        ("United States | Canada", ("US", "CA")),
        ("North America", ("US", "CA")),
        ("Spain, Atlantis", ()),
    ],
)
def test_several_areas_are_read_or_none(words: str, codes: tuple[str, ...]) -> None:
    assert read_areas(words) == codes


def test_a_town_is_no_country() -> None:
    assert read_country("Granada") is None
    assert read_country("EMEA") is None


def test_countries_have_short_names() -> None:
    assert [country_name(code) for code in ("US", "HK", "TR", "??")] == ["United States", "Hong Kong", "Turkey", "??"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We hire in the US, UK and Germany.", ["US", "UK", "Germany"]),
        ("Join us! JOIN US today, tell us.", []),
        ("Based in Austin, Texas, or anywhere in the U.S.", ["U.S."]),
        ("Eligible states: AL, CA, DE and TX", ["AL", "CA", "DE", "TX"]),
        ("a degree (MA, MS)", []),
        ("Jordan Smith hires in Jordan", ["Jordan"]),
        ("Turkey sandwiches, reunions on an Island", []),
        ("New York, NY", []),
        ("New York, New Jersey or Ohio", ["New York", "New Jersey", "Ohio"]),
        ("remote in Deutschland oder Österreich", ["Deutschland", "Österreich"]),
        ("REMOTE - GERMANY", ["GERMANY"]),
        ("EU-based, or worldwide", ["EU", "worldwide"]),
        ("New Mexico, not Mexico", ["New Mexico", "Mexico"]),
        ("Germanys, Austrian, EUR", []),
    ],
)
def test_areas_are_found_in_text(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end, _ in find_areas(text)] == found


@pytest.mark.parametrize(
    ("text", "code"), [("Alabama, Georgia and Florida", "US-GA"), ("Armenia, Georgia and Kazakhstan", "GE")]
)
def test_georgia_is_what_its_neighbours_are(text: str, code: str) -> None:
    assert find_areas(text)[1][2] == code


def test_one_name_may_carry_several_codes() -> None:
    assert [code for _, _, code in find_areas("within DACH")] == ["DE", "AT", "CH"]


@given(st.text(alphabet=st.characters(), max_size=100))
def test_no_text_breaks_the_rules(text: str) -> None:
    read_areas(text)
    read_country(text)
    spans = [(start, end) for start, end, _ in find_areas(f"{text} US {text}")]
    assert spans == sorted(spans)
    assert all(start < end for start, end in spans)
