"""How it stands, in numbers: what monitoring draws. Few cheap statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, Incident, RunRow
from jobtracker.run import CLOSED
from jobtracker.store.due import VISITED, is_due

RECENT = dt.timedelta(hours=1)
OUTCOMES = ("running", *CLOSED)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one moment."""

    open_listings: int
    companies: Mapping[str, int]
    """By state: retired, off, paused, failing, unread, held, well. Each company has the first that it fits."""
    runs: Mapping[str, int]
    """By outcome, of those begun in the last hour."""
    open_incidents: int
    oldest_due: float
    """Seconds that the company which waits longest has been due."""


def figures(session: Session, *, now: dt.datetime) -> Figures:
    """The figures of this moment."""
    oldest = session.scalar(select(func.min(CompanyRow.due_at)).where(*VISITED, is_due(now)))
    return Figures(
        open_listings=int(session.scalar(select(func.sum(CompanyRow.open_count))) or 0),
        companies=_companies(session),
        runs=_runs(session, now - RECENT),
        open_incidents=session.scalar(select(func.count()).where(Incident.closed_at.is_(None))) or 0,
        oldest_due=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
    )


def _companies(session: Session) -> dict[str, int]:
    row = CompanyRow
    states = case(
        (row.retired_at.is_not(None), "retired"),
        (row.switched_off != "", "off"),
        (row.paused_at.is_not(None), "paused"),
        (row.failures > 0, "failing"),
        (row.last_complete_at.is_(None), "unread"),
        (row.held_since.is_not(None), "held"),
        else_="well",
    ).label("state")
    counted = select(states, func.count()).group_by(states)
    none = dict.fromkeys(("retired", "off", "paused", "failing", "unread", "held", "well"), 0)
    return none | {state: int(count) for state, count in session.execute(counted)}


def _runs(session: Session, since: dt.datetime) -> dict[str, int]:
    # Named, an outcome has an index that gives its last hour; SQLite would read all runs there are.
    counted = (
        select(RunRow.outcome, func.count())
        .where(RunRow.outcome.in_(OUTCOMES), RunRow.started_at > since)
        .group_by(RunRow.outcome)
    )
    return dict.fromkeys(OUTCOMES, 0) | {outcome: int(count) for outcome, count in session.execute(counted)}
