"""Addresses that nothing is mailed to any more: their mailbox does not exist, or their owner complained.

What a person asks for (a reset, a confirmation) is mailed all the same: who can ask for it reads it, or nobody does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Literal

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.models import MailRow, Suppressed, Tracker, User
from jobtracker.store.board import chunks

Reason = Literal["bounce", "complaint", "by hand"]
SAID: dict[str, str] = {
    "bounce": "mails to this address came back: there is no such mailbox",
    "complaint": "the owner of this address complained of our mails",
    "by hand": "an operator stopped mails to this address",
}


def suppress(session: Session, address: str, reason: Reason, *, now: dt.datetime, detail: str = "") -> bool:
    """Mail nothing to it any more. False if that was so already."""
    its = address.lower()
    if session.get(Suppressed, its) is not None:
        return False
    session.add(Suppressed(address=its, reason=reason, detail=detail[:300], at=now))
    session.flush()
    return True


def release(session: Session, address: str, *, now: dt.datetime) -> bool:
    """Mail to it again, what waits for it first. False if nothing was in the way."""
    its = address.lower()
    if not session.connection().execute(delete(Suppressed).where(Suppressed.address == its)).rowcount:
        return False
    owner = select(User.id).where(User.email == its).scalar_subquery()
    there = or_(Tracker.email == its, (Tracker.user_id == owner) & Tracker.email.is_(None))
    waits = update(Tracker).where(there, Tracker.next_at > now)
    session.execute(waits.values(next_at=now).execution_options(synchronize_session=False))
    return True


def reasons(session: Session, addresses: Collection[str]) -> dict[str, str]:
    """Why nothing is mailed to them, of those to which nothing is."""
    found: dict[str, str] = {}
    for some in chunks(sorted(addresses)):
        rows = session.execute(select(Suppressed.address, Suppressed.reason).where(Suppressed.address.in_(some)))
        found |= {address: SAID.get(reason, reason) for address, reason in rows}
    return found


def is_ours(session: Session, address: str) -> bool:
    """Whether anything was ever mailed to it: of others no bounce is believed."""
    its = address.lower()
    known = (
        select(User.id).where(User.email == its),
        select(Tracker.id).where(Tracker.email == its),
        select(MailRow.id).where(MailRow.recipient == its),
    )
    return any(session.scalar(each.limit(1)) is not None for each in known)


def all_of_them(session: Session, *, limit: int) -> Sequence[Suppressed]:
    """The newest first."""
    rows = session.scalars(select(Suppressed).order_by(Suppressed.at.desc(), Suppressed.address).limit(limit)).all()
    session.expunge_all()
    return rows
