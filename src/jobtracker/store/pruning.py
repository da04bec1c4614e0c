"""Old runs are forgotten, a batch at a time.

What a listing's history refers to stays: events without their run would be taken for those of one that is not closed
yet. So does each company's latest past.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from jobtracker.models import Base

KEPT = 50
"""Of each company so many runs stay, however old."""
BATCH = 1000

_run, _event = Base.metadata.tables["run"], Base.metadata.tables["listing_event"]
_other = _run.alias("other")


@dataclass(slots=True, frozen=True)
class Step:
    """One batch: how many runs were forgotten, and where the next one begins; None after the last."""

    forgotten: int
    next: tuple[dt.datetime, int] | None


_LATEST = (
    select(_other.c.id)
    .where(_other.c.company_id == _run.c.company_id)
    .order_by(_other.c.started_at.desc(), _other.c.id.desc())
    .limit(1)
    .offset(KEPT - 1)
    .correlate(_run)
    .scalar_subquery()
)
"""The oldest run of its company that stays."""
_TOLD = select(_event.c.id).where(_event.c.run_id == _run.c.id).exists()
_OLD = (
    select(_run.c.id, _run.c.started_at, func.coalesce(_run.c.id < _LATEST, False).label("late"), _TOLD.label("told"))
    .where(
        _run.c.started_at < bindparam("before"),
        _run.c.outcome != "running",
        (_run.c.started_at > bindparam("began"))
        | ((_run.c.started_at == bindparam("began")) & (_run.c.id > bindparam("last"))),
        _run.c.started_at >= bindparam("began"),
    )
    .order_by(_run.c.started_at, _run.c.id)
    .limit(BATCH)
)


def prune(session: Session, after: tuple[dt.datetime, int] | None, *, before: dt.datetime) -> Step:
    """Forget what may be forgotten of the next BATCH runs that began before a time, the oldest first."""
    began, last = after or (dt.datetime(1990, 1, 1, tzinfo=dt.UTC), 0)
    rows = session.connection().execute(_OLD, {"before": before, "began": began, "last": last}).all()
    gone = [row.id for row in rows if row.late and not row.told]
    if gone:
        session.connection().execute(delete(_run).where(_run.c.id.in_(gone)))
    return Step(len(gone), (rows[-1].started_at, rows[-1].id) if len(rows) == BATCH else None)
