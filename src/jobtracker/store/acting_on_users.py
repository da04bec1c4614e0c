"""What operators do to accounts, each act with its row in the audit. There is always an admin who may enter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from jobtracker.models import MailRow, Ticket, User
from jobtracker.store import accounts, users
from jobtracker.store.acting import Stands, Unknown
from jobtracker.store.audit import Actor, note

LAST = "it is the last admin who may log in: make another one first"


def disable(session: Session, user_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Close an account until it is enabled. Raises Unknown, Stands."""
    user = _user(session, user_id)
    if user.disabled_at is None:
        _keep_one_admin(session, user)
        users.disable(session, user_id, now=now)
        note(session, by, "user.disable", user.email, now=now)


def enable(session: Session, user_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Open an account again. Raises Unknown."""
    user = _user(session, user_id)
    if user.disabled_at is not None:
        users.enable(session, user_id)
        note(session, by, "user.enable", user.email, now=now)


def set_admin(session: Session, user_id: int, admin: bool, *, by: Actor, now: dt.datetime) -> None:
    """Make somebody an admin, or no admin any more. Raises Unknown, Stands."""
    user = _user(session, user_id)
    if user.admin != admin:
        _keep_one_admin(session, user)
        user.admin = admin
        note(session, by, "user.admin", user.email, now=now, admin=admin)


def send_reset(session: Session, user_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Mail a link that sets a new password. Raises Unknown, Stands."""
    user = _user(session, user_id)
    if not users.send_reset(session, user_id, now=now):
        raise Stands(f"{user.email} is disabled: enable it first")
    note(session, by, "user.reset", user.email, now=now)


def delete_account(session: Session, user_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Delete an account with all its data; the audit knows it by its number from then on. Raises Unknown, Stands."""
    user = _user(session, user_id)
    _keep_one_admin(session, user)
    if by.user_id == user_id:
        raise Stands("it is your own account: that is deleted with its password, by DELETE /api/account")
    session.expunge(user)
    accounts.close_account(session, user_id, now=now)
    note(session, by, "user.delete", f"account {user_id}", now=now)


def invite(session: Session, email: str, *, by: Actor, now: dt.datetime) -> None:
    """Mail an invitation. Raises Stands, if there is one already, or an account."""
    if session.scalar(_mails(email).limit(1)) or email in {each.email for each in users.invitations(session, now=now)}:
        raise Stands(f"{email} is invited already: withdraw that first")
    try:
        users.invite(session, email, now=now)
    except users.Taken:
        raise Stands(f"{email} has an account") from None
    note(session, by, "user.invite", email, now=now)


def withdraw(session: Session, email: str, *, by: Actor, now: dt.datetime) -> None:
    """Make an invitation worthless. Raises Unknown, if there is none."""
    mails = session.scalars(_mails(email)).all()
    session.execute(delete(MailRow).where(MailRow.id.in_(mails)))
    its = (Ticket.purpose == "invite", Ticket.email == email, Ticket.used_at.is_(None))
    if not session.connection().execute(delete(Ticket).where(*its)).rowcount and not mails:
        raise Unknown(email)
    note(session, by, "user.withdraw", email, now=now)


def _mails(email: str) -> Any:
    """Invitations that are on their way yet."""
    its = (MailRow.recipient == email, MailRow.kind == "invite", MailRow.sent_at.is_(None))
    return select(MailRow.id).where(*its)


def _keep_one_admin(session: Session, user: User) -> None:
    """Raises Stands if without this one no admin may enter."""
    try:
        accounts.keep_one_admin(session, user.id)
    except accounts.LastAdmin:
        raise Stands(LAST) from None


def _user(session: Session, user_id: int) -> User:
    """The account, locked with all admins': of two acts one waits, so that they cannot end the last two at once."""
    accounts.hold_admins(session)
    user = session.get(User, user_id, with_for_update=True)
    if user is None:
        raise Unknown(user_id)
    return user
