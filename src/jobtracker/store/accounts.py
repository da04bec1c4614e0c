"""Accounts in SQL. Who asks for one, for a reset or for another address never learns here whether it exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from jobtracker.account import new_token
from jobtracker.models import MailRow, Ticket, User
from jobtracker.store import audit, outbox, tickets
from jobtracker.store.tickets import Found

OPENERS = ("register", "invite")
"""Purposes of tickets that open an account."""
SETTERS = ("reset", "added")
"""Purposes of tickets that set a password."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with an account that is open."""

    id: int
    email: str
    admin: bool
    session_key: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a log-in is compared with."""

    owner: Owner
    password_hash: str


ENTERS: tuple[ColumnElement[bool], ...] = (User.confirmed_at.is_not(None), User.disabled_at.is_(None))
"""An account that may be entered, by whatever opens it."""


def credentials(session: Session, *, email: str = "", user_id: int = 0) -> Credentials | None:
    """Those of an account that may be entered, by its address or its id."""
    its = User.email == email if email else User.id == user_id
    user = session.scalars(select(User).where(its, *ENTERS)).one_or_none()
    return None if user is None else Credentials(owner_of(user), user.password_hash)


def by_session(session: Session, session_key: str) -> Owner | None:
    """Whose sessions name this key."""
    user = session.scalars(select(User).where(User.session_key == session_key, *ENTERS)).one_or_none()
    return None if user is None else owner_of(user)


def get(session: Session, user_id: int) -> User | None:
    """The row of an account, to be read."""
    user = session.get(User, user_id)
    if user is not None:
        session.expunge(user)
    return user


def owner_of(user: User) -> Owner:
    """Of an account that was read."""
    return Owner(user.id, user.email, user.admin, user.session_key)


def has_admin(session: Session) -> bool:
    """True if there ever was one who still has an account."""
    return bool(session.scalar(select(exists().where(User.admin))))


def add(
    session: Session,
    email: str,
    *,
    now: dt.datetime,
    password_hash: str = "",
    admin: bool = False,
    confirmed: bool = False,
) -> User:
    """Make an account. Its address must be free."""
    user = User(
        email=email,
        password_hash=password_hash,
        admin=admin,
        created_at=now,
        confirmed_at=now if confirmed else None,
        session_key=new_token(),
    )
    session.add(user)
    session.flush()
    return user


def open_account(session: Session, ticket: Found, password_hash: str, *, now: dt.datetime) -> Owner | None:
    """The account for a ticket; None if that was used, or the address has an account by now."""
    if not tickets.use(session, ticket, now=now):
        return None
    there = session.scalars(select(User).where(User.email == ticket.email)).one_or_none()
    if there is not None:  # made by this very call, if an earlier try was committed after all
        return owner_of(there) if there.created_at == now and there.password_hash == password_hash else None
    user = add(session, ticket.email, now=now, password_hash=password_hash, confirmed=True)
    others = delete(Ticket).where(Ticket.email == ticket.email, Ticket.purpose.in_(OPENERS), Ticket.id != ticket.id)
    session.execute(others)
    return owner_of(user)


def improve_hash(session: Session, user_id: int, old: str, new: str) -> None:
    """Keep the same password's newer hash, unless another was set meanwhile."""
    session.execute(update(User).where(User.id == user_id, User.password_hash == old).values(password_hash=new))


def set_password(session: Session, ticket: Found, password_hash: str, *, now: dt.datetime) -> Owner | None:
    """Set it by a ticket, which shows that the address is theirs, too. None if the ticket opens nothing any more."""
    if not tickets.use(session, ticket, now=now):
        return None
    user = session.scalars(select(User).where(User.id == ticket.user_id, User.disabled_at.is_(None))).one_or_none()
    if user is None or user.email != ticket.email:
        return None
    user.confirmed_at = user.confirmed_at or now
    return _renew(session, user, password_hash, now)


def change_password(session: Session, user_id: int, old: str, new: str, *, now: dt.datetime) -> Owner | None:
    """Set another, of those hashes; None if the old one is not the password's any more."""
    user = session.scalars(select(User).where(User.id == user_id, *ENTERS).with_for_update()).one_or_none()
    if user is None or user.password_hash not in {old, new}:  # new: an earlier try was committed after all
        return None
    return _renew(session, user, new, now)


def _renew(session: Session, user: User, password_hash: str, now: dt.datetime) -> Owner:
    """A new password ends all sessions, and opens nothing that an older link would."""
    user.password_hash, user.session_key = password_hash, new_token()
    tickets.void(session, (*SETTERS, "address"), now=now, user_id=user.id)
    outbox.ask(session, "password changed", user.email, now=now, user_id=user.id)
    session.flush()
    return owner_of(user)


def end_sessions(session: Session, user_id: int) -> Owner | None:
    """End all sessions of an account."""
    user = session.scalars(select(User).where(User.id == user_id, *ENTERS)).one_or_none()
    if user is None:
        return None
    user.session_key = new_token()
    session.flush()
    return owner_of(user)


def change_address(session: Session, ticket: Found, *, now: dt.datetime) -> Owner | None:
    """Move an account to the address its ticket was sent to. None if that is taken, or the ticket was used.

    What older links open goes with the old address, and so do all sessions.
    """
    if not tickets.use(session, ticket, now=now):
        return None
    user = session.scalars(select(User).where(User.id == ticket.user_id, *ENTERS)).one_or_none()
    taken = select(User.id).where(User.email == ticket.email, User.id != ticket.user_id)
    if user is None or session.scalar(taken) is not None:
        return None
    old, user.email, user.session_key = user.email, ticket.email, new_token()
    tickets.void(session, (*SETTERS, "address"), now=now, user_id=user.id)
    for recipient in (old, ticket.email):
        told = {"old": old, "new": ticket.email}
        outbox.ask(session, "address changed", recipient, now=now, user_id=user.id, data=told)
    session.flush()
    return owner_of(user)


class LastAdmin(Exception):
    """The account cannot go: it is the last that may look after the others."""


def hold_admins(session: Session) -> Sequence[User]:
    """All admins as they stand, locked in one order: of two who would end the last two, the second sees the first.

    What the session read of them before it had the locks is read again: it may be what the other has changed.
    """
    its = select(User).where(User.admin).order_by(User.id).with_for_update()
    return session.scalars(its.execution_options(populate_existing=True)).all()


def keep_one_admin(session: Session, user_id: int) -> None:
    """Raises LastAdmin if without this one there is no admin (then anybody may sign up), or none who may enter."""
    admins = hold_admins(session)
    its, others = ([each for each in admins if (each.id == user_id) is mine] for mine in (True, False))
    if its and (not others or (_enters(its[0]) and not any(map(_enters, others)))):
        raise LastAdmin


def _enters(user: User) -> bool:
    return user.confirmed_at is not None and user.disabled_at is None


def close_account(session: Session, user_id: int, *, now: dt.datetime) -> None:
    """Delete an account with all that belongs to it. Raises LastAdmin."""
    keep_one_admin(session, user_id)
    email = session.scalar(select(User.email).where(User.id == user_id))
    if email is None:
        return
    session.execute(delete(User).where(User.id == user_id))  # and, by the foreign keys, all that refers to it
    session.execute(delete(Ticket).where(Ticket.email == email))
    session.execute(delete(MailRow).where(MailRow.recipient == email))
    audit.forget_address(session, email, user_id)
    outbox.ask(session, "deleted", email, now=now)
