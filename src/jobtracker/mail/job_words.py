"""What a mail says of a job and of times, in words. Plain functions on plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from jobtracker.counted import counted
from jobtracker.facet_labels import area_label, label

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MOST_PLACES, MOST_AREAS = 3, 4
_PERIODS = {"hour": "an hour", "day": "a day", "week": "a week", "month": "a month", "year": "a year"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def listed(words: Sequence[str], most: int, unnamed: int = 0, between: str = ", ") -> str:
    """Some of them, and how many more there are."""
    more = max(len(words) - most, 0) + unnamed
    return between.join(words[:most]) + (f" and {more:,} more" if more else "")


def places(names: Sequence[str], unnamed: int, how: str) -> str:
    """Where one works; a place that only says how, as "Remote" does, is left out where that is said anyway."""
    return listed([name for name in names if name.casefold() != how.casefold()], MOST_PLACES, unnamed, "; ")


def workplace(value: str) -> str:
    """How one works; "" if it is not known."""
    return "" if value == "unknown" else label("workplace", value)


def work_from(areas: Sequence[str]) -> str:
    """Where one may live."""
    return f"open to {listed([area_label(code) for code in areas], MOST_AREAS)}" if areas else ""


def pay(ranges: Sequence[Mapping[str, Any]]) -> str:
    """The first range, and that there are others."""
    if not ranges:
        return ""
    its = ranges[0]
    low, high = its["min"], its["max"]
    if low is not None and high is not None and low != high:
        amount = f"{_amount(low)} to {_amount(high)}"
    elif low is None:
        amount = f"up to {_amount(high)}"
    else:
        amount = _amount(low) if low == high else f"from {_amount(low)}"
    scope = f" ({its['scope']})" if its.get("scope") else ""
    more = ", other ranges elsewhere" if len(ranges) > 1 else ""
    return f"{its['currency']} {amount} {_PERIODS.get(its['period'], its['period'])}{scope}{more}"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def ago(at: dt.datetime, now: dt.datetime) -> str:
    """How long ago, so that one knows how soon to be."""
    age = now - at
    if age < HOUR:
        return "within the last hour"
    if age < DAY:
        return f"{counted(age // HOUR, 'hour')} ago"
    return f"{counted(age // DAY, 'day')} ago" if age < 60 * DAY else f"{age // (30 * DAY)} months ago"


def age(posted_at: dt.datetime | None, first_seen_at: dt.datetime, now: dt.datetime) -> str:
    """When it was posted, if its site says so; else when it was first seen."""
    return f"posted {ago(posted_at, now)}" if posted_at else f"first seen {ago(first_seen_at, now)}"


def since(at: dt.datetime, now: dt.datetime, zone: str) -> str:
    """A day of the last week by its name, another by its date."""
    there = at.astimezone(ZoneInfo(zone))
    return _WEEKDAYS[there.weekday()] if now - at < 6 * DAY else f"{there.day} {there:%B}"


def date(at: dt.datetime, zone: str) -> str:
    """`Sunday, 29 November 2026`, there."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{_WEEKDAYS[there.weekday()]}, {there.day} {there:%B %Y}"


def rhythm(cadence: str, hour: int, weekday: int, zone: str) -> str:
    """How often somebody hears."""
    if cadence == "instant":
        return "as soon as something is found"
    day = f"every {_WEEKDAYS[weekday]}" if cadence == "weekly" else "daily"
    return f"{day} at {hour}:00 ({zone.replace('_', ' ')})"
