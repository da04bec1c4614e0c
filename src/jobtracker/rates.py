"""Exchange rates of one day, bundled: pay of any currency in euros, and the one figure a listing is sorted by."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from jobtracker.listing import Pay, Source

RATES_DATE: Final = dt.date(2026, 10, 30)
"""The day of the European Central Bank's reference rates in rates.tsv."""


class YearlyPay(NamedTuple):
    """What a listing pays at most, and where that was read."""

    euro: float
    source: Source


def to_euro(amount: float, currency: str) -> float | None:
    """`amount` in euros, rounded to cents; None if the currency (ISO 4217) has no rate."""
    rate = per_euro().get(currency)
    return round(amount / rate, 2) if rate and math.isfinite(amount) else None


def pay_of(ranges: Sequence[Pay]) -> YearlyPay | None:
    """The highest end of all the ranges of a listing, per year in euros; None: no pay, or no rate for it."""
    ends = ((pay, pay.year_max or pay.year_min) for pay in ranges)
    figures = [
        YearlyPay(euro, pay.source)
        for pay, end in ends
        if end is not None and (euro := to_euro(end, pay.currency)) is not None
    ]
    return max(figures, default=None, key=lambda figure: figure.euro)


@lru_cache(maxsize=1)
def per_euro() -> Mapping[str, float]:
    """Currency -> what one euro buys of it."""
    rows = {currency: (float(units), of) for currency, units, of in _rows() if units}
    return {currency: units * (1.0 if of == "EUR" else rows[of][0]) for currency, (units, of) in rows.items()}


def _rows() -> list[tuple[str, str, str]]:
    text = files("jobtracker").joinpath("rates.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [(currency, units, of) for currency, units, of, _ in lines]
