"""Mails on their way: asked for in the transaction that they tell of, then claimed, sent, marked.

A claim puts off `due_at`, so that of two tasks one sends; one whose sender died, or did not get through, is due again
after RETRY at first, then after longer and longer. What is in a mail is put together when it is sent (store.letters).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from jobtracker.models import MailRow

RETRY, LONGEST_RETRY = dt.timedelta(minutes=5), dt.timedelta(hours=4)
MOST_TRIES = 24
"""In about three days."""
KEPT = dt.timedelta(days=30)
"""How long one sees that a mail was sent."""
KEPT_BY_NOBODY = frozenset({"deleted"})
"""Kinds that leave no row once they are sent: their reader has asked to be forgotten."""


@dataclass(frozen=True, slots=True)
class Order:
    """A mail that was claimed."""

    id: int
    kind: str
    recipient: str
    user_id: int | None
    data: Mapping[str, Any]
    secret: str


@dataclass(frozen=True, slots=True)
class Unneeded:
    """There is nothing to send."""

    why: str


def ask(
    session: Session,
    kind: str,
    recipient: str,
    *,
    now: dt.datetime,
    user_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    secret: str = "",
    once: str | None = None,
) -> int | None:
    """Have a mail sent; its number. None if one of this name (`once`) was asked for already."""
    if once is not None and session.scalar(select(MailRow.id).where(MailRow.once == once)) is not None:
        return None
    row = MailRow(
        user_id=user_id,
        recipient=recipient,
        kind=kind,
        data=dict(data or {}),
        secret=secret,
        once=once,
        created_at=now,
        due_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def due(session: Session, *, now: dt.datetime, limit: int) -> Sequence[int]:
    """The numbers of those that wait, the oldest first."""
    waiting = select(MailRow.id).where(MailRow.sent_at.is_(None), MailRow.due_at <= now)
    return session.scalars(waiting.order_by(MailRow.due_at, MailRow.id).limit(limit)).all()


def waiting(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(MailRow).where(MailRow.sent_at.is_(None))) or 0


@dataclass(frozen=True, slots=True)
class Failing:
    """Mails that could not be sent and are tried again."""

    number: int
    example: str


def failing(session: Session) -> Failing | None:
    """What could not be sent yet, and why the last of it; None if there is none."""
    its = (MailRow.sent_at.is_(None), MailRow.error != "")
    number = session.scalar(select(func.count()).select_from(MailRow).where(*its)) or 0
    last = session.scalar(select(MailRow.error).where(*its).order_by(MailRow.id.desc()).limit(1))
    return Failing(number, last) if last else None


def claim(session: Session, mail_id: int, *, now: dt.datetime) -> Order | None:
    """Take it upon oneself to send a mail; None if another has."""
    row = session.get(MailRow, mail_id)
    if row is None or row.sent_at is not None or row.due_at > now:
        return None
    as_read = (MailRow.id == mail_id, MailRow.sent_at.is_(None), MailRow.tries == row.tries)
    later = now + min(RETRY * 2**row.tries, LONGEST_RETRY)
    mine = update(MailRow).where(*as_read).values(due_at=later, tries=row.tries + 1)
    if not session.connection().execute(mine).rowcount:
        return None
    return Order(row.id, row.kind, row.recipient, row.user_id, row.data, row.secret)


def mark(session: Session, order: Order, *, now: dt.datetime, why_not: str = "") -> None:
    """Note that it was sent, or why it need not be; what it was put together from is forgotten."""
    if order.kind in KEPT_BY_NOBODY:
        session.execute(delete(MailRow).where(MailRow.id == order.id))
        return
    done = {"sent_at": now, "error": why_not, "secret": "", "data": {}}
    session.execute(update(MailRow).where(MailRow.id == order.id, MailRow.sent_at.is_(None)).values(done))


def note_failure(session: Session, order: Order, error: str, *, now: dt.datetime, last: bool = False) -> bool:
    """Note why a try failed. True if it was the last one: the mail is given up."""
    tries = session.scalar(select(MailRow.tries).where(MailRow.id == order.id))
    if last or (tries is not None and tries >= MOST_TRIES):
        mark(session, order, now=now, why_not=f"given up: {error}"[:300])
        return True
    session.execute(update(MailRow).where(MailRow.id == order.id).values(error=error[:300]))
    return False


def sent_lately(session: Session, order: Order, *, since: dt.datetime) -> int:
    """How many of this kind this recipient was sent since then."""
    its = (MailRow.recipient == order.recipient, MailRow.kind == order.kind)
    sent = select(func.count()).select_from(MailRow).where(*its, MailRow.sent_at >= since, MailRow.error == "")
    return session.scalar(sent) or 0


def forget(session: Session, *, now: dt.datetime) -> int:
    """Delete what was sent long ago. Returns how many."""
    return session.connection().execute(delete(MailRow).where(MailRow.sent_at < now - KEPT)).rowcount
