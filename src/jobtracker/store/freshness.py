"""Whether what anybody may read could have changed. It reads each company's row: not for every request."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, case, extract, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from jobtracker.lifecycle import UNVERIFIED_AFTER
from jobtracker.models import CompanyRow, ListingEvent, Statistic


def version(session: Session, *, now: dt.datetime) -> str:
    """A text that is another one whenever listings, companies or statistics could be.

    Every run's end moves its company's times, whatever commits first; what operators and the tasks do makes events or
    raises a generation; and time passes for a company whose last complete run gets too old. Sums, not the latest:
    what commits late has an earlier time. (`reindex` alone is not seen; the next run's end is.)
    """
    dialect, row = session.get_bind().dialect.name, CompanyRow
    of_companies = select(
        func.count(),
        func.sum(row.generation),
        func.sum(row.open_count),
        func.sum(_seconds(dialect, row.last_complete_at)),
        func.sum(_seconds(dialect, row.due_at)),
        func.count(row.paused_at),
        func.count(row.retired_at),
        func.count(case((row.last_complete_at < now - UNVERIFIED_AFTER, 1))),
    )
    latest = session.scalar(select(func.max(ListingEvent.id)))
    counted = session.scalar(select(func.max(Statistic.counted_at)))
    return "-".join(str(part or 0) for part in (*session.execute(of_companies).one(), latest, counted))


def _seconds(dialect: str, time: InstrumentedAttribute[dt.datetime | None]) -> ColumnElement[Any]:
    if dialect in {"mysql", "mariadb"}:
        return func.unix_timestamp(time)
    return extract("epoch", time)
