"""What was counted ahead, as everybody sees it. No request counts listings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from jobtracker.models import Base
from jobtracker.models.statistics import EVERYBODY

DAY = dt.timedelta(days=1)
_NOTHING: dict[str, Any] = {"totals": None} | {
    name: [] for name in ("companies", "places", "workplaces", "boards", "countries")
}
"""What is not counted yet; of the last ones some, if an older release counted last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What became of listings on one day (UTC)."""

    day: dt.date
    new: int
    begun: int
    """Found by a beginning: nobody knows since when they were there."""
    back: int
    removed: int
    open: int
    """At its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Everything, in numbers."""

    counted_at: dt.datetime | None
    """When totals, days, companies, places and workplaces were counted; None if they were not yet."""
    totals: dict[str, int] | None
    days: list[Day]
    companies: list[dict[str, Any]]
    places: list[dict[str, Any]]
    workplaces: list[dict[str, Any]]
    boards: list[dict[str, Any]]
    countries: list[dict[str, Any]]
    removal: dict[str, Any] | None
    """How long listings stay, with a counted_at of its own."""


_days, _statistic = Base.metadata.tables["day_count"], Base.metadata.tables["statistic"]
_NET = _days.c.new + _days.c.begun + _days.c.back - _days.c.removed
_BEFORE = select(func.coalesce(func.sum(_NET), 0)).where(
    _days.c.company_id == bindparam("its_id"), _days.c.day < bindparam("begin")
)
_SINCE = select(_days).where(
    _days.c.company_id == bindparam("its_id"), _days.c.day >= bindparam("begin"), _days.c.day <= bindparam("end")
)
_STATISTICS = select(_statistic)


def days_until(session: Session, today: dt.date, number: int, *, company_id: int = EVERYBODY) -> list[Day]:
    """The last `number` days of a company, or of all; a day on which nothing happened is there, too."""
    its = {"its_id": company_id, "begin": today - DAY * (number - 1), "end": today}
    open_ = int(session.execute(_BEFORE, {"its_id": company_id, "begin": its["begin"]}).scalar_one())
    found = {row.day: row for row in session.execute(_SINCE, its)}
    days = []
    for back in reversed(range(number)):
        row = found.get(today - DAY * back)
        new, begun, gone_back, removed = (row.new, row.begun, row.back, row.removed) if row else (0, 0, 0, 0)
        open_ += new + begun + gone_back - removed
        days.append(Day(day=today - DAY * back, new=new, begun=begun, back=gone_back, removed=removed, open=open_))
    return days


def counted_at(session: Session) -> dt.datetime | None:
    """When the days were counted."""
    return session.scalar(select(_statistic.c.counted_at).where(_statistic.c.name == "now"))


def stats(session: Session, *, today: dt.date, days: int) -> Stats:
    """All of it, over so many days."""
    kept = {row.name: row for row in session.execute(_STATISTICS)}
    now, removal = kept.get("now"), kept.get("removal")
    value = _NOTHING | (now.value if now else {})
    return Stats(
        counted_at=now.counted_at if now else None,
        **value,
        days=days_until(session, today, days) if now else [],
        removal=removal.value | {"counted_at": removal.counted_at} if removal else None,
    )
