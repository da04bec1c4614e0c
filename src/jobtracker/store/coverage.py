"""What a tracker watches, and what of it could not be read lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow

LATELY = dt.timedelta(days=1)
"""What fails for less than that is no news: its next visit may do."""
NAMED = 3
_WATCHED = (CompanyRow.retired_at.is_(None), CompanyRow.paused_at.is_(None), CompanyRow.switched_off == "")


def coverage(
    session: Session, slugs: Sequence[str], muted: Sequence[str], known: dict[str, Any], now: dt.datetime
) -> dict[str, Any]:
    """Of these companies (of none: of all), how many are watched and how many fail, with the first of those.

    `known` keeps what is the same for everybody who watches all.
    """
    if slugs:
        return _count(session, now, CompanyRow.slug.in_(set(slugs) - set(muted)))
    if muted:
        return _count(session, now, CompanyRow.slug.not_in(muted))
    return _once(known, lambda: _count(session, now))


def _once(known: dict[str, Any], ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if "coverage" not in known:
        known["coverage"] = ask()
    its: dict[str, Any] = known["coverage"]
    return its


def _count(session: Session, now: dt.datetime, *which: ColumnElement[bool]) -> dict[str, Any]:
    number = select(func.count()).select_from(CompanyRow).where(*_WATCHED, *which)
    fails = (*_WATCHED, *which, CompanyRow.failing_since <= now - LATELY)
    named = select(CompanyRow.name, CompanyRow.failing_since).where(*fails)
    rows = session.execute(named.order_by(CompanyRow.failing_since, CompanyRow.id).limit(NAMED)).all()
    return {
        "companies": session.scalar(number) or 0,
        "failing": session.scalar(select(func.count()).select_from(CompanyRow).where(*fails)) or 0,
        "named": [[name, at.isoformat()] for name, at in rows if at],
    }
