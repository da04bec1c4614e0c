"""What is in a mail of each kind, put together when it is sent: by then it is known whether there is an account.

So a request that asks for one never looks: it takes the same time for everybody, and cannot tell. And the token of a
link is made here, and is nowhere but in the mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.mail import account as words
from jobtracker.mail import letter as form
from jobtracker.mail.letter import Letter
from jobtracker.mail.message import Mail
from jobtracker.mail.senders import NotSent
from jobtracker.mail.site import Site
from jobtracker.models import Tracker, User
from jobtracker.store import deliveries, outbox, suppression, tickets, tracker_mail
from jobtracker.store.notice_mail import notices
from jobtracker.store.outbox import Order, Unneeded
from jobtracker.store.trackers import WHICH

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ENOUGH = ((HOUR, 3), (DAY, 10))
"""Of one kind to one address in so long a time. Strangers may ask for these, and a mailbox is not theirs to fill."""
FOR_STRANGERS = frozenset({"register", "reset", "address", "tracker address"})
MAY_BE_SILENCED = frozenset({"notices"})
"""Kinds that nobody asks for one by one: to an address that is suppressed they do not go. (So it is with trackers.)"""
DISABLED = Unneeded("the account is disabled")
"""Whom an operator has shut out is not told to log in, and gets no link that would work once they are let in again."""


Write = Callable[[Session, Order, str, dt.datetime], Letter | Unneeded]


def write(session: Session, order: Order, site: Site, now: dt.datetime) -> Mail | Unneeded:
    """Put a mail together, with the tickets that its links need."""
    if order.kind == deliveries.MAIL:
        return tracker_mail.write(session, order, site, now)
    if order.kind in FOR_STRANGERS:
        for span, enough in ENOUGH:
            if outbox.sent_lately(session, order, since=now - span) >= enough:
                return Unneeded("too many to this address")
    if order.kind in MAY_BE_SILENCED and (why := suppression.reasons(session, [order.recipient])):
        return Unneeded(why[order.recipient])
    letter = KINDS[order.kind](session, order, site.base_url, now)
    return letter if isinstance(letter, Unneeded) else form.mail(letter, order.recipient)


def sent(session: Session, order: Order, now: dt.datetime) -> None:
    """Note that a mail went out."""
    outbox.mark(session, order, now=now)
    if order.kind == deliveries.MAIL:
        deliveries.mark_sent(session, order, now=now)


def failed(session: Session, order: Order, error: NotSent, now: dt.datetime) -> bool:
    """Note why a mail did not go out. True if it is given up."""
    given_up = outbox.note_failure(session, order, str(error), now=now, last=error.permanent)
    if error.no_mailbox == order.recipient:
        suppression.suppress(session, order.recipient, "bounce", now=now, detail=str(error))
    if order.kind == deliveries.MAIL:
        deliveries.note_failure(session, order, str(error), now=now, given_up=given_up, arrived=not error.certain)
    return given_up


def _register(session: Session, order: Order, base_url: str, now: dt.datetime) -> Letter | Unneeded:
    user = _user_at(session, order.recipient)
    if user is None:
        token = tickets.make(session, "register", order.recipient, now=now, secret=order.secret)
        return words.confirm(base_url, token, order.data.get("to", ""))
    if user.disabled_at is not None:
        return DISABLED
    if not user.password_hash:
        return _added(session, order, base_url, now)
    return words.registered(base_url, order.data.get("to", ""))


def _invite(session: Session, order: Order, base_url: str, now: dt.datetime) -> Letter | Unneeded:
    user = _user_at(session, order.recipient)
    if user is not None:
        return DISABLED if user.disabled_at is not None else words.registered(base_url)
    return words.invite(base_url, tickets.make(session, "invite", order.recipient, now=now))


def _added(session: Session, order: Order, base_url: str, now: dt.datetime) -> Letter | Unneeded:
    return _with_ticket(session, order, base_url, now, purpose="added", say=words.added)


def _reset(session: Session, order: Order, base_url: str, now: dt.datetime) -> Letter | Unneeded:
    return _with_ticket(session, order, base_url, now, purpose="reset", say=words.reset)


def _with_ticket(
    session: Session,
    order: Order,
    base_url: str,
    now: dt.datetime,
    *,
    purpose: str,
    say: Callable[[str, str], Letter],
) -> Letter | Unneeded:
    user = _user_at(session, order.recipient)
    if user is None or user.disabled_at is not None:
        return Unneeded("no such account")
    return say(base_url, tickets.make(session, purpose, user.email, now=now, user_id=user.id))


def _address(session: Session, order: Order, base_url: str, now: dt.datetime) -> Letter | Unneeded:
    asker = session.get(User, order.user_id)
    if asker is None or asker.disabled_at is not None:
        return DISABLED
    other = _user_at(session, order.recipient)
    if other is not None and other.disabled_at is not None:
        return DISABLED
    if other is not None:
        return Unneeded("it is their address already") if other.id == order.user_id else words.address_taken(base_url)
    token = tickets.make(session, "address", order.recipient, now=now, user_id=order.user_id)
    return words.address(base_url, token)


def _tracker_address(session: Session, order: Order, base_url: str, now: dt.datetime) -> Letter | Unneeded:
    tracker, owner = session.get(Tracker, order.data["tracker_id"]), session.get(User, order.user_id)
    if tracker is None or owner is None or tracker.email != order.recipient or tracker.email_confirmed_at is not None:
        return Unneeded("it is not wanted any more, or confirmed already")
    which = f"{WHICH}{tracker.id}"
    token = tickets.make(session, "tracker", order.recipient, now=now, user_id=owner.id, secret=which)
    return words.tracker_address(base_url, token, owner.email)


def _user_at(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email)).one_or_none()


KINDS: dict[str, Write] = {
    "register": _register,
    "invite": _invite,
    "added": _added,
    "reset": _reset,
    "address": _address,
    "tracker address": _tracker_address,
    "address changed": lambda _, order, base_url, now: words.address_changed(base_url, **order.data),
    "password changed": lambda _, order, base_url, now: words.password_changed(base_url),
    "deleted": lambda _, order, base_url, now: words.deleted(base_url),
    "notices": notices,
}
