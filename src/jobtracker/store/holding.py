"""Losses that are held: an operator looks at them, and approves or rejects them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from jobtracker.lifecycle import is_big_loss
from jobtracker.models import Base
from jobtracker.store import board
from jobtracker.store.board import Event, chunks
from jobtracker.store.companies import raise_generation
from jobtracker.store.selecting import WAITING

APPROVED = "approved"
"""The reason of what an operator removed."""
TITLES = 5
"""Of the lost listings so many are shown."""

_company, _listing = Base.metadata.tables["company"], Base.metadata.tables["listing"]
_IDS: Any = bindparam("ids", expanding=True)


@dataclass(slots=True, frozen=True)
class HeldBoard:
    """A board some of whose listings were missing, and wait."""

    company: str
    lost: int
    open: int
    """Listings of the board, the lost ones too."""
    since: dt.datetime
    why: str
    titles: Sequence[str] = field(default_factory=list)


def held(session: Session, company_ids: Iterable[int]) -> list[HeldBoard]:
    """Of these companies, the boards with losses that wait; the largest loss first."""
    found = [row for some in chunks(company_ids) for row in session.connection().execute(_HELD, {"ids": some})]
    found.sort(key=lambda row: (-row.lost, row.slug))
    return [
        HeldBoard(row.slug, row.lost, row.open_count, row.since, _why(row), _titles(session, row.id)) for row in found
    ]


_HELD = (
    select(
        _company.c.id,
        _company.c.slug,
        _company.c.open_count,
        _company.c.held_since,
        func.count().label("lost"),
        func.min(_listing.c.missing_since).label("since"),
    )
    .join_from(_company, _listing, _listing.c.company_id == _company.c.id)
    .where(_company.c.id.in_(_IDS), *WAITING)
    .group_by(_company.c.id, _company.c.slug, _company.c.open_count, _company.c.held_since)
)
_LOST = select(_listing.c.id, _listing.c.company_id).where(_listing.c.company_id.in_(_IDS), *WAITING)


def _why(row: Row[Any]) -> str:
    if is_big_loss(row.lost, row.open_count):
        return "big loss"
    if row.held_since is None:  # what only waits for the breaker has no such time
        return "breaker: many boards of this ATS lost much that day"
    return "the list may have been cut, or many small losses in a day"


def _titles(session: Session, company_id: int) -> list[str]:
    query = select(_listing.c.title).where(_listing.c.company_id == company_id, *WAITING)
    return list(session.connection().execute(query.order_by(_listing.c.id).limit(TITLES)).scalars())


def approve(session: Session, company_ids: Sequence[int], *, now: dt.datetime) -> dict[int, int]:
    """Believe the losses: what waits is removed now. Returns how many listings, by company.

    A run under way is superseded, since it was begun upon what stood before.
    """
    lost = _take(session, company_ids, _LOST)
    _set(session, lost, status="removed", removed_at=now, removed_reason=APPROVED, missing_since=None)
    _tell(session, lost, "removed", {"reason": APPROVED}, now)
    return _settle(session, lost, opened=-1)


def reject(session: Session, company_ids: Sequence[int]) -> dict[int, int]:
    """Disbelieve the losses: what waits is shown again, and a run that misses it holds it anew."""
    lost = _take(session, company_ids, _LOST)
    _set(session, lost, missing_since=None)
    return _settle(session, lost, opened=0)


_LAST = (
    select(_listing.c.company_id, func.max(_listing.c.removed_at).label("at"))
    .where(_listing.c.company_id.in_(_IDS), _listing.c.status == "removed", _listing.c.removed_reason == APPROVED)
    .group_by(_listing.c.company_id)
    .subquery()
)
_APPROVED = (
    select(_listing.c.id, _listing.c.company_id)
    .join(_LAST, (_LAST.c.company_id == _listing.c.company_id) & (_LAST.c.at == _listing.c.removed_at))
    .where(_listing.c.status == "removed", _listing.c.removed_reason == APPROVED)
)


def undo(session: Session, company_ids: Sequence[int], *, now: dt.datetime) -> dict[int, int]:
    """Take back the last approval of each company: what it removed, and nobody saw since, is open again."""
    lost = _take(session, company_ids, _APPROVED)
    _set(session, lost, status="open", removed_at=None, removed_reason="")
    _tell(session, lost, "reopened", {}, now)
    return _settle(session, lost, opened=1)


Rows = dict[int, list[int]]
"""Listings by company, both by row id."""


def _take(session: Session, company_ids: Sequence[int], query: Any) -> Rows:
    """Find the listings that are meant, and take their companies from every run that is under way."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for some in chunks(sorted(company_ids)):
        theirs = sorted({row.company_id for row in session.connection().execute(query, {"ids": some})})
        raise_generation(session, theirs)  # now they are ours: what is found from here on, stays
        for row in session.connection().execute(query, {"ids": theirs}):
            found[row.company_id].append(row.id)
    return found


def _set(session: Session, lost: Rows, **state: Any) -> None:
    board.set_state(session, [id_ for ids in lost.values() for id_ in ids], **state)


def _tell(session: Session, lost: Rows, kind: str, detail: Mapping[str, str], now: dt.datetime) -> None:
    for company_id, ids in lost.items():
        board.add_events(session, company_id, [Event(id_, kind, detail) for id_ in ids], at=now)


def _settle(session: Session, lost: Rows, *, opened: int) -> dict[int, int]:
    """Nothing of these companies waits any more; each listing changed the number of open ones by `opened`."""
    for company_id, ids in lost.items():
        its = update(_company).where(_company.c.id == company_id)
        session.connection().execute(its.values(held_since=None, open_count=_company.c.open_count + opened * len(ids)))
    return {company_id: len(ids) for company_id, ids in lost.items()}
