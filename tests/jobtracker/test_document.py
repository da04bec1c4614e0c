"""What a listing is found by."""

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.company import Company
from jobtracker.document import Document, document
from jobtracker.listing import Facts, Pay, Place, WorkFrom
from jobtracker.query import fits
from jobtracker.query_parser import QueryError, parse
from jobtracker.tokens import MAX_TOKENS

ACME = Company("acme-labs", "Acme Labs", "ashby")
BERLIN = Place("Berlin, Germany", "Berlin", "Berlin", "DE", 52.5244, 13.4105)
MUNICH = Place("Munich, Bavaria, Germany", "Munich", "Bavaria", "DE", 48.1374, 11.5755)
SAN_JOSE = Place("San Jose, California, United States", "San Jose", "California", "US", 37.3394, -121.895)
MILAN = Place("Milan, Lombardy, Italy", "Milan", "Lombardy", "IT", 45.4643, 9.1895)
LONDON = Place("London, England, United Kingdom", "London", "England", "GB", 51.5085, -0.1257)
FACTS = Facts(
    title="Senior Rust Engineer",
    department="Platform Team",
    places=(BERLIN, SAN_JOSE),
    workplace="hybrid",
    employment_types=("FULL_TIME", "INTERN"),
    language="en",
    text="We build boats.\nYou know the sea.",
)
TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from(["C++", "R&D", "Größe,", "東京支社", "O’Reilly", "a-b_c", "and/or", "Entwickler*in", "İzmir", "|"])
).map(" ".join)


def found(query: str, facts: Facts = FACTS, company: Company = ACME) -> bool:
    node = parse(query)
    assert node is not None
    return fits(node, document(facts, company))


@pytest.mark.parametrize(
    "query",
    [
        "rust", "platform", "sea", "acme", "berlin", "germany", "deutschland", "california", "hybrid", "vollzeit",
        "full-time", "internship", "praktikum", "usa", "title:engineers", "company:acme", "location:berlin",
        "location:us", "location:de", "location:ca", "location:deutschland", 'location:"san jose"', '"san jose"',
        'title:"senior rust"', 'company:"acme labs"', '"full time"', '"boats you know"', '"vereinigte staaten"',
    ],
)  # fmt: skip
def test_a_listing_is_found_by(query: str) -> None:
    assert found(query)


@pytest.mark.parametrize(
    "query",
    [
        "us", "de", "title:platform", "title:boats", "company:rust", "location:rust", "location:acme", "part-time",
        "remote", '"engineer platform"', '"labs berlin"', '"germany deutschland"', 'title:"rust senior"', "location:it",
    ],
)  # fmt: skip
def test_a_listing_is_not_found_by(query: str) -> None:
    assert not found(query)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (MUNICH, ("munich", "München", "bavaria", "Bayern", "location:DE")),
        (MILAN, ("Mailand", "Italien", "location:IT")),
        (LONDON, ("uk", '"Vereinigtes Königreich"', "location:GB", "location:Britain")),
        (Place("Athens"), ("athens", "location:athens")),
        (Place("Remote US"), ("remote", "location:us")),
    ],
)
def test_a_place_has_its_names_in_english_and_german(place: Place, words: tuple[str, ...]) -> None:
    facts = Facts(title="Cook", places=(place,))
    for word in words:
        assert found(word, facts), word


@pytest.mark.parametrize(("place", "word"), [(MILAN, "it"), (Place("Remote IN"), "in"), (Place("NO"), "no")])
def test_codes_of_countries_are_words_of_locations_only(place: Place, word: str) -> None:
    assert not found(word, Facts(title="Cook", places=(place,)))
    assert found(f"location:{word}", Facts(title="Cook", places=(place,)))


@pytest.mark.parametrize(
    ("workplace", "query"), [("remote", '"home office"'), ("remote", "homeoffice"), ("on-site", '"vor Ort"')]
)
def test_where_one_works_is_found_in_german(workplace: str, query: str) -> None:
    assert found(query, dataclasses.replace(FACTS, workplace=workplace))


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Working Student, People (m/f/d)", "werkstudentin"),
        ("Werkstudierende:r Vertrieb", "title:(working student)"),
        ("Software Engineer Internship", "title:intern"),
        ("Praktikant*in Marketing", "internship"),
        ("Auszubildende zum Koch", "apprenticeship"),
    ],
)
def test_the_work_of_students_has_its_names_in_english_and_german(title: str, query: str) -> None:
    assert found(query, dataclasses.replace(FACTS, title=title, employment_types=()))
    assert not found(query, dataclasses.replace(FACTS, title="Internal Student Advisor", employment_types=()))


@pytest.mark.parametrize("query", ["europe", "europa", "dach", "location:europe"])
def test_a_place_is_found_by_the_area_it_lies_in(query: str) -> None:
    assert found(query, dataclasses.replace(FACTS, places=(BERLIN,)))
    assert not found(query, dataclasses.replace(FACTS, places=(SAN_JOSE,)))


def test_filters_look_for_facts() -> None:
    pay = Pay(1, 2, "EUR", "year", 1, 2, "field")
    facts = dataclasses.replace(FACTS, workplace="remote", work_from=WorkFrom(("DE", "US-CA", "EMEA")), pay=(pay,))
    tokens = document(facts, ACME).tokens.split()
    assert {
        "fc_acme_labs", "fa_ashby", "fl_en", "fe_full_time", "fe_intern", "fw_remote", "fk_de", "fk_us", "fr_us_ca",
        "fr_de_be", "fo_de", "fo_us_ca", "fo_emea", "fm_field",
    } <= set(tokens)  # fmt: skip
    assert sum(token.startswith("fp_") for token in tokens) == 2
    assert "fo_unknown" not in tokens


def test_what_is_unknown_can_be_asked_for() -> None:
    tokens = set(document(Facts(title="Cook", workplace="remote"), Company("x", "X")).tokens.split())
    assert {"fa_site", "fl_unknown", "fe_unknown", "fd_unknown", "fw_remote", "fo_unknown"} <= tokens


def test_a_department_is_one_however_it_is_written() -> None:
    def of(name: str) -> set[str]:
        facts = Facts(title="Cook", department=name)
        return {token for token in document(facts, ACME).tokens.split() if token.startswith("fd_")}

    assert of("R&D – Berlin") == of("r&d berlin") != of("Sales")


def test_slugs_stay_apart_however_long() -> None:
    slugs = ["a" * 100, "a" * 101, "a-b", "ab"]
    tokens = {document(FACTS, Company(slug, "")).tokens.split()[0] for slug in slugs}
    assert len(tokens) == len(slugs)


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_tokens_are_ones_that_every_database_keeps(title: str, department: str, text: str, name: str) -> None:
    facts = Facts(title=title, department=department, text=text, language="de", places=(Place(name or "x"),))
    made = document(facts, Company("acme", name))
    assert all(re.fullmatch("[0-9a-z_]{3,80}", token) for token in made.tokens.split(" "))
    for line in (made.title_words, made.company_words, made.location_words, made.words):
        assert re.fullmatch(r"(?: (?:[0-9a-z_]+ )+(?:\| (?:[0-9a-z_]+ )+)*)?", line)


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_listing_is_found_by_every_part_of_its_own(title: str, department: str, text: str) -> None:
    facts = Facts(title=title, department=department, text=text, language="en")
    for part in (title, department, text):
        plain = re.sub(r'[*"()„“”‟«»＂:-]', " ", part)
        for query in (plain, f'"{plain}"'):
            try:
                node = parse(query)
            except QueryError:
                continue
            assert node is None or fits(node, document(dataclasses.replace(facts, text=plain), ACME))


def test_sizes_are_bounded_and_no_phrase_finds_what_was_cut_off() -> None:
    flood = " ".join(f"word{n}" for n in range(2 * MAX_TOKENS))
    made = document(dataclasses.replace(FACTS, text=flood), ACME)
    assert len(made.tokens.split()) <= MAX_TOKENS
    held = set(made.tokens.split())
    assert len(made.words.split()) > 1_000
    assert all(f"w_{word}" in held for word in made.words.split() if word.startswith("word"))
    many = dataclasses.replace(FACTS, places=tuple(Place(f"place{n} of town{n} at {n}") for n in range(5_000)))
    assert len(document(many, ACME).tokens.split()) <= MAX_TOKENS


def test_a_document_of_nothing_is_empty() -> None:
    assert Document() == Document("", "", "", "", "")
    made = document(Facts(title=""), Company("x", ""))
    assert (made.title_words, made.company_words, made.location_words, made.words) == ("", "", "", "")
