"""What the runs came to, for operators."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, RunRow


@dataclass(slots=True, frozen=True)
class PastRun:
    """One run as operators see it."""

    company: str
    outcome: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    seconds: float
    seen: int
    new: int
    changed: int
    removed: int
    reopened: int
    held: int
    detail_failures: int
    error: str
    cause: str
    """A word of jobtracker.causes; "" if it is complete."""
    node: str
    log: str


def latest_runs(
    session: Session, *, company: str | None, failed: bool, limit: int, cause: str | None = None
) -> list[PastRun]:
    """The newest runs first; `failed` leaves out those that are complete or under way."""
    query = _RUNS.where(CompanyRow.slug == company) if company else _RUNS
    if failed:
        query = query.where(RunRow.outcome.in_(("partial", "failed", "superseded")))
    if cause:
        query = query.where(RunRow.cause == cause)
    return [_past(row.RunRow, row.slug) for row in session.execute(query.limit(limit))]


def runs_of(session: Session, *, group: str, cause: str, until: dt.datetime | None, limit: int) -> list[PastRun]:
    """The newest runs, of an ATS or of the one company of a site, that had this cause, begun by `until`."""
    query = _RUNS.where(RunRow.cause == cause, or_(CompanyRow.ats == group, CompanyRow.slug == group))
    query = query.where(RunRow.started_at <= until) if until else query
    return [_past(row.RunRow, row.slug) for row in session.execute(query.limit(limit))]


_RUNS = (
    select(RunRow, CompanyRow.slug)
    .join(CompanyRow, CompanyRow.id == RunRow.company_id)
    .order_by(RunRow.started_at.desc(), RunRow.id.desc())
)


def _past(run: RunRow, company: str) -> PastRun:
    fields = (name for name in PastRun.__slots__ if name != "company")
    return PastRun(company=company, **{name: getattr(run, name) for name in fields})
