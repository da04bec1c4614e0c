"""What operators do to one company, each act with its row in the audit.

All of it may be done twice: the second time nothing changes, and nothing is written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.errors import JobTrackerError
from jobtracker.models import CompanyRow
from jobtracker.store import holding, operating
from jobtracker.store.audit import Actor, note
from jobtracker.store.companies import raise_generation

REGISTRYS = ("name", "country", "homepage")
"""What the registry says of a company until an operator does."""


class Stands(JobTrackerError):
    """It cannot be done to what stands; the text says what does."""


class Unknown(LookupError):
    """There is no such thing."""


def edit(session: Session, slug: str, changes: Mapping[str, Any], *, by: Actor, now: dt.datetime) -> None:
    """Change name, country, homepage, min_listings, interval (seconds). None takes back one's own of the last two.

    Raises Unknown if there is no such company.
    """
    row = _company(session, slug)
    changed = {name: [getattr(row, name), value] for name, value in changes.items() if getattr(row, name) != value}
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    row.edited = _with(row.edited, *(name for name in changed if name in REGISTRYS))
    if "min_listings" in changed:
        row.min_listings_edited = row.min_listings is not None
    if changed:
        note(session, by, "company.edit", slug, now=now, **changed)


def pause(session: Session, slug: str, why: str, *, by: Actor, now: dt.datetime) -> None:
    """Visit it no more until it is resumed. Raises Unknown, Stands."""
    row = _company(session, slug)
    if row.retired_at is not None:
        raise Stands(f"{slug} is retired, and not visited anyway")
    if row.paused_at is None or row.paused_why != why:
        operating.pause(session, [row.id], why=why, now=row.paused_at or now)
        note(session, by, "company.pause", slug, now=now, why=why)


def resume(session: Session, slug: str, *, by: Actor, now: dt.datetime) -> None:
    """Visit it again, from now on. Raises Unknown."""
    row = _company(session, slug)
    if row.paused_at is not None:
        note(session, by, "company.resume", slug, now=now, was=row.paused_why)
        operating.resume(session, [row.id], now=now)


def crawl_now(session: Session, slug: str, *, by: Actor, now: dt.datetime) -> None:
    """Ask for a visit ahead of all that is merely due. Raises Unknown, Stands."""
    row = _company(session, slug)
    if why := _not_visited(row):
        raise Stands(f"{slug} {why}")
    if row.asked_at is None:
        operating.ask(session, [row.id], now=now)
        note(session, by, "company.crawl", slug, now=now)


def _not_visited(row: CompanyRow) -> str:
    if row.retired_at is not None:
        return "is retired"
    if row.paused_at is not None:
        return f"is paused: {row.paused_why}"
    return f"is switched off: {row.switched_off}" if row.switched_off else ""


def retire(session: Session, slug: str, why: str, *, by: Actor, now: dt.datetime) -> None:
    """Read it no more: its listings are closed within the hour. The registry does not bring it back.

    Raises Unknown.
    """
    row = _company(session, slug)
    if row.retired_at is None or "retired_at" not in row.edited.split():
        row.retired_at = row.retired_at or now
        row.edited = _with(row.edited, "retired_at")
        raise_generation(session, [row.id])
        note(session, by, "company.retire", slug, now=now, why=why)


def unretire(session: Session, slug: str, *, by: Actor, now: dt.datetime) -> None:
    """Read it again. One whose row has left the registry lives in SQL alone from now on. Raises Unknown, Stands."""
    row = _company(session, slug)
    if row.retired_at is None:
        return
    left_the_registry = "retired_at" not in row.edited.split()
    if left_the_registry and not row.ats:
        raise Stands(f"{slug} is a site of its own, and its spider is gone")
    if left_the_registry:
        row.origin = "added"
    row.retired_at, row.due_at = None, now
    row.edited = " ".join(name for name in row.edited.split() if name != "retired_at")
    note(session, by, "company.unretire", slug, now=now)


def approve(session: Session, slug: str, *, by: Actor, now: dt.datetime) -> int:
    """Believe the losses of its board. Returns how many listings it was. Raises Unknown, Stands."""
    return _settled(session, slug, "held.approve", partial(holding.approve, now=now), by=by, now=now)


def reject(session: Session, slug: str, *, by: Actor, now: dt.datetime) -> int:
    """Disbelieve the losses of its board. Returns how many listings it was. Raises Unknown, Stands."""
    return _settled(session, slug, "held.reject", holding.reject, by=by, now=now)


def undo(session: Session, slug: str, *, by: Actor, now: dt.datetime) -> int:
    """Take back the last approval of its board. Returns how many listings it was. Raises Unknown, Stands."""
    return _settled(session, slug, "held.undo", partial(holding.undo, now=now), by=by, now=now)


Settling = Callable[[Session, Sequence[int]], dict[int, int]]


def _settled(session: Session, slug: str, act: str, settle: Settling, *, by: Actor, now: dt.datetime) -> int:
    number = sum(settle(session, [_company(session, slug).id]).values())
    if not number:
        nothing = "no approval can be taken back" if act == "held.undo" else "nothing of its board is held"
        raise Stands(f"{slug}: {nothing}")
    note(session, by, act, slug, now=now, listings=number)
    return number


def _company(session: Session, slug: str) -> CompanyRow:
    """Its row, locked: two operators act one after the other. Raises Unknown."""
    row = session.scalar(select(CompanyRow).where(CompanyRow.slug == slug).with_for_update())
    if row is None:
        raise Unknown(slug)
    return row


def _with(edited: str, *names: str) -> str:
    return " ".join(sorted({*edited.split(), *names}))
