"""What was found for trackers, written down; and that something waits to be told."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
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
_AGAIN = (
    update(_match)
    .where(_match.c.tracker_id == bindparam("its_tracker"), _match.c.vacancy_id == bindparam("its_vacancy"))
    .where(_match.c.state == "gone")
)
"""What waits or was told stays as it is: so each is told once."""


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
    news = [each for each in found.news if each.tracker_id in running]
    known = _known(session, news)
    new = [each for each in news if (each.tracker_id, each.vacancy_id) not in known]
    about = {"company_id": found.company_id, "run_id": found.run_id}
    for some in chunks(new):
        rows = [_row(each) | about | {"matched_at": now} for each in some]
        session.connection().execute(insert(_match), rows)
    again = [each for each in news if (each.tracker_id, each.vacancy_id) in known]
    back = _waits_again(session, again, about | {"matched_at": now})
    for ids in chunks(found.begun.keys() & running):
        lines = [about | {"tracker_id": id_, "number": found.begun[id_], "at": now} for id_ in ids]
        session.connection().execute(insert(_beginning), lines)
    number = Counter(each.tracker_id for each in new)
    for ids in chunks(sorted(number)):
        session.connection().execute(_COUNT, [{"its_id": id_, "number": number[id_]} for id_ in ids])
    _wake(session, sorted(number.keys() | back | (found.begun.keys() & running)), now)


def unheard(session: Session, vacancies: Sequence[int]) -> defaultdict[int, set[int]]:
    """By vacancy, the trackers that found it and did not tell: it was gone by then.

    Of one that is mailed this is found out just now, maybe.
    """
    found: defaultdict[int, set[int]] = defaultdict(set)
    its = select(_match.c.vacancy_id, _match.c.tracker_id).where(_match.c.vacancy_id.in_(vacancies))
    for row in session.connection().execute(its.where(_match.c.state.in_(("gone", "mailed")))):
        found[row.vacancy_id].add(row.tracker_id)
    return found


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


def _known(session: Session, found: Sequence[News]) -> set[tuple[int, int]]:
    """What was found before: trackers with vacancies."""
    known: set[tuple[int, int]] = set()
    for some in chunks(sorted({each.vacancy_id for each in found})):
        its = select(_match.c.tracker_id, _match.c.vacancy_id).where(_match.c.vacancy_id.in_(some))
        known |= {(row.tracker_id, row.vacancy_id) for row in session.execute(its)}
    return known


def _waits_again(session: Session, again: Sequence[News], about: dict[str, Any]) -> set[int]:
    """Have what is back told that was gone before it could be. Returns the trackers for which there is some."""
    found: set[int] = set()
    for each in again:
        its = {"its_tracker": each.tracker_id, "its_vacancy": each.vacancy_id}
        values = {**about, "listing_id": each.listing_id, "state": "waits", "delivery_id": None}
        if session.connection().execute(_AGAIN.values(values), its).rowcount:
            found.add(each.tracker_id)
    return found


def _wake(session: Session, ids: Collection[int], now: dt.datetime) -> None:
    """Something waits for them: whoever sends looks when."""
    for some in chunks(ids):
        its = update(_tracker).where(_tracker.c.id.in_(some))
        session.execute(its.where(_tracker.c.next_at.is_(None)).values(next_at=now))
        hooked = its.where(_tracker.c.webhook_url != "", _tracker.c.webhook_next_at.is_(None))
        session.execute(hooked.values(webhook_next_at=now))
