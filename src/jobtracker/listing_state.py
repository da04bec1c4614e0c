"""What may be said of a listing to everybody: whether it is there, since when, and why that is doubted. Plain rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from jobtracker.causes import EMPTY
from jobtracker.lifecycle import UNVERIFIED_AFTER

State = Literal["open", "unconfirmed", "unverified", "removed"]

REMOVED = {
    "absent": "The company's board no longer lists it.",
    "confirmed": "The company's board no longer lists it; a second visit said the same.",
    "gone": "Its own page is gone.",
    "migrated": "The company's board lists it under a new address now.",
    "unverified": "The company's board could not be read for so long that it was closed.",
    "retired": "The company is not watched any more.",
    "approved": "The company's board no longer lists it; somebody looked at it and agreed.",
}
"""Why a listing was removed, by listing.removed_reason."""

PAGE_GONE = "The company's board still lists it, but its own page was gone; the page is asked for again."
MANY_BOARDS = (
    "The company's board no longer lists it, but many boards of the same kind lost listings at once; "
    "that may be a fault of theirs, so nothing is removed until it has passed."
)
BIG_LOSS = (
    "The company's board no longer lists it, but a large part of the board vanished at once; a second visit decides."
)
CUT_OFF = "The company's board no longer lists it, but the list may have been cut off; a second visit decides."
NOT_READ = "The company's board could not be read to its end for more than a week."


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a listing stands, and its company's board."""

    status: str
    seen_at: dt.datetime
    missing_since: dt.datetime | None
    removed_at: dt.datetime | None
    removed_reason: str
    detail_pending: bool
    last_complete_at: dt.datetime | None
    held_since: dt.datetime | None
    cause: str


def state_of(it: Standing, now: dt.datetime) -> State:
    """In one word."""
    if it.status == "removed":
        return "removed"
    if max(it.seen_at, it.last_complete_at or it.seen_at) <= now - UNVERIFIED_AFTER:
        return "unverified"
    return "unconfirmed" if it.missing_since else "open"


def reason_of(it: Standing, state: State) -> str:
    """Why it is not simply open, in a sentence; "" if it is."""
    if state == "removed":
        return REMOVED.get(it.removed_reason, "")
    if state == "unverified":
        return NOT_READ
    return _why_unconfirmed(it) if state == "unconfirmed" else ""


def _why_unconfirmed(it: Standing) -> str:
    """The close of a run keeps no reason with each listing, but leaves its traces (store/closing.py)."""
    if it.detail_pending:
        return PAGE_GONE
    if it.held_since is None:
        return MANY_BOARDS
    return BIG_LOSS if it.cause == EMPTY else CUT_OFF


def verified_at(it: Standing) -> dt.datetime | None:
    """When it was last known to be there, if it still is: None of one that is missing or removed."""
    if it.status == "removed" or it.missing_since:
        return None
    return max(it.seen_at, it.last_complete_at or it.seen_at)
