"""What came back is acted on: an address behind which is nobody, or somebody who complained, is mailed no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from jobtracker.mail.bounces import Returned
from jobtracker.store import suppression
from jobtracker.store.audit import Actor, note


def take(session: Session, returned: Iterable[Returned], *, now: dt.datetime) -> list[str]:
    """Act on a report. Returns what was done, a line for each address."""
    return [f"{each.address}: {_take(session, each, now)}" for each in returned]


def take_by(session: Session, returned: Sequence[Returned], *, by: Actor, now: dt.datetime) -> list[str]:
    """The same for an operator, with a row in the audit."""
    done = take(session, returned, now=now)
    note(session, by, "mail.bounce", ", ".join(each.address for each in returned)[:300], now=now)
    return done


def _take(session: Session, each: Returned, now: dt.datetime) -> str:
    if each.kind == "passing":
        return f"nothing is changed ({each.detail})"
    if not suppression.is_ours(session, each.address):
        return "nothing is changed: no mail of ours went there"
    if suppression.suppress(session, each.address, each.kind, now=now, detail=each.detail):
        return f"nothing is mailed to it any more ({each.kind}: {each.detail})"
    return "nothing was mailed to it any more already"
