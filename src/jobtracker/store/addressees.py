"""To whom a tracker mails, and why it does not, where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.models import Tracker, User
from jobtracker.store import suppression
from jobtracker.store.board import chunks

DISABLED = "the account was disabled"
NOT_CONFIRMED = "the address was not confirmed yet"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a tracker mails to."""

    address: str
    why_not: str
    """Why nothing is mailed there, in words; "" if it is."""


def of(session: Session, tracker: Tracker) -> Addressee:
    """Of one tracker."""
    return of_trackers(session, [tracker])[tracker.id]


def of_trackers(session: Session, trackers: Sequence[Tracker]) -> dict[int, Addressee]:
    """Of several, by their ids."""
    users: dict[int, User] = {}
    for some in chunks(sorted({tracker.user_id for tracker in trackers})):
        users |= {user.id: user for user in session.scalars(select(User).where(User.id.in_(some)))}
    address = {each.id: each.email or users[each.user_id].email for each in trackers}
    suppressed = suppression.reasons(session, set(address.values()))
    return {
        each.id: Addressee(
            address[each.id], _why_not(each, users[each.user_id]) or suppressed.get(address[each.id], "")
        )
        for each in trackers
    }


def _why_not(tracker: Tracker, user: User) -> str:
    if user.disabled_at is not None:
        return DISABLED
    confirmed = tracker.email_confirmed_at if tracker.email else user.confirmed_at
    return "" if confirmed is not None else NOT_CONFIRMED
