"""Runs as operators look for them: millions, a page at a time, the newest first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, RunRow

After = tuple[dt.datetime, int]
"""Begin and id of the last one of the page before."""


@dataclass(slots=True, frozen=True)
class RunView:
    """One run, without its log."""

    id: int
    company: str
    ats: str
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
    baseline: bool
    error: str
    cause: str
    node: str


@dataclass(slots=True, frozen=True)
class Sought:
    """Which runs are wanted; what is not set is no condition."""

    company: str = ""
    ats: str = ""
    outcome: str = ""
    cause: str = ""
    node: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


_COLUMNS = tuple(CompanyRow.slug if name == "company" else getattr(RunRow, name) for name in RunView.__slots__)
_VIEWS = select(*_COLUMNS).join_from(RunRow, CompanyRow, CompanyRow.id == RunRow.company_id)


def runs(session: Session, sought: Sought, *, after: After | None, limit: int) -> list[RunView]:
    """The newest first."""
    query = _narrowed(session, sought)
    if after:
        began, id_ = after
        older = or_(RunRow.started_at < began, and_(RunRow.started_at == began, RunRow.id < id_))
        query = query.where(RunRow.started_at <= began, older)  # the first one alone is what an index can do
    found = session.execute(query.order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(limit))
    return [RunView(*row) for row in found]


def _narrowed(session: Session, sought: Sought) -> Select[Any]:
    query = _VIEWS
    if sought.company:  # by number: the planner then knows that its index holds them in order
        number = session.scalar(select(CompanyRow.id).where(CompanyRow.slug == sought.company))
        query = query.where(RunRow.company_id == (number or 0))
    for name in ("ats", "outcome", "cause", "node"):
        if value := getattr(sought, name):
            query = query.where(getattr(RunRow, name) == value)
    query = query.where(RunRow.started_at >= sought.since) if sought.since else query
    return query.where(RunRow.started_at < sought.until) if sought.until else query


def run(session: Session, number: int) -> tuple[RunView, str] | None:
    """One run and its log, which ends with what it came to; None if there is none of this number."""
    row = session.execute(_VIEWS.add_columns(RunRow.log).where(RunRow.id == number)).first()
    if row is None:
        return None
    view, log = RunView(*row[:-1]), str(row[-1])
    return view, "\n".join(line for line in (log, _last_line(view)) if line)


def _last_line(view: RunView) -> str:
    """What a run came to, as whoever ended it would have logged it: a node that died could not. "" while it runs."""
    if view.outcome == "running":
        return ""
    counts = ((name, getattr(view, name)) for name in ("new", "changed", "removed", "reopened", "held"))
    found = ", ".join([f"{view.seen} seen", *(f"{number} {name}" for name, number in counts if number)])
    said = {
        "complete": f"INFO complete: {found}",
        "partial": f"WARNING partial: {found}: {view.error}",
    }
    return said.get(view.outcome, f"ERROR {view.outcome}: {view.error}")
