"""The tasks `count`, `first_count` and `recount`: what is counted ahead for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from redis import Redis

from jobtracker.db import Database
from jobtracker.store import counting
from jobtracker.store.staying import DAY

LATELY = 3
"""Days that are counted again each time: an event is written a little after the time it bears."""


def count(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Count the last days, the totals, and who has most."""
    today = now.astimezone(dt.UTC).date()
    _days(database, (today - DAY * back for back in reversed(range(LATELY))))
    totals = database.read(counting.totals, now)
    counted = {
        "totals": totals,
        "companies": database.read(counting.top_companies),
        "places": database.read(counting.top_places),
        "workplaces": database.read(counting.workplaces),
        "boards": database.read(counting.companies_by, "ats"),
        "countries": database.read(counting.companies_by, "country"),
    }
    database.write(counting.keep, "now", counted, now=now)
    return ""


def first_count(database: Database, redis: Redis, now: dt.datetime) -> str:
    """The same, while no company's listings are counted though some are read: nobody need wait ten minutes for them."""
    return count(database, redis, now) if database.read(counting.is_owed) else ""


def recount(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Count every day anew, and how long listings stay. Returns what was mended, in words; "" if all was right."""
    mended = 0
    if days := database.read(counting.span):
        first, last = days
        mended = _days(database, (first + DAY * number for number in range((last - first).days + 1)))
    database.write(counting.keep, "removal", database.read(counting.time_to_removal, now), now=now)
    return f"{mended} counts of a company's day were other than before" if mended else ""


def _days(database: Database, days: Iterable[dt.date]) -> int:
    return sum(database.write(counting.count_day, day) for day in days)
