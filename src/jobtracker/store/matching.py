"""Match what a run found with the trackers, once.

The queue is the runs that are closed and have no `matched_at`: a counter over events would skip those of a transaction
that commits late. A run is marked in the transaction that writes its matches, so whoever dies in between has matched
nothing, and nothing is matched twice. Of one company one run is matched at a time: two would both find a vacancy new.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.accepting import Candidate
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.identity import AGAIN
from jobtracker.listing import Facts, Pay, Place
from jobtracker.matching import Earlier, Listed, Story, Trackers, is_beginning, news
from jobtracker.models import Base
from jobtracker.run import CLOSED
from jobtracker.store.board import chunks
from jobtracker.store.indexing import facts_of
from jobtracker.store.matches import Matched, keep, unheard

_TELLS = ("new", "reopened", "changed", "read")
"""Kinds of events that may make news."""
_VACANCIES = 200
"""Whose texts are in memory at a time."""
_IDS: Any = bindparam("ids", expanding=True)
_run, _event, _company, _listing, _body, _vacancy = (
    Base.metadata.tables[name] for name in ("run", "listing_event", "company", "listing", "listing_body", "vacancy")
)
_new = _event.alias("new")
_BEGAN = exists().where(_new.c.listing_id == _event.c.listing_id, _new.c.kind == "new", _new.c.baseline)
"""It is of a beginning, whose details may take many runs."""
_OLD = or_(
    _event.c.kind == "reopened",
    and_(_event.c.kind == "new", or_(_listing.c.joined.in_(AGAIN), _vacancy.c.appeared_at < _vacancy.c.first_seen_at)),
)
"""It was there before: we saw it, or its site says so."""
_HAPPENED = (
    select(
        *(_event.c[name] for name in ("id", "listing_id", "kind", "detail", "baseline")),
        _listing.c.vacancy_id,
        _OLD.label("old"),
    )
    .join(_listing, _listing.c.id == _event.c.listing_id)
    .join(_vacancy, _vacancy.c.id == _listing.c.vacancy_id)
    .where(_event.c.run_id == bindparam("run_id"), _event.c.kind.in_(_TELLS), _listing.c.vacancy_id.is_not(None))
    .where(or_(_event.c.kind != "read", ~_BEGAN))
    .order_by(_event.c.id)
)
_LISTED = (
    select(_listing, _body.c.text)
    .join(_body, _body.c.listing_id == _listing.c.id, isouter=True)
    .where(_listing.c.vacancy_id.in_(_IDS), _listing.c.status != "staged")
    .order_by(_listing.c.id)
)
_LEFT = (
    select(_event.c.listing_id, func.max(_event.c.at).label("at"))
    .where(_event.c.listing_id.in_(_IDS), _event.c.kind == "removed", _event.c.at < bindparam("before"))
    .group_by(_event.c.listing_id)
)


def waiting(session: Session, *, limit: int, after: int = 0) -> Sequence[int]:
    """The runs that are to be matched, the oldest first, of those behind one."""
    its = select(_run.c.id).where(_run.c.matched_at.is_(None), _run.c.outcome.in_(CLOSED), _run.c.id > after)
    return session.scalars(its.order_by(_run.c.id).limit(limit)).all()


@dataclass(slots=True, frozen=True)
class Backlog:
    """The runs that are to be matched."""

    number: int
    oldest: dt.datetime | None
    """When the first of them was closed; None if there is none."""


def backlog(session: Session) -> Backlog:
    """How many runs wait, and since when; most of them may have found nothing."""
    its = select(func.count(), func.min(_run.c.finished_at))
    return Backlog(*session.execute(its.where(_run.c.matched_at.is_(None), _run.c.outcome.in_(CLOSED))).one())


def pass_over(session: Session, *, now: dt.datetime) -> None:
    """Mark the runs that found nothing: most of them."""
    told = select(_event.c.id).where(_event.c.run_id == _run.c.id, _event.c.kind.in_(_TELLS)).exists()
    its = (_run.c.matched_at.is_(None), _run.c.outcome.in_(CLOSED), ~told)
    session.connection().execute(update(_run).where(*its).values(matched_at=now))


def match(session: Session, run_id: int, trackers: Trackers, *, now: dt.datetime) -> Matched | None:
    """Match one run; None if another did."""
    company = session.execute(
        select(
            *(_company.c[name] for name in ("id", "slug", "name", "ats", "open_count")),
            *(_run.c[name] for name in ("started_at", "finished_at")),
        )
        .join(_run, _run.c.company_id == _company.c.id)
        .where(_run.c.id == run_id)
        .with_for_update(of=_company)
    ).one()
    mine = update(_run).where(_run.c.id == run_id, _run.c.matched_at.is_(None)).values(matched_at=now)
    if not session.connection().execute(mine).rowcount:
        return None
    found = Matched(company.id, run_id)
    happened = session.connection().execute(_HAPPENED, {"run_id": run_id}).all()
    begun = _begun(session, happened, company.open_count)
    for begins in (False, True):
        rows = [row for row in happened if (row.baseline or row.vacancy_id in begun) == begins]
        for story in _stories(session, company, rows):
            for each in news([story], trackers, now=now, ended=company.finished_at or now):
                if begins:
                    found.begun[each.tracker_id] += 1
                else:
                    found.news.append(each)
    keep(session, found, now=now)
    return found


def _begun(session: Session, happened: Sequence[Any], board: int) -> set[int]:
    """The vacancies with which a company that was known begins anew; their events are of a beginning from now on."""
    old = {row.vacancy_id for row in happened if row.old and not row.baseline}
    if not is_beginning(len(old), board):
        return set()
    its = [row.id for row in happened if row.vacancy_id in old and row.kind in ("new", "reopened")]
    for some in chunks(its):
        session.connection().execute(update(_event).where(_event.c.id.in_(some)).values(baseline=True))
    return old


@dataclass(slots=True)
class _Told:
    """What a run tells of a listing."""

    kinds: set[str]
    changed: dict[str, Any]


def _stories(session: Session, company: Any, happened: Sequence[Any]) -> Iterator[Story]:
    told: dict[int, _Told] = {}
    for row in happened:
        its = told.setdefault(row.listing_id, _Told(set(), {}))
        its.kinds.add(row.kind)
        if row.kind == "changed":
            its.changed = {name: old for name, (old, _) in row.detail.items()} | its.changed  # the first tells
    for some in chunks(sorted({row.vacancy_id for row in happened}), _VACANCIES):
        of_vacancy: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for listing in session.connection().execute(_LISTED, {"ids": some}):
            of_vacancy[listing.vacancy_id].append(listing)
        back = [id_ for id_, its in told.items() if "reopened" in its.kinds]
        left, untold = _left(session, back, company.started_at), unheard(session, some)
        for vacancy_id, listings in of_vacancy.items():
            yield _story(vacancy_id, listings, told, left, company, unheard=untold[vacancy_id])


def _left(session: Session, listing_ids: Sequence[int], before: dt.datetime) -> Mapping[int, dt.datetime]:
    """When listings that are back had left."""
    found: dict[int, dt.datetime] = {}
    for some in chunks(sorted(listing_ids)):
        rows = session.connection().execute(_LEFT, {"ids": some, "before": before})
        found |= {row.listing_id: row.at for row in rows}
    return found


def _story(
    vacancy_id: int,
    listings: Sequence[Row[Any]],
    told: Mapping[int, _Told],
    left: Mapping[int, dt.datetime],
    company: Row[Any],
    *,
    unheard: Collection[int],
) -> Story:
    its = Company(company.slug, company.name, company.ats)
    now, before = [], []
    for row in listings:
        facts, about = facts_of(row, row.text or ""), told.get(row.id)
        if about and row.status == "open":
            now.append(_listed(row, facts, its))
        if about is None or "new" not in about.kinds:
            was = _as_it_was(facts, about) if about else facts
            before.append(Earlier(_listed(row, was, its), left.get(row.id, row.removed_at)))
    return Story(vacancy_id=vacancy_id, now=now, before=before, unheard=unheard)


def _listed(row: Row[Any], facts: Facts, company: Company) -> Listed:
    about = {"first_seen_at": row.first_seen_at, "state": "open", "reposted": row.joined in AGAIN}
    candidate = Candidate(facts=facts, company=company, **about)
    return Listed(listing_id=row.id, document=document(facts, company), candidate=candidate)


_READ: Mapping[str, Any] = {
    "places": lambda value: tuple(Place(**place) for place in value),
    "pay": lambda value: tuple(Pay(**pay) for pay in value),
    "employment_types": tuple,
}


def _as_it_was(facts: Facts, told: _Told) -> Facts:
    """Before the run; a listing whose first detail came had no text."""
    old: dict[str, Any] = {name: _READ.get(name, lambda value: value)(value) for name, value in told.changed.items()}
    if "read" in told.kinds:
        old["text"] = ""
    return replace(facts, **old)
