"""Pay in euros: the rates of one day, and the one figure of a listing."""

from __future__ import annotations

import datetime as dt
import math
from importlib.resources import files

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.listing import Pay, Source
from jobtracker.normalise.money import CODES, CROWNS, DOLLARS, PER_DOLLAR, SYMBOLS
from jobtracker.rates import RATES_DATE, pay_of, per_euro, to_euro


def pay(high: float | None, currency: str, *, low: float | None = None, source: Source = "field") -> Pay:
    return Pay(low, high, currency, "year", low, high, source)


def test_the_file_names_its_source_and_its_day() -> None:
    head = files("jobtracker").joinpath("rates.tsv").read_text().split("\nEUR")[0]
    assert "European Central Bank" in head
    assert f"{RATES_DATE:%d %B %Y}" in head
    assert dt.date(2026, 10, 30) == RATES_DATE


@pytest.mark.parametrize(
    ("amount", "currency", "euro"),
    [
        (100_000, "EUR", 100_000),
        (111_720, "USD", 100_000),
        (83_380, "GBP", 100_000),
        (175.68, "JPY", 1),
        (3.6725 * 1.1172, "AED", 1),
        (655.957, "XOF", 1),
        (1.95583, "BGN", 1),
    ],
)
def test_amounts_in_euros(amount: float, currency: str, euro: float) -> None:
    assert to_euro(amount, currency) == euro


def test_what_has_no_rate_has_no_figure() -> None:
    assert to_euro(1e6, "ARS") is to_euro(1.0, "XXX") is to_euro(1.0, "") is None
    assert to_euro(math.inf, "USD") is to_euro(math.nan, "EUR") is None


def without_rate() -> set[str]:
    lines = files("jobtracker").joinpath("rates.tsv").read_text().splitlines()
    return {line.split("\t")[0] for line in lines if not line.startswith("#") and not line.split("\t")[1]}


def test_every_currency_that_a_posting_can_name_has_a_rate_or_is_known_to_have_none() -> None:
    tender = get_global("territory_currencies").values()
    current = {code for all_of_it in tender for code, _, end, is_tender in all_of_it if end is None and is_tender}
    named = {*CODES, *SYMBOLS.values(), *DOLLARS.values(), *CROWNS.values(), *PER_DOLLAR} - {""}
    assert (current | named) - per_euro().keys() - without_rate() == set()
    assert not per_euro().keys() & without_rate()


@given(st.floats(1, 1e9), st.sampled_from(sorted(per_euro())))
def test_there_and_back(amount: float, currency: str) -> None:
    there = to_euro(amount, currency)
    assert there is not None
    back = there * per_euro()[currency]
    assert back == pytest.approx(amount, abs=0.01 * per_euro()[currency] + 0.01)


def test_a_listing_is_sorted_by_the_highest_end_of_its_pay() -> None:
    ranges = (pay(90_000, "USD"), pay(95_000, "GBP", source="text"), pay(1e9, "ARS"))
    assert pay_of(ranges) == (to_euro(95_000, "GBP"), "text")


def test_an_open_end_is_read_by_its_lower_one() -> None:
    assert pay_of([pay(None, "EUR", low=70_000)]) == (70_000, "field")


def test_without_a_known_currency_there_is_no_figure() -> None:
    assert pay_of([]) is pay_of([pay(1e9, "ARS")]) is pay_of([pay(None, "EUR")]) is None
