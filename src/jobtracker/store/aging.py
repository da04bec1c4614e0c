"""Silence ages: without a complete run for long, a company's listings are closed, so that no phantom stays open."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from jobtracker import lifecycle
from jobtracker.models import CompanyRow, ListingRow
from jobtracker.store import board
from jobtracker.store.companies import raise_generation


def expire(session: Session, *, now: dt.datetime) -> dict[str, int]:
    """Close the listings of companies that are retired or silent for lifecycle.CLOSED_AFTER.

    A listing that a partial run saw since then stays. Returns how many were closed, by reason.
    """
    limit = now - lifecycle.CLOSED_AFTER
    silent = or_(CompanyRow.last_complete_at.is_(None), CompanyRow.last_complete_at < limit)
    return {
        "retired": _close(session, "retired", now, CompanyRow.retired_at.is_not(None)),
        "unverified": _close(session, "unverified", now, silent, ListingRow.seen_at < limit),
    }


def _close(session: Session, reason: str, now: dt.datetime, *conditions: object) -> int:
    found = session.execute(
        select(ListingRow.id, ListingRow.company_id)
        .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
        .where(ListingRow.status == "open", *conditions)  # type: ignore[arg-type]
    ).all()
    raise_generation(session, sorted({row.company_id for row in found}))
    board.set_state(
        session,
        [row.id for row in found],
        status="removed",
        removed_at=now,
        removed_reason=reason,
        missing_since=None,
    )
    events = [board.event(row.company_id, row.id, "removed", now, {"reason": reason}) for row in found]
    board.add_events(session, events)
    return len(found)
