"""What was found for a tracker, looked at when it is sent: what may be told of, what has to wait, and what is gone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from jobtracker.accepting import Candidate, accepts
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.identity import AGAIN
from jobtracker.listing_state import Standing, State, state_of
from jobtracker.models import Base, Match, Tracker
from jobtracker.query import fits
from jobtracker.store.board import chunks
from jobtracker.store.indexing import facts_of
from jobtracker.store.unseen import unseen_of
from jobtracker.tracker import Refused, Subject, subject

_VACANCIES = 200
"""Whose texts are in memory at a time."""
_listing, _body, _company = (Base.metadata.tables[name] for name in ("listing", "listing_body", "company"))
_OPEN = (
    select(
        _listing,
        _body.c.text,
        *(_company.c[name] for name in ("slug", "name", "ats", "last_complete_at", "held_since", "cause")),
    )
    .join_from(_listing, _company, _company.c.id == _listing.c.company_id)
    .outerjoin(_body, _body.c.listing_id == _listing.c.id)
    .where(_listing.c.vacancy_id.in_(bindparam("ids", expanding=True)), _listing.c.status == "open")
    .order_by(_listing.c.first_seen_at.desc(), _listing.c.id.desc())
)


@dataclass(slots=True, frozen=True)
class Told:
    """A vacancy that may be told of, by the newest of its listings that fit."""

    vacancy_id: int
    listing: Any
    """Its row, without the text."""
    company: str
    company_name: str
    places: Sequence[str]
    """Of all its listings that fit."""


@dataclass(slots=True)
class Sorted:
    """Vacancies that were found for a tracker."""

    told: list[Told] = field(default_factory=list)
    """The newest first."""
    later: list[int] = field(default_factory=list)
    """Their removal waits for its proof, or nobody could read their company for a week."""
    gone: list[int] = field(default_factory=list)
    """Closed, hidden or muted by who would read of them, or changed so that they do not fit."""


def sort(session: Session, tracker: Tracker, delivery_id: int, now: dt.datetime) -> Sorted:
    """Look at what a delivery carries."""
    its = (Match.tracker_id == tracker.id, Match.delivery_id == delivery_id, Match.state == "mailed")
    newest = select(Match.vacancy_id).where(*its).order_by(Match.matched_at.desc(), Match.vacancy_id.desc())
    return look(session, tracker, session.scalars(newest).all(), now)


def look(session: Session, tracker: Tracker, vacancies: Sequence[int], now: dt.datetime) -> Sorted:
    """Look at vacancies that were found for a tracker, in their order."""
    unseen = unseen_of(session, tracker.user_id, vacancies)
    asked, found = _asked(tracker), Sorted(gone=sorted(unseen))
    for some in chunks([each for each in vacancies if each not in unseen], _VACANCIES):
        listings: defaultdict[int, list[tuple[Row[Any], State]]] = defaultdict(list)
        for row, state in _fitting(session, some, asked, now):
            listings[row.vacancy_id].append((row, state))
        for vacancy_id in some:
            open_ones = [row for row, state in listings[vacancy_id] if state == "open"]
            if open_ones:
                found.told.append(_told(vacancy_id, open_ones))
            else:
                (found.later if listings[vacancy_id] else found.gone).append(vacancy_id)
    return found


def settle(session: Session, tracker: Tracker, found: Sorted) -> None:
    """Write down what is not told: it waits again, or never will be."""
    for vacancies, state in ((found.later, "waits"), (found.gone, "gone")):
        for some in chunks(vacancies):
            its = update(Match).where(Match.tracker_id == tracker.id, Match.vacancy_id.in_(some))
            session.connection().execute(its.values(state=state, delivery_id=None))


def _asked(tracker: Tracker) -> Subject | None:
    """What it watches for; None if that can be read no more: then whatever was matched is taken to fit."""
    try:
        return subject(tracker.search, tracker.muted_companies, tracker.muted_words)
    except Refused:
        return None


def _fitting(
    session: Session, vacancies: Collection[int], asked: Subject | None, now: dt.datetime
) -> Iterator[tuple[Row[Any], State]]:
    for row in session.connection().execute(_OPEN, {"ids": list(vacancies)}):
        state = state_of(cast("Standing", row), now)
        if asked is None or _fits(asked, row, state, now):
            yield row, state


def _fits(asked: Subject, row: Row[Any], state: State, now: dt.datetime) -> bool:
    """As matching sees it; of one that is unverified, whether it would fit if it were there."""
    facts, company = facts_of(row, row.text or ""), Company(row.slug, row.name, row.ats)
    seen = Candidate(
        facts=facts,
        company=company,
        first_seen_at=row.first_seen_at,
        state="open" if state == "unverified" else state,
        reposted=row.joined in AGAIN,
    )
    return accepts(asked.filters, seen, now) and (asked.query is None or fits(asked.query, document(facts, company)))


def _told(vacancy_id: int, rows: Sequence[Row[Any]]) -> Told:
    places = [place["name"] for row in rows for place in row.places]
    return Told(vacancy_id, rows[0], rows[0].slug, rows[0].name, tuple(dict.fromkeys(places)))
