"""The audit: what operators did. A row is written in the transaction of the act, or neither is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from jobtracker.models import Audit

P = ParamSpec("P")
T = TypeVar("T")
Via = Literal["session", "token", "command"]
NAMED = 20
"""Of many subjects so many are named."""


@dataclass(slots=True, frozen=True)
class Actor:
    """Who does something, and from where."""

    who: str
    """An account's address, or the system's name of whoever gives a command."""
    via: Via
    user_id: int | None = None
    address: str = ""
    """The network address; "" of a command."""


@dataclass(slots=True, frozen=True)
class Act:
    """One act as it stands in the audit."""

    id: int
    at: dt.datetime
    user_id: int | None
    who: str
    via: str
    act: str
    subject: str
    detail: dict[str, Any]
    address: str


@dataclass(slots=True, frozen=True)
class Sought:
    """Which acts are wanted; what is not set is no condition."""

    who: str = ""
    via: str = ""
    act: str = ""
    subject: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def note(session: Session, by: Actor, act: str, subject: str = "", *, now: dt.datetime, **detail: Any) -> None:
    """Write down an act. `detail` is what a reader wants to know of it beyond its subject, in JSON's types."""
    about = {"who": by.who[:254], "via": by.via, "user_id": by.user_id, "address": by.address[:45]}
    row = {"at": now, "act": act, "subject": subject[:200], "detail": detail}
    session.execute(insert(Audit), [about | row])


def note_all(session: Session, by: Actor, act: str, names: Sequence[str], *, now: dt.datetime, **detail: Any) -> None:
    """Write down an act upon many, in one row that names the first of them; one alone is its subject."""
    if len(names) == 1:
        note(session, by, act, names[0], now=now, **detail)
    else:
        note(session, by, act, now=now, **detail, number=len(names), companies=list(names[:NAMED]))


def audited(
    unit: Callable[Concatenate[Session, P], T], by: Actor, act: str, subject: str | Sequence[str], **detail: Any
) -> Callable[Concatenate[Session, P], T]:
    """The unit of work together with its row here. One that raises leaves nothing, nor does one that found nothing."""
    names = [subject] if isinstance(subject, str) else subject

    def both(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        result = unit(session, *args, **kwargs)
        if result or result is None:
            note_all(session, by, act, names, now=dt.datetime.now(dt.UTC), **detail)
        return result

    return both


def forget_address(session: Session, address: str, number: int) -> None:
    """Of an account that is deleted what was done to it stays, under its number. What it did itself stays as it is."""
    session.execute(update(Audit).where(Audit.subject == address).values(subject=f"account {number}"))


def acts(session: Session, sought: Sought, *, before: int | None, limit: int) -> list[Act]:
    """The newest first; `before` is the id of the last one of the page before."""
    equal = [name for name in ("who", "via", "act", "subject") if getattr(sought, name)]
    wanted = select(Audit).where(*(getattr(Audit, name) == getattr(sought, name) for name in equal))
    wanted = wanted.where(Audit.id < before) if before is not None else wanted
    wanted = wanted.where(Audit.at >= sought.since) if sought.since else wanted
    wanted = wanted.where(Audit.at < sought.until) if sought.until else wanted
    found = session.scalars(wanted.order_by(Audit.id.desc()).limit(limit))
    return [Act(**{name: getattr(row, name) for name in Act.__slots__}) for row in found]
