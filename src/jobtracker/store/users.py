"""What operators do with accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from jobtracker.account import new_token
from jobtracker.models import Kept, Ticket, User
from jobtracker.store import accounts, outbox, tickets


@dataclass(frozen=True, slots=True)
class Account:
    """An account, as an operator sees it."""

    id: int
    email: str
    admin: bool
    created_at: dt.datetime
    confirmed_at: dt.datetime | None
    """None: no password was set yet."""
    disabled_at: dt.datetime | None
    kept: int
    """Vacancies saved, hidden or applied for."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was mailed and may still be used."""

    email: str
    created_at: dt.datetime
    expires_at: dt.datetime


class Taken(Exception):
    """There is an account of this address already."""


def page(session: Session, *, words: str = "", after: int | None = None, limit: int) -> list[Account]:
    """Accounts whose address holds these words, the newest first; `after` is the id of the last one that was seen."""
    its = _accounts().where(User.email.contains(words.lower(), autoescape=True)) if words else _accounts()
    its = its.where(User.id < after) if after is not None else its
    return [Account(*row) for row in session.execute(its.order_by(User.id.desc()).limit(limit))]


def find(session: Session, *, email: str = "", user_id: int = 0) -> Account | None:
    """One account, by its folded address or its id."""
    row = session.execute(_accounts().where(User.email == email if email else User.id == user_id)).one_or_none()
    return None if row is None else Account(*row)


def _accounts() -> Select[Any]:
    kept = select(func.count()).where(Kept.user_id == User.id).correlate(User).scalar_subquery()
    return select(User.id, User.email, User.admin, User.created_at, User.confirmed_at, User.disabled_at, kept)


def invitations(session: Session, *, now: dt.datetime) -> list[Invitation]:
    """Those that may still be used, the newest first."""
    columns = (Ticket.email, Ticket.created_at, Ticket.expires_at)
    # of nobody's account: an index leads past the links that end mails, of which each account has many
    its = (Ticket.user_id.is_(None), Ticket.purpose == "invite", Ticket.used_at.is_(None), Ticket.expires_at > now)
    return [Invitation(*row) for row in session.execute(select(*columns).where(*its).order_by(Ticket.id.desc()))]


def add(session: Session, email: str, *, password_hash: str, admin: bool, now: dt.datetime) -> None:
    """Make an account; without a password its owner is mailed a link that sets one. Raises Taken."""
    there = session.scalars(select(User).where(User.email == email)).one_or_none()
    if there is not None:
        if there.created_at == now:  # an earlier try was committed after all
            return
        raise Taken
    user = accounts.add(
        session, email, now=now, password_hash=password_hash, admin=admin, confirmed=bool(password_hash)
    )
    if not password_hash:
        outbox.ask(session, "added", email, now=now, user_id=user.id)


def invite(session: Session, email: str, *, now: dt.datetime) -> None:
    """Mail an invitation. Raises Taken."""
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise Taken
    outbox.ask(session, "invite", email, now=now)


def send_reset(session: Session, user_id: int, *, now: dt.datetime) -> bool:
    """Mail a link that sets a new password. False if there is no such account, or it is disabled."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        return False
    outbox.ask(session, "added" if user.confirmed_at is None else "reset", user.email, now=now, user_id=user.id)
    return True


def disable(session: Session, user_id: int, *, now: dt.datetime) -> bool:
    """Close an account: its sessions end, its tokens and links open nothing. False if there is no such."""
    user = session.get(User, user_id)
    if user is None:
        return False
    user.disabled_at, user.session_key = user.disabled_at or now, new_token()
    tickets.void(session, (*accounts.SETTERS, "address"), now=now, user_id=user_id)
    return True


def enable(session: Session, user_id: int) -> bool:
    """Open an account again that was closed. False if there is no such."""
    user = session.get(User, user_id)
    if user is None:
        return False
    user.disabled_at = None
    return True
