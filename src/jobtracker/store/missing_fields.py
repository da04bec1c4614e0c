"""Fields that went missing: listings that came lately lack what those before them had.

No run says so: what a site no longer gives is not wrong of any one listing. A share over many is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, ListingRow

LATELY = dt.timedelta(days=2)
BEFORE = dt.timedelta(days=30)
SAMPLE = 20_000
"""Of each time so many listings are looked at, the newest ones: a glance, not a count."""
ENOUGH = 10
"""Fewer listings than that say nothing."""
HAD, HAS = 0.5, 0.25
"""A field went missing if so large a part had it, and so small a part of that has it now."""


@dataclass(slots=True, frozen=True)
class MissingField:
    """A field that went missing."""

    ats: str
    company: str
    """The slug; "" if it is so of the whole ATS."""
    field: str
    before: float
    """The part of the listings of the last month that have it."""
    now: float
    """Of those of the last two days."""
    listings: int
    """So many came in these."""


@dataclass(slots=True, frozen=True)
class _Tally:
    listings: int
    having: tuple[int, ...]
    """Of each field in FIELDS, how many of them have it."""

    def plus(self, other: _Tally) -> _Tally:
        having = tuple(mine + its for mine, its in zip(self.having, other.having, strict=True))
        return _Tally(self.listings + other.listings, having)

    def shares(self) -> list[float]:
        return [number / self.listings for number in self.having]


def _has(column: Any) -> ColumnElement[bool]:
    return cast(column, Text).not_in(("[]", "{}", "null", ""))


FIELDS: dict[str, ColumnElement[bool]] = {
    "text": ListingRow.text_key != "",
    "places": _has(ListingRow.places),
    "pay": _has(ListingRow.pay),
    "employment_types": _has(ListingRow.employment_types),
    "department": ListingRow.department != "",
    "posted_at": ListingRow.posted_at.is_not(None),
}


def missing_fields(session: Session, *, now: dt.datetime) -> list[MissingField]:
    """What went missing, of whole ATSs first, then of companies alone."""
    lately = _tallies(session, now - LATELY, now)
    before = _tallies(session, now - BEFORE, now - LATELY)
    of_ats = _missing(_by_ats(lately), _by_ats(before))
    known = {(each.ats, each.field) for each in of_ats}
    alone = [each for each in _missing(lately, before) if (each.ats, each.field) not in known]
    return of_ats + alone


Tallies = dict[tuple[str, str], _Tally]
"""By ATS and company."""


def _tallies(session: Session, since: dt.datetime, until: dt.datetime) -> Tallies:
    has = (case((present, 1), else_=0).label(field) for field, present in FIELDS.items())
    some = (  # what of them is wanted comes from here: to look 20,000 of them up once more would take as long again
        select(ListingRow.company_id, ListingRow.detail_pending, *has)
        .where(ListingRow.status == "open", ListingRow.first_seen_at >= since, ListingRow.first_seen_at < until)
        .order_by(ListingRow.first_seen_at.desc())
        .limit(SAMPLE)
        .subquery()
    )
    its = (
        select(CompanyRow.ats, CompanyRow.slug, func.count(), *(func.sum(some.c[field]) for field in FIELDS))
        .select_from(some)
        .join(CompanyRow, CompanyRow.id == some.c.company_id)
        .where(some.c.detail_pending.is_(False))
        .group_by(CompanyRow.ats, CompanyRow.slug)
    )
    rows = session.execute(its)
    return {(ats, slug): _Tally(int(number), tuple(map(int, having))) for ats, slug, number, *having in rows}


def _by_ats(tallies: Tallies) -> Tallies:
    found: Tallies = {}
    for (ats, _), tally in tallies.items():
        if ats:
            place = (ats, "")
            found[place] = found[place].plus(tally) if place in found else tally
    return found


def _missing(lately: Tallies, before: Tallies) -> list[MissingField]:
    found = []
    for place in sorted(lately.keys() & before.keys()):
        new, old = lately[place], before[place]
        if min(new.listings, old.listings) < ENOUGH:
            continue
        shares = zip(FIELDS, old.shares(), new.shares(), strict=True)
        found += [
            MissingField(*place, name, round(had, 3), round(has, 3), new.listings)
            for name, had, has in shares
            if had >= HAD and has <= had * HAS
        ]
    return found
