"""Silence ages: without a complete run for long, a company's listings are closed, so that no phantom stays open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from jobtracker import lifecycle
from jobtracker.models import CompanyRow, ListingRow
from jobtracker.store import board
from jobtracker.store.board import Event
from jobtracker.store.companies import raise_generation
from jobtracker.store.notices import tell_of_aged


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
    events: defaultdict[int, list[Event]] = defaultdict(list)
    for row in found:
        events[row.company_id].append(Event(row.id, "removed", {"reason": reason}))
    raise_generation(session, sorted(events))
    board.set_state(
        session,
        [row.id for row in found],
        status="removed",
        removed_at=now,
        removed_reason=reason,
        missing_since=None,
    )
    for company_id, its_events in events.items():
        board.add_events(session, company_id, its_events, at=now)
    _count(session, list(events))
    tell_of_aged(session, [row.id for row in found], now=now)  # no run will
    return len(found)


def _count(session: Session, company_ids: list[int]) -> None:
    """What is open of them now: else only their next complete run would say so, if there is one."""
    still = (ListingRow.company_id == CompanyRow.id, ListingRow.status == "open")
    number = select(func.count(ListingRow.id)).where(*still).scalar_subquery()
    for some in board.chunks(sorted(company_ids)):
        session.execute(update(CompanyRow).where(CompanyRow.id.in_(some)).values(open_count=number))
