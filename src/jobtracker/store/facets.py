"""What the newest hits have in common, counted: what a page offers to narrow a search by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.facet_labels import area_label
from jobtracker.facet_tokens import department_key
from jobtracker.models import Base
from jobtracker.search import Search
from jobtracker.store.asking import Asked, ask, search_table
from jobtracker.store.board import chunks
from jobtracker.store.hits import NEWEST, Hits, hits
from jobtracker.store.unseen import NOTHING, Unseen

OVER: Final = 300
ENOUGH: Final = 210
"""Where 300 would take long, and for what a facet's own filter leaves out. No fewer than the longest page begins with:
it is made of the same hits."""
MOST: Final = 50
"""Values of one facet, the most frequent ones."""
_c = search_table.c
COLUMNS: Final = (
    _c.position, _c.pay, _c.vacancy_id, _c.listing_id, _c.company_id, _c.language, _c.workplace, _c.employment_types,
    _c.countries, _c.regions, _c.department, _c.pay_source,
)  # fmt: skip
_company = Base.metadata.tables["company"]
Value = tuple[str, str, int]
"""What a filter takes, what people read, and how many."""


@dataclass(slots=True, frozen=True)
class Facets:
    """How many of the newest hits have each value. A facet leaves its own filter out: it says what else there is."""

    over: int
    """Vacancies (or listings, if they are not folded) that were looked at."""
    exact: bool
    """They are all that fit."""
    values: Mapping[str, list[Value]]
    """By the name of the filter; the most frequent first."""


def newest(asked: Asked, over: int = OVER) -> Hits:
    """What facets are counted over."""
    return hits(asked, NEWEST, None, over, COLUMNS, enough=ENOUGH)


def count_facets(
    session: Session, search: Search, seen: Hits, *, now: dt.datetime, without: Unseen = NOTHING
) -> Facets:
    """Count the values of each facet of a search, whose newest hits were looked for already."""
    whole = seen.first(OVER, NEWEST)
    counted = _Counted(session, search.fold)
    values = {}
    for name, read in _READ.items():
        own = getattr(search.filters, _FILTER.get(name, name))
        rows = whole.rows
        if own:
            other = replace(search.filters, **{_FILTER.get(name, name): type(own)()})
            asked = ask(session, replace(search, filters=other), now=now, without=without)
            rows = newest(asked, ENOUGH).rows
        values[name] = counted.values(name, rows, read)
    results = {row.vacancy_id if search.fold else row.listing_id for row in whole.rows}
    return Facets(len(results), whole.stopped is None, values)


_READ: Final[Mapping[str, Callable[[Any], Sequence[str]]]] = {
    "companies": lambda row: [str(row.company_id)],
    "ats": lambda row: [str(row.company_id)],
    "languages": lambda row: [row.language or "unknown"],
    "employment_types": lambda row: row.employment_types.split() or ["unknown"],
    "departments": lambda row: [row.department] if row.department else [],
    "workplaces": lambda row: [row.workplace],
    "countries": lambda row: row.countries.split(),
    "regions": lambda row: row.regions.split(),
    "pay": lambda row: [row.pay_source or "unknown"],
}
_FILTER: Final = {"pay": "has_pay"}


class _Counted:
    """Counts values, and knows how companies and departments are called."""

    def __init__(self, session: Session, fold: bool) -> None:
        self._session, self._fold = session, fold
        self._companies: dict[int, Any] = {}

    def values(self, name: str, rows: Sequence[Any], read: Callable[[Any], Sequence[str]]) -> list[Value]:
        """The values of one facet."""
        held: defaultdict[str, set[int]] = defaultdict(set)
        labels: dict[str, str] = {}
        self._name({row.company_id for row in rows} if name in ("companies", "ats") else ())
        for row in rows:
            for raw in read(row):
                value, label = self._called(name, raw)
                labels.setdefault(value, label)
                held[value].add(row.vacancy_id if self._fold else row.listing_id)
        counted = [(value, labels[value], len(ids)) for value, ids in held.items()]
        return sorted(counted, key=lambda each: (-each[2], each[1], each[0]))[:MOST]

    def _called(self, name: str, raw: str) -> tuple[str, str]:
        if name == "departments":
            return department_key(raw), raw
        if name == "companies":
            company = self._companies[int(raw)]
            return company.slug, company.name
        if name == "ats":
            ats = self._companies[int(raw)].ats
            return ats, ats
        return raw, area_label(raw) if name == "regions" else raw

    def _name(self, ids: Iterable[int]) -> None:
        query = select(_company.c.id, _company.c.slug, _company.c.name, _company.c.ats)
        for some in chunks(sorted(set(ids) - self._companies.keys())):
            self._companies |= {row.id: row for row in self._session.execute(query.where(_company.c.id.in_(some)))}
