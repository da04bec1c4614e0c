"""How long listings stay, from those that were removed."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from jobtracker.models import Base

DAY = dt.timedelta(days=1)
LIFE_OF = dt.timedelta(days=365)
"""A company's typical life is counted over the removals of so long, and over so many of its newest listings:"""
MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How long the listings of a company stay."""

    over: int
    """So many: those of which it is known when they appeared."""
    median_days: float | None


_event, _listing = Base.metadata.tables["listing_event"], Base.metadata.tables["listing"]
begun = _event.alias("new_event")
WHEN = (
    _listing.c.first_seen_at,
    _listing.c.posted_at,
    _listing.c.posted_bound,
    _listing.c.removed_at,
    begun.c.baseline,
)
"""What `days_open` reads."""
IS_BEGUN = (begun.c.listing_id == _listing.c.id) & (begun.c.kind == "new")
BY_COMPANY = _listing.c.removed_reason.in_(("absent", "confirmed", "gone", "approved"))
"""Removed by its company: not for its silence, nor for another address."""
_REMOVED: Select[Any] = (
    select(*WHEN)
    .join_from(_listing, begun, IS_BEGUN)
    .where(
        _listing.c.company_id == bindparam("its_id"),
        _listing.c.status == "removed",
        _listing.c.removed_at >= bindparam("since"),
        BY_COMPANY,
    )
    .order_by(_listing.c.id.desc())
    .limit(MOST)
)


def life(session: Session, company_id: int, today: dt.date) -> Life:
    """How long the listings of a company stay."""
    since = dt.datetime.combine(today, dt.time(), dt.UTC) - LIFE_OF
    rows = session.execute(_REMOVED, {"its_id": company_id, "since": since})
    days = [number for number in map(days_open, rows) if number is not None]
    return Life(over=len(days), median_days=median(days))


def days_open(row: Any) -> float | None:
    """How long a removed listing was there; None if nobody knows.

    It begins with the day the site states, else when we saw it first; what was there before our first visit and states
    no day is not known.
    """
    stated = row.posted_at if row.posted_at and not row.posted_bound else None
    if stated is None and row.baseline:
        return None
    open_: dt.timedelta = row.removed_at - min(stated or row.first_seen_at, row.first_seen_at)
    return max(open_ / DAY, 0.0)


def median(days: Sequence[float]) -> float | None:
    """The middle one; None of none."""
    return round(statistics.median(days), 1) if days else None
