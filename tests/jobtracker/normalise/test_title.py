"""Titles as people read them, and as keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.title import LONGEST, clean_title, title_key


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Data \t Engineer\u200b ", "Data Engineer"),
        ("R&amp;D Lead", "R&D Lead"),
        ("Lead\x00 <b>Engineer</b>", "Lead Engineer"),
        ("Bauleiter (m/w/d)", "Bauleiter"),
        ("Bauleiter (d / m / w) Hochbau", "Bauleiter Hochbau"),
        ("Kranführer m/w/d", "Kranführer"),
        ("Kranführer (w|m|x) - Nachtschicht", "Kranführer - Nachtschicht"),
        ("Buyer (all genders)", "Buyer"),
        ("Comptable - H/F", "Comptable"),
        ("Comptable (H/F) Paris", "Comptable Paris"),
        ("Entwickler:in (m/w/d) Web", "Entwickler:in Web"),
        ("Consultor(a) Externo", "Consultor(a) Externo"),
        ("Plant Engineer - Req ID: R12345", "Plant Engineer"),
        ("Systems Engineer II (6163)", "Systems Engineer II (6163)"),
        ("Analyst, New Grad (2027)", "Analyst, New Grad (2027)"),
        ("**Night Nurse**", "Night Nurse"),
        ("*New shop* - Cashier", "New shop - Cashier"),
        ("Engineer, W/M Plant", "Engineer, W/M Plant"),
        ("A/V Technician", "A/V Technician"),
        ("Clerk -", "Clerk"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_title_is_cleaned(raw: str, clean: str) -> None:
    assert clean_title(raw) == clean


@pytest.mark.parametrize("raw", [None, 7, ["Engineer"], {}])
def test_what_is_no_text_has_no_title(raw: object) -> None:
    assert clean_title(raw) == ""  # type: ignore[arg-type]


def test_title_is_cut() -> None:
    assert len(clean_title("Engineer " * 10_000)) <= LONGEST


@pytest.mark.parametrize(
    "titles",
    [
        ("Sr. Engineer", "Senior Engineer", "senior  ENGINEER"),
        ("R&D Engineer", "R and D engineer"),
        ("Ingénieur (H/F)", "Ingenieur"),
        ("Entwickler:in", "Entwickler*in", "Entwickler/in", "Entwickler/-in", "EntwicklerIn", "Entwickler (m/w/d)"),
        ("Consultor(a)", "Consultor"),
        ("Engineer, Payments", "Engineer - Payments", "Engineer (Payments)"),
        ("Full-Stack Developer", "Fullstack developer", "Full stack developer"),
        ("Node.js Developer", "NodeJS Developer"),
    ],
)
def test_titles_that_say_the_same_share_a_key(titles: tuple[str, ...]) -> None:
    assert len({title_key(title) for title in titles}) == 1


@pytest.mark.parametrize(
    "titles",
    [
        ("Engineer I", "Engineer II", "Engineer III", "Engineer"),
        ("C Developer", "C++ Developer", "C# Developer"),
        ("Senior Engineer", "Engineer", "Junior Engineer", "(Senior) Engineer"),
        ("Senior/Staff Engineer", "Senior Staff Engineer"),
        ("Nurse 80%", "Nurse 100%"),
        ("Engineer (6163)", "Engineer (6164)"),
        ("Release 1.5 Manager", "Release 15 Manager"),
        ("カ", "ガ"),
        ("LinkedIn Manager", "Linked Manager"),
    ],
)
def test_titles_of_different_roles_differ(titles: tuple[str, ...]) -> None:
    assert len({title_key(title) for title in titles}) == len(titles)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_no_title_breaks_the_rules(raw: str) -> None:
    title = clean_title(raw)
    assert title == title.strip()
    assert "\x00" not in title
    assert "\n" not in title
    title.encode()
    assert title_key(raw) == title_key(f" {raw} ")
