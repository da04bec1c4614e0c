"""What the runs came to, for operators."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
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
    log: str


def latest_runs(session: Session, *, company: str | None, failed: bool, limit: int) -> list[PastRun]:
    """The newest runs first; `failed` leaves out those that are complete or under way."""
    query = select(RunRow, CompanyRow.slug).join(CompanyRow, CompanyRow.id == RunRow.company_id)
    if company:
        query = query.where(CompanyRow.slug == company)
    if failed:
        query = query.where(RunRow.outcome.in_(("partial", "failed", "superseded")))
    newest = query.order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(limit)
    return [_past(row.RunRow, row.slug) for row in session.execute(newest)]


def _past(run: RunRow, company: str) -> PastRun:
    fields = (name for name in PastRun.__slots__ if name != "company")
    return PastRun(company=company, **{name: getattr(run, name) for name in fields})
