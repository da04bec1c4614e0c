"""Incidents as operators look at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, Incident
from jobtracker.store.history import PastRun, runs_of
from jobtracker.store.incidents import FAILING

LONGEST = 20
"""Runs of an incident that are shown."""
_FAIL = func.count(CompanyRow.id)


@dataclass(slots=True, frozen=True)
class IncidentView:
    """One incident."""

    id: int
    ats: str
    cause: str
    opened_at: dt.datetime
    last_at: dt.datetime
    closed_at: dt.datetime | None
    failing: int
    """Companies that fail now."""
    most: int
    """So many at most."""
    alerted_at: dt.datetime | None
    example: str


@dataclass(slots=True, frozen=True)
class Member:
    """A company of an open incident; well again if its cause is ""."""

    company: str
    host: str
    cause: str
    failures: int
    failing_since: dt.datetime | None
    due_at: dt.datetime | None
    paused_why: str


def incidents(session: Session, *, closed: bool) -> list[IncidentView]:
    """The open ones, or all; those under way first, then the newest."""
    query = select(Incident).order_by(Incident.closed_at.is_not(None), Incident.id.desc())
    rows = session.scalars(query if closed else query.where(Incident.closed_at.is_(None)))
    return [_view(row, numbers.get(row.id, 0)) for numbers in [_failing(session)] for row in rows]


def page(session: Session, state: str, *, before: int | None, limit: int) -> list[IncidentView]:
    """The newest first, of a state (open, closed, all); `before` is the id of the last one of the page before."""
    query = select(Incident).order_by(Incident.id.desc()).limit(limit)
    query = query.where(Incident.closed_at.is_(None)) if state == "open" else query
    query = query.where(Incident.closed_at.is_not(None)) if state == "closed" else query
    rows = session.scalars(query.where(Incident.id < before) if before is not None else query)
    numbers = _failing(session)
    return [_view(row, numbers.get(row.id, 0)) for row in rows]


def incident(session: Session, number: int) -> IncidentView | None:
    """One of them; None if there is none of this number."""
    row = session.get(Incident, number)
    return _view(row, _failing(session).get(number, 0)) if row else None


def members(session: Session, number: int) -> list[Member]:
    """The companies of an open incident, those that fail first; one that is closed has none any more."""
    query = _MEMBERS.where(CompanyRow.incident_id == number)
    return [Member(*row) for row in session.execute(query.order_by(CompanyRow.cause == "", CompanyRow.slug))]


def members_after(session: Session, number: int, *, after: str, limit: int) -> list[Member]:
    """The same by slug, a page of them; `after` is the last one of the page before."""
    query = _MEMBERS.where(CompanyRow.incident_id == number, CompanyRow.slug > after)
    return [Member(*row) for row in session.execute(query.order_by(CompanyRow.slug).limit(limit))]


_MEMBERS = select(CompanyRow.slug, *(getattr(CompanyRow, name) for name in Member.__slots__ if name != "company"))


def failed_runs(session: Session, view: IncidentView) -> Sequence[PastRun]:
    """The newest runs that are part of it."""
    return runs_of(session, group=view.ats, cause=view.cause, until=view.closed_at, limit=LONGEST)


def _failing(session: Session) -> dict[int, int]:
    query = select(CompanyRow.incident_id, _FAIL).where(CompanyRow.incident_id.is_not(None), *FAILING)
    return {number: count for number, count in session.execute(query.group_by(CompanyRow.incident_id)) if number}


def _view(row: Incident, failing: int) -> IncidentView:
    return IncidentView(
        id=row.id,
        ats=row.ats,
        cause=row.cause,
        opened_at=row.opened_at,
        last_at=row.last_at,
        closed_at=row.closed_at,
        failing=failing,
        most=row.companies,
        alerted_at=row.alerted_at,
        example=row.example,
    )
