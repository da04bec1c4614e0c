"""Who tells the operators of which incident, and whether they were told.

Each channel has two columns: claimed at, sent at. A claim is an UPDATE that finds the row as it was read, so that of
two tasks one sends. A claim whose sender died, or did not get through, lapses: after RETRY at first, then after as
long again as the incident has waited by then.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from jobtracker.mail.alert import Alert
from jobtracker.models import Base
from jobtracker.store.incidents import FAILING

RETRY, LONGEST_RETRY = dt.timedelta(minutes=10), dt.timedelta(hours=2)
MOST_HOSTS = 5
_company, _incident = Base.metadata.tables["company"], Base.metadata.tables["incident"]


@dataclass(slots=True, frozen=True)
class Channel:
    """A way to tell; its two columns."""

    claimed: str
    sent: str


MAIL = Channel("alerting_at", "alerted_at")
WEBHOOK = Channel("posting_at", "posted_at")


def claim(session: Session, channel: Channel, *, now: dt.datetime) -> list[Alert]:
    """Take upon oneself to tell of the open incidents that were not told on this channel."""
    untold = select(_incident).where(_incident.c.closed_at.is_(None), _incident.c[channel.sent].is_(None))
    rows = session.connection().execute(untold).all()
    mine = [row for row in rows if _lapsed(row, channel, now) and _take(session, row, channel, now)]
    return [_alert(session, row) for row in mine]


def _lapsed(row: Row[Any], channel: Channel, now: dt.datetime) -> bool:
    claimed = getattr(row, channel.claimed)
    return claimed is None or now - claimed >= min(max(RETRY, claimed - row.opened_at), LONGEST_RETRY)


def _take(session: Session, row: Row[Any], channel: Channel, now: dt.datetime) -> bool:
    as_read = _incident.c[channel.claimed].is_not_distinct_from(getattr(row, channel.claimed))
    mine = update(_incident).where(_incident.c.id == row.id, _incident.c[channel.sent].is_(None), as_read)
    return bool(session.connection().execute(mine.values({channel.claimed: now})).rowcount)


def _alert(session: Session, row: Row[Any]) -> Alert:
    members = (_company.c.incident_id == row.id, *FAILING)
    since = select(func.min(_company.c.failing_since)).where(*members)
    number = func.count()
    hosts = select(_company.c.host, number).where(*members).group_by(_company.c.host).order_by(number.desc())
    by_host = [(host, count) for host, count in session.connection().execute(hosts)]
    return Alert(
        id=row.id,
        ats=row.ats,
        cause=row.cause,
        companies=sum(count for _, count in by_host),
        since=session.connection().execute(since).scalar_one() or row.opened_at,
        example=row.example,
        hosts=[(host, count) for host, count in by_host if host][:MOST_HOSTS],
    )


def mark(session: Session, channel: Channel, incident_id: int, *, now: dt.datetime) -> None:
    """Note that the operators were told."""
    its = update(_incident).where(_incident.c.id == incident_id, _incident.c[channel.sent].is_(None))
    session.connection().execute(its.values({channel.sent: now}))
