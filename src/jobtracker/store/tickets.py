"""Tickets: what a link in a mail opens, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.account import hash_of, new_token
from jobtracker.models import Ticket

DAY = dt.timedelta(days=1)
LIVES = {
    "register": DAY,
    "invite": 7 * DAY,
    "added": 7 * DAY,
    "reset": dt.timedelta(hours=1),
    "address": DAY,
    "tracker": 7 * DAY,
    "unsubscribe": 180 * DAY,
}
"""How long each opens what it opens."""
KEPT = DAY
"""So long one that has expired is kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """One that opens something yet, as somebody found it who shows its token."""

    id: int
    purpose: str
    email: str
    user_id: int | None
    secret: str
    mark: str
    """Of this finding alone: it tells its finder's use of it from another's."""


def make(
    session: Session, purpose: str, email: str, *, now: dt.datetime, user_id: int | None = None, secret: str = ""
) -> str:
    """A new one; its token, which nobody sees again."""
    token = new_token()
    session.add(
        Ticket(
            user_id=user_id,
            email=email,
            purpose=purpose,
            hash=hash_of(token),
            secret=secret,
            created_at=now,
            expires_at=now + LIVES[purpose],
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, purposes: Collection[str], *, now: dt.datetime) -> Found | None:
    """The one of this token, if it is for one of these purposes and opens anything yet."""
    its = (Ticket.hash == hash_of(token), Ticket.purpose.in_(purposes))
    row = session.scalars(select(Ticket).where(*its, Ticket.used_at.is_(None), Ticket.expires_at > now)).one_or_none()
    if row is None:
        return None
    return Found(row.id, row.purpose, row.email, row.user_id, row.secret, mark=new_token())


def use(session: Session, found: Found, *, now: dt.datetime) -> bool:
    """Use it up. False if another did that already, or it is too late.

    Whoever found it may do it twice: then the transaction was committed, and is tried again in ignorance of it.
    """
    unused = or_(Ticket.used_at.is_(None), Ticket.secret == found.mark)
    mine = update(Ticket).where(Ticket.id == found.id, unused, Ticket.expires_at > now)
    return bool(session.connection().execute(mine.values(used_at=now, secret=found.mark)).rowcount)


def void(session: Session, purposes: Collection[str], *, now: dt.datetime, user_id: int) -> None:
    """Those that were not used open nothing any more."""
    its = update(Ticket).where(Ticket.user_id == user_id, Ticket.purpose.in_(purposes), Ticket.used_at.is_(None))
    session.execute(its.values(used_at=now, secret=""))


def forget(session: Session, *, now: dt.datetime) -> int:
    """Delete those that expired. Returns how many."""
    return session.connection().execute(delete(Ticket).where(Ticket.expires_at < now - KEPT)).rowcount
