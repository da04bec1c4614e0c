"""What was found for trackers, written down; and that something waits to be told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.matching import News
from jobtracker.models import Base
from jobtracker.store.board import chunks

_tracker, _match, _beginning = (Base.metadata.tables[name] for name in ("tracker", "tracker_match", "beginning"))
_COUNT = (
    update(_tracker)
    .where(_tracker.c.id == bindparam("its_id"))
    .values(matched=_tracker.c.matched + bindparam("number"))
)


@dataclass(slots=True)
class Matched:
    """What one run is to whom."""

    company_id: int
    run_id: int
    news: list[News] = field(default_factory=list)
    begun: Counter[int] = field(default_factory=Counter)
    """By tracker: how many vacancies fit of those with which the company began to be watched."""


def keep(session: Session, found: Matched, *, now: dt.datetime) -> None:
    """Write it down, for the trackers that are there still. The caller holds the company's row."""
    running = _running(session, {each.tracker_id for each in found.news} | found.begun.keys())
    new = [each for each in _unknown(session, found.news) if each.tracker_id in running]
    about = {"company_id": found.company_id, "run_id": found.run_id}
    for some in chunks(new):
        rows = [_row(each) | about | {"matched_at": now} for each in some]
        session.connection().execute(insert(_match), rows)
    for ids in chunks(found.begun.keys() & running):
        lines = [about | {"tracker_id": id_, "number": found.begun[id_], "at": now} for id_ in ids]
        session.connection().execute(insert(_beginning), lines)
    number = Counter(each.tracker_id for each in new)
    for ids in chunks(sorted(number)):
        session.connection().execute(_COUNT, [{"its_id": id_, "number": number[id_]} for id_ in ids])
    _wake(session, sorted(number.keys() | (found.begun.keys() & running)), now)


def _row(each: News) -> dict[str, Any]:
    return {
        "tracker_id": each.tracker_id,
        "vacancy_id": each.vacancy_id,
        "listing_id": each.listing_id,
        "state": "waits",
        "delivery_id": None,
        "relevant": None,
        "posted_at": None,
    }


def _running(session: Session, ids: Collection[int]) -> set[int]:
    """Those of the trackers that are running, held until the transaction ends: none goes in between."""
    found: set[int] = set()
    for some in chunks(sorted(ids)):
        its = select(_tracker.c.id).where(_tracker.c.id.in_(some), _tracker.c.paused_at.is_(None))
        found |= set(session.scalars(its.where(_tracker.c.ended_at.is_(None)).with_for_update(key_share=True)))
    return found


def _unknown(session: Session, found: Iterable[News]) -> list[News]:
    """Without what was told or waits already."""
    every = list(found)
    known: set[tuple[int, int]] = set()
    for some in chunks(sorted({each.vacancy_id for each in every})):
        its = select(_match.c.tracker_id, _match.c.vacancy_id).where(_match.c.vacancy_id.in_(some))
        known |= {(row.tracker_id, row.vacancy_id) for row in session.execute(its)}
    return [each for each in every if (each.tracker_id, each.vacancy_id) not in known]


def _wake(session: Session, ids: Collection[int], now: dt.datetime) -> None:
    """Something waits for them: whoever sends looks when."""
    for some in chunks(ids):
        its = update(_tracker).where(_tracker.c.id.in_(some))
        session.execute(its.where(_tracker.c.next_at.is_(None)).values(next_at=now))
        hooked = its.where(_tracker.c.webhook_url != "", _tracker.c.webhook_next_at.is_(None))
        session.execute(hooked.values(webhook_next_at=now))
