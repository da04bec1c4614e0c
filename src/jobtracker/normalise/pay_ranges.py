"""Several ranges of one posting: each once, and each with whom it is for."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from jobtracker.listing import Pay
from jobtracker.normalise.areas import read_country
from jobtracker.normalise.money import PER_YEAR, find_money
from jobtracker.normalise.pay_text import SCOPE_LIMIT
from jobtracker.normalise.places import read_places

OVERALL = "overall"
"""The scope of a range that spans several which could not be told apart."""
MOST_RANGES = 12
"""A posting with more ranges than this is given as one overall range."""
KIND_WORDS = re.compile(
    r"\b(?:(?:annual|yearly|monthly|hourly|estimated|expected|total|cash) )*(?:base )?(?:salary|pay|base|compensation"
    r"|wage)"
    r"(?: range| band)?\b|\b(?:hourly|annual|yearly|per (?:hour|month|year))\b",
    re.IGNORECASE,
)
EDGES = re.compile(r"^[\W_]+|[^\w)]+$")


def scopes(labels: Sequence[str], *, several: bool) -> list[str]:
    """Whom each range is for: "Zone 1" of "Zone 1 | Estimated Base Salary"; the whole label, if that is not enough.

    A lone label says something if the role is in `several` countries, of which it names one.
    """
    heads = [_scope(label.partition("|")[0]) for label in labels]
    if len(labels) == 1 and "|" not in labels[0]:
        return heads if several and read_country(heads[0]) else [""]
    wholes = [_scope(label) for label in labels]
    return wholes if len(set(heads)) < len(set(wholes)) else heads


def _scope(words: str) -> str:
    """What is left of a label without its amounts and the words for pay."""
    for money in reversed(list(find_money(words))):
        words = words[: money.start] + words[money.end :]
    return EDGES.sub("", KIND_WORDS.sub("", words))


def _is_place(words: str) -> bool:
    """Whether a scope says something where there is no other to tell it from: not "Tier 1", "Finance"."""
    return not re.search(r"\d", words) and any(place.country for place in read_places([words]).places)


def distinct(ranges: Iterable[Pay]) -> tuple[Pay, ...]:
    """Each range once, with all it is for; "$50 an hour ($104,000 a year)" is one, too."""
    ranges, found = tuple(ranges), list[Pay]()
    for pay in ranges:
        twin = next((place for place, other in enumerate(found) if _equal(pay, other)), None)
        if twin is None:
            found.append(pay)
        elif found[twin].scope != pay.scope:
            found[twin] = dataclasses.replace(found[twin], scope=_joined(found[twin].scope, pay.scope))
    if len(found) == 1 and len({pay.scope for pay in ranges}) > 1:
        found = [dataclasses.replace(found[0], scope="")]
    return tuple(found)


def _joined(one: str, other: str) -> str:
    """Both scopes of a range that two are told; nobody in particular if one of them says so."""
    both = f"{one}, {other}"
    return both if one and other and len(both) <= SCOPE_LIMIT else ""


def _equal(one: Pay, other: Pay) -> bool:
    ends = ((one.year_min, other.year_min), (one.year_max, other.year_max))
    return one.currency == other.currency and all(
        a == b or (a and b and one.period != other.period and abs(a - b) < a / 50) for a, b in ends
    )


def settled(ranges: tuple[Pay, ...]) -> tuple[Pay, ...]:
    """Ranges that say whom each is for; where they do not, one overall range for each currency and period."""
    if len(ranges) < 2:
        return tuple(pay if _is_place(pay.scope) else dataclasses.replace(pay, scope="") for pay in ranges)
    groups: dict[tuple[str, str], list[Pay]] = {}
    for pay in ranges:
        groups.setdefault((pay.currency, pay.period), []).append(pay)
    return tuple(pay for group in groups.values() for pay in _told_apart(group))


def _told_apart(group: list[Pay]) -> list[Pay]:
    if len(group) == len({pay.scope for pay in group}) <= MOST_RANGES:
        return group
    first = group[0]
    lows, highs = [pay.min for pay in group], [pay.max for pay in group]
    low = None if None in lows else min(filter(None, lows))
    high = None if None in highs else max(filter(None, highs))
    years = [value and round(value * PER_YEAR[first.period], 2) for value in (low, high)]
    return [dataclasses.replace(first, min=low, max=high, year_min=years[0], year_max=years[1], scope=OVERALL)]
