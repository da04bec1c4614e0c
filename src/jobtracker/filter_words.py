"""Filters as a person says them, in English: what a tracker is called that nobody named, in lists and in mails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from jobtracker.facet_labels import label
from jobtracker.filters import Filters
from jobtracker.filters_url import write_filters
from jobtracker.where import read_where, say_where


def say_filters(filters: Filters) -> Iterator[str]:
    """One after the other; companies and departments by what stands in the URL."""
    for name, value in write_filters(filters):
        if name == "pay_min":
            yield f"from {float(value):,.0f} {filters.pay_currency} a year"
        elif name != "pay_currency":
            yield _SAID[name](value) if name in _SAID else label(name, value)


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "where": lambda value: say_where(read_where(value)),
    "posted_since": lambda value: f"posted: {_since(value)}",
    "first_seen_since": lambda value: f"found: {_since(value)}",
    "reposted": lambda value: "only re-posts" if value == "true" else "no re-posts",
    "has_pay": lambda value: "pay stated",
}


def _since(value: str) -> str:
    """Of a span, so many days or hours; of a time, its day."""
    number, unit = value[:-1], {"d": "days", "h": "hours"}.get(value[-1:])
    return f"last {number} {unit}" if unit and number.isdigit() else f"since {value[:10]}"
