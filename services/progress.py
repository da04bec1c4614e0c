"""What the crawls have come to so far, in one line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow
from jobtracker.store.due import VISITED, is_due


def progress(session: Session, now: dt.datetime) -> str:
    """Of the companies that are visited: how many were read, are due, fail; and how many listings are open."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    read = CompanyRow.last_complete_at.is_not(None)
    failing = CompanyRow.failures > 0
    counted = select(func.count(), count(read), count(is_due(now)), count(failing)).where(*VISITED)
    total, done, due, bad = session.execute(counted).one()
    listings = session.scalar(select(func.coalesce(func.sum(CompanyRow.open_count), 0)))
    return f"{done} of {total} companies read, {due} due, {bad} failing; {listings} listings open"
