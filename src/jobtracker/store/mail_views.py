"""How mail stands, for operators: what was not sent yet, what waits to be told, addresses that get nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from jobtracker.models import MailRow, Match, Suppressed, Tracker, User
from jobtracker.store.acting import Unknown
from jobtracker.store.audit import Actor, note
from jobtracker.store.suppression import release

WORST = 50
_UNSENT = MailRow.sent_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A tracker with vacancies that were found and not told yet."""

    tracker_id: int
    name: str
    owner: str
    cadence: str
    number: int
    since: dt.datetime
    paused: bool
    ended: bool
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailState:
    """Of one moment."""

    unsent: int
    oldest_unsent: dt.datetime | None
    """When it was asked for."""
    failing: int
    """Of the unsent: tried before."""
    given_up: int
    """Of those that are kept yet."""
    waiting: int
    """Vacancies that were found and not told."""
    suppressed: int
    trackers: list[Waiting]
    """Those that have waited longest, WORST at most."""


def state(session: Session) -> MailState:
    """How mail stands."""
    unsent, oldest, failing = session.execute(
        select(func.count(), func.min(MailRow.created_at), func.count(case((MailRow.tries > 0, 1)))).where(_UNSENT)
    ).one()
    return MailState(
        unsent=unsent,
        oldest_unsent=oldest,
        failing=failing,
        given_up=_count(session, MailRow.error.startswith("given up"), MailRow.sent_at.is_not(None)),
        waiting=_count(session, Match.state == "waits"),
        suppressed=session.scalar(select(func.count()).select_from(Suppressed)) or 0,
        trackers=_waiting(session),
    )


def _count(session: Session, *conditions: Any) -> int:
    return session.scalar(select(func.count()).where(*conditions)) or 0


def _waiting(session: Session) -> list[Waiting]:
    since = func.min(Match.matched_at).label("since")
    waits = select(Match.tracker_id, func.count().label("number"), since).where(Match.state == "waits")
    worst = waits.group_by(Match.tracker_id).order_by(since, Match.tracker_id).limit(WORST).subquery()
    its = select(Tracker, User.email, worst.c.number, worst.c.since).join(worst, worst.c.tracker_id == Tracker.id)
    rows = session.execute(its.join(User, User.id == Tracker.user_id).order_by(worst.c.since, Tracker.id))
    return [
        Waiting(
            tracker_id=tracker.id,
            name=tracker.name,
            owner=owner,
            cadence=tracker.cadence,
            number=number,
            since=at,
            paused=tracker.paused_at is not None,
            ended=tracker.ended_at is not None,
            next_at=tracker.next_at,
        )
        for tracker, owner, number, at in rows
    ]


def queue(session: Session, *, after: tuple[dt.datetime, int] | None, limit: int) -> Sequence[MailRow]:
    """The mails that were not sent yet, the next first; `after` is time and id of the last one that was seen."""
    its = select(MailRow).where(_UNSENT)
    if after is not None:
        its = its.where(or_(MailRow.due_at > after[0], (MailRow.due_at == after[0]) & (MailRow.id > after[1])))
    rows = session.scalars(its.order_by(MailRow.due_at, MailRow.id).limit(limit)).all()
    session.expunge_all()
    return rows


def suppressed(session: Session, *, after: str, limit: int) -> Sequence[Suppressed]:
    """Addresses that nothing is mailed to, in order; `after` is the last one that was seen."""
    its = select(Suppressed).where(Suppressed.address > after).order_by(Suppressed.address).limit(limit)
    rows = session.scalars(its).all()
    session.expunge_all()
    return rows


def allow(session: Session, address: str, *, by: Actor, now: dt.datetime) -> None:
    """Mail to an address again. Raises Unknown if nothing was held back from it."""
    if not release(session, address, now=now):
        raise Unknown
    note(session, by, "mail.allow", address, now=now)


def note_test(session: Session, address: str, *, by: Actor, now: dt.datetime) -> None:
    """Write down that somebody has a test mail sent."""
    note(session, by, "mail.test", address, now=now)
