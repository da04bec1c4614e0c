"""The trackers that are running, read into the index that matching asks, and followed while it is used."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.document import document
from jobtracker.models import CompanyRow, ListingBody, ListingRow, Tracker
from jobtracker.required_terms import Frequencies
from jobtracker.store.indexing import facts_of
from jobtracker.tracker import Refused, subject
from jobtracker.tracker_index import TrackerIndex

logger = logging.getLogger(__name__)
BATCH: Final = 2_000
OVERLAP: Final = dt.timedelta(minutes=10)
"""A change is committed after the time that stands on it, and clocks differ."""
_PARTS, _OF_A_PART = 20, 50
"""Of the listings that there are, for the sample."""
_LEAST_GONE: Final = 100
"""One in so many, for all ids to be read."""
_RUNNING: Final = (Tracker.paused_at.is_(None), Tracker.ended_at.is_(None))
_ASKED: Final = (
    Tracker.id,
    Tracker.search,
    Tracker.muted_companies,
    Tracker.muted_words,
    Tracker.since,
    Tracker.changed_at,
    Tracker.paused_at,
    Tracker.ended_at,
)


@dataclass(slots=True)
class Running:
    """The trackers that are running, as they were when they were last looked at."""

    index: TrackerIndex
    upto: dt.datetime
    """When that was."""
    seen: dict[int, dt.datetime] = field(default_factory=dict)
    """What changed shortly before, and is looked at again."""
    unreadable: set[int] = field(default_factory=set)


def load(database: Database, *, now: dt.datetime) -> Running:
    """Read all of them."""
    running = Running(TrackerIndex(_frequencies(database)), now)
    last = 0
    while rows := database.read(_after, last):
        for row in rows:
            _take(running, row)
        last = rows[-1].id
    return running


def follow(database: Database, running: Running, *, now: dt.datetime) -> None:
    """Take in what has changed since: those that are new, other or stopped, and let go of those that are deleted."""
    since = min(running.upto, now) - OVERLAP
    last, rows = (since, 0), database.read(_changed, since, 0)
    recent: dict[int, dt.datetime] = {}
    while rows:
        for row in rows:
            recent[row.id] = row.changed_at
            if running.seen.get(row.id) != row.changed_at:
                _take(running, row)
        last = (rows[-1].changed_at, rows[-1].id)
        rows = database.read(_changed, *last)
    running.seen, running.upto = recent, now
    gone = len(running.index) + len(running.unreadable) - database.read(_count)
    if gone * _LEAST_GONE > len(running.index):  # nothing is written for one that is deleted: it may stay a while
        _let_go(running, set(database.read(_ids)))


def _take(running: Running, row: Row[Any]) -> None:
    running.unreadable.discard(row.id)
    if row.paused_at is not None or row.ended_at is not None:
        running.index.remove(row.id)
        return
    try:
        asked = subject(row.search, row.muted_companies, row.muted_words).asked
    except Refused as error:
        logger.error("tracker %d is not matched: %s: %s", row.id, error.field, error.rule)  # noqa: TRY400 - one line
        running.index.remove(row.id)
        running.unreadable.add(row.id)
    else:
        running.index.put(row.id, row.since, asked.query, asked.filters)


def _let_go(running: Running, there: set[int]) -> None:
    for tracker_id in [each for each in running.index if each not in there]:
        running.index.remove(tracker_id)
    running.unreadable &= there


def _after(session: Session, last: int) -> list[Row[Any]]:
    return _rows(session, select(*_ASKED).where(Tracker.id > last, *_RUNNING).order_by(Tracker.id))


def _changed(session: Session, at: dt.datetime, last: int) -> list[Row[Any]]:
    """Those that changed at that time behind that id, or later."""
    behind = (Tracker.changed_at > at) | ((Tracker.changed_at == at) & (Tracker.id > last))
    its = select(*_ASKED).where(Tracker.changed_at >= at, behind)
    return _rows(session, its.order_by(Tracker.changed_at, Tracker.id))


def _rows(session: Session, its: Select[*tuple[Any, ...]]) -> list[Row[Any]]:
    return list(session.execute(its.limit(BATCH)))


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Tracker).where(*_RUNNING)) or 0


def _ids(session: Session) -> list[int]:
    return list(session.scalars(select(Tracker.id).where(*_RUNNING)))


def _frequencies(database: Database) -> Frequencies:
    return database.read(lambda session: Frequencies(_token_lines(session)))


def _token_lines(session: Session) -> Iterator[str]:
    """The tokens of some listings, from all over the table."""
    last = session.scalar(select(func.max(ListingRow.id))) or 0
    its = (
        select(ListingRow.__table__, ListingBody.text, CompanyRow.slug, CompanyRow.name, CompanyRow.ats)
        .join(ListingBody, ListingBody.listing_id == ListingRow.id)
        .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
        .order_by(ListingRow.id)
        .limit(_OF_A_PART)
    )
    for part in range(_PARTS):
        first, end = last * part // _PARTS, last * (part + 1) // _PARTS
        for row in session.execute(its.where(ListingRow.id > first, ListingRow.id <= end)):
            yield document(facts_of(row, row.text or ""), Company(row.slug, row.name, row.ats)).tokens
