"""What a tracker would have told last week, before anybody makes it.

The rule of news, nearly: vacancies that were first seen in the last seven days, and not with a company's beginning.
What fits now is shown; what was taken down since is not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jobtracker.filters import since
from jobtracker.models import CompanyRow, ListingEvent, Vacancy
from jobtracker.store.asking import ask, search_table
from jobtracker.store.board import chunks
from jobtracker.store.cards import Card, cards
from jobtracker.store.hit_counts import Count, count_hits
from jobtracker.store.hits import COLUMNS, NEWEST, hits
from jobtracker.tracker import Subject

WEEK: Final = dt.timedelta(days=7)
BROAD: Final = 0.02
"""Whoever watches for more than that part of all open listings drowns."""
SHOWN: Final = 10
MOST: Final = 2_000
"""Listings of a week that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Biggest:
    """The company with most of them."""

    slug: str
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would have come."""

    number: int
    """Vacancies of last week."""
    exact: bool
    """False: so many at least."""
    first: tuple[Card, ...]
    """The newest, SHOWN at most."""
    biggest: Biggest | None
    fits: Count
    """How many fit now, whenever they appeared."""
    of_all: float
    """Which part of all open listings that is; not exact if `fits` is not."""
    broad: bool


def preview(session: Session, subject: Subject, *, now: dt.datetime) -> Preview:
    """Look at what is there."""
    total = int(session.scalar(select(func.sum(CompanyRow.open_count))) or 0)
    fits = count_hits(ask(session, subject.asked, now=now))
    of_all = min(1.0, fits.listings / total) if total else 0.0
    rows, exact = _last_week(session, subject, now)
    groups: dict[int, list[int]] = {}
    for row in rows:
        groups.setdefault(row.vacancy_id, []).append(row.listing_id)
    companies = Counter({row.vacancy_id: row.company_id for row in rows}.values())
    return Preview(
        number=len(groups),
        exact=exact,
        first=cards(session, list(groups.items())[:SHOWN], now),
        biggest=_biggest(session, companies),
        fits=fits,
        of_all=round(of_all, 4),
        broad=of_all > BROAD or not fits.exact,
    )


def _last_week(session: Session, subject: Subject, now: dt.datetime) -> tuple[list[Any], bool]:
    """The listings that would have been news, the newest first; and whether these are all."""
    begin = now - WEEK
    asked_since = since(subject.filters.first_seen_since, now)
    lately = replace(subject.filters, first_seen_since=max(begin, asked_since or begin))
    asked = ask(session, replace(subject.asked, filters=lately), now=now)
    seen = hits(asked, NEWEST, None, MOST, (*COLUMNS, search_table.c.company_id))
    known = _known(session, {row.vacancy_id for row in seen.rows}, begin)
    begun = _begun(session, {row.listing_id for row in seen.rows})
    return [row for row in seen.rows if row.vacancy_id not in known | begun], seen.stopped is None


def _known(session: Session, vacancy_ids: Collection[int], begin: dt.datetime) -> set[int]:
    """The vacancies that were there before."""
    found: set[int] = set()
    for some in chunks(sorted(vacancy_ids)):
        its = select(Vacancy.id).where(Vacancy.id.in_(some), Vacancy.first_seen_at < begin)
        found |= set(session.scalars(its))
    return found


def _begun(session: Session, listing_ids: Collection[int]) -> set[int]:
    """The vacancies of listings with which a company began to be watched."""
    found: set[int] = set()
    event, row = ListingEvent, search_table.c
    for some in chunks(sorted(listing_ids)):
        its = select(row.vacancy_id).join(event, event.listing_id == row.listing_id)
        its = its.where(event.listing_id.in_(some), event.kind == "new", event.baseline)
        found |= set(session.scalars(its))
    return found


def _biggest(session: Session, companies: Counter[int]) -> Biggest | None:
    if not companies:
        return None
    [(company_id, number)] = companies.most_common(1)
    slug, name = session.execute(select(CompanyRow.slug, CompanyRow.name).where(CompanyRow.id == company_id)).one()
    return Biggest(slug=slug, name=name, number=number)
