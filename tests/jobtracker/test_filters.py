"""Filters as nodes of a query, and in memory: one meaning."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import event, given, settings

from jobtracker.accepting import Candidate, accepts, within_bounds
from jobtracker.document import document
from jobtracker.earth import distance_km
from jobtracker.facet_tokens import cell_middle, place_cell
from jobtracker.filters import Filters, Near, Where, nears, node, since
from jobtracker.listing import Facts, Pay, Place, WorkFrom
from jobtracker.query import Node, Word, fits
from jobtracker.where import read_where
from tests.jobtracker.asked import COMPANIES, NOW, PLACES, candidates, filters

CELLS = {place_cell(place.lat, place.lon) for place in PLACES if place.lat is not None and place.lon is not None}
ACME = COMPANIES[0]
BERLIN, POTSDAM, MUNICH = PLACES[:3]


def cells_in(near: Near) -> list[int]:
    return sorted(cell for cell in CELLS if distance_km(near.lat, near.lon, *cell_middle(cell)) <= near.km)


def asked(of: Filters) -> Node | None:
    return node(of, {near: cells_in(near) for near in nears(of)})


def listing(*places: Place, workplace: str = "on-site", areas: tuple[str, ...] = (), **more: object) -> Candidate:
    facts = Facts(title="Engineer", places=places, workplace=workplace, work_from=WorkFrom(areas), **more)
    return Candidate(facts=facts, company=ACME, first_seen_at=NOW)


def takes(of: Filters, candidate: Candidate) -> bool:
    """What both ways say."""
    words, facts = asked(of), candidate.facts
    found = words is None or fits(words, document(facts, candidate.company))
    assert accepts(of, candidate, NOW) == (found and within_bounds(of, candidate, NOW))
    return accepts(of, candidate, NOW)


@settings(max_examples=600, deadline=None)
@given(filters, candidates)
def test_tokens_and_bounds_take_what_the_filters_take_in_memory(of: Filters, candidate: Candidate) -> None:
    event(f"taken: {takes(of, candidate)}")


@settings(max_examples=150, deadline=None)
@given(filters, candidates)
def test_each_filter_alone(of: Filters, candidate: Candidate) -> None:
    for name in ("where", "departments", "employment_types", "pay_source", "has_pay", "ats", "regions", "languages"):
        event(f"{name}: {takes(Filters(**{name: getattr(of, name)}, state='all'), candidate)}")


def test_nothing_asked_is_no_node() -> None:
    assert asked(Filters()) is None
    assert asked(Filters(where=(Where(),))) is None
    assert takes(Filters(), listing())


def test_values_of_one_filter_are_one_word() -> None:
    assert asked(Filters(companies=("acme", "otter"))) == Word(("fc_acme", "fc_otter"))


def test_order_does_not_count() -> None:
    a, b = read_where("Berlin~30km"), read_where("remote:DE")
    assert asked(Filters(where=(a, b))) == asked(Filters(where=(b, a)))


@pytest.mark.parametrize(
    ("where", "candidate", "taken"),
    [
        ("Berlin~30km", listing(POTSDAM), True),
        ("Berlin~10km", listing(POTSDAM), False),
        ("Berlin~30km:hybrid", listing(POTSDAM), False),
        ("Berlin~30km:hybrid,on-site", listing(MUNICH, BERLIN), True),
        ("Germany", listing(PLACES[7]), True),
        ("Germany", listing(PLACES[3]), False),
        ("EU", listing(PLACES[3]), True),
        ("Bavaria", listing(MUNICH), True),
        ("Bavaria", listing(PLACES[7]), False),
        ("California", listing(PLACES[5]), True),
        ("Springfield, Illinois, US", listing(BERLIN), False),
        ("remote:DE", listing(workplace="remote", areas=("EMEA",)), True),
        ("remote:DE", listing(workplace="remote", areas=("US", "WORLDWIDE")), True),
        ("remote:DE", listing(workplace="remote", areas=("AT",)), False),
        ("remote:DE", listing(workplace="remote", areas=("DE-BE",)), False),
        ("remote:DE-BE", listing(workplace="remote", areas=("DE",)), True),
        ("remote:EU", listing(workplace="remote", areas=("DE",)), False),
        ("remote:EU", listing(workplace="remote", areas=("EUROPE",)), True),
        ("remote:DE", listing(workplace="remote"), False),
        ("remote:DE,unknown", listing(workplace="remote"), True),
        ("remote:DE,unknown", listing(workplace="remote", areas=("US",)), False),
        ("remote:DE,unknown", listing(workplace="unknown"), False),
        ("remote", listing(workplace="remote", areas=("US",)), True),
        ("remote", listing(workplace="hybrid"), False),
    ],
)
def test_where_i_can_work(where: str, candidate: Candidate, taken: bool) -> None:
    assert takes(Filters(where=(read_where(where),)), candidate) is taken


def test_one_alternative_is_enough() -> None:
    of = Filters(where=(read_where("Berlin~30km:hybrid"), read_where("remote:DE")))
    assert takes(of, listing(BERLIN, workplace="hybrid"))
    assert takes(of, listing(PLACES[4], workplace="remote", areas=("WORLDWIDE",)))
    assert not takes(of, listing(BERLIN, workplace="remote", areas=("US",)))


@pytest.mark.parametrize(
    ("of", "taken"),
    [
        (Filters(pay_min=100_000), True),
        (Filters(pay_min=100_001), False),
        (Filters(pay_min=111_720, pay_currency="USD"), True),
        (Filters(pay_min=111_721, pay_currency="USD"), False),
        (Filters(pay_min=1, pay_source="text"), False),
        (Filters(pay_min=1, pay_source="field"), True),
        (Filters(has_pay=True), True),
    ],
)
def test_pay(of: Filters, taken: bool) -> None:
    pay = Pay(80_000, 100_000, "EUR", "year", 80_000, 100_000, "field")
    assert takes(of, listing(pay=(pay,))) is taken
    assert not takes(of, listing())


def test_pay_without_a_rate_is_pay_but_no_figure() -> None:
    pesos = listing(pay=(Pay(1e7, 2e7, "ARS", "year", 1e7, 2e7, "text"),))
    assert takes(Filters(has_pay=True), pesos)
    assert takes(Filters(pay_source="text"), pesos)
    assert not takes(Filters(pay_min=1), pesos)


def test_a_date_that_is_only_a_bound_does_not_count() -> None:
    week = Filters(posted_since=dt.timedelta(days=7))
    assert takes(week, listing(posted_at=NOW - dt.timedelta(days=7)))
    assert not takes(week, listing(posted_at=NOW - dt.timedelta(days=7, seconds=1)))
    assert not takes(week, listing(posted_at=NOW, posted_bound=True))
    assert not takes(week, listing())


def test_what_is_relative_stays_so() -> None:
    assert since(dt.timedelta(days=1), NOW) == NOW - dt.timedelta(days=1)
    assert since(NOW, NOW) == NOW
    assert since(None, NOW) is None


@pytest.mark.parametrize(
    ("state", "taken"),
    [
        ("open", {"open", "unconfirmed"}),
        ("unconfirmed", {"unconfirmed"}),
        ("removed", {"removed"}),
        ("all", {"open", "unconfirmed", "unverified", "removed"}),
    ],
)
def test_states(state: str, taken: set[str]) -> None:
    all_states = ("open", "unconfirmed", "unverified", "removed")
    found = {one for one in all_states if takes(Filters(state=state), replace(listing(), state=one))}
    assert found == taken
