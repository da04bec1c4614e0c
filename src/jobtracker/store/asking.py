"""A search as conditions on the tables of the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from types import ModuleType
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import FromClause

from jobtracker import lifecycle
from jobtracker.dialects.conditions import Conditions, words_table
from jobtracker.dialects.index import index_of
from jobtracker.filters import Filters, since
from jobtracker.filters import node as filter_node
from jobtracker.models import Base
from jobtracker.models.search import REMOVED, UNCONFIRMED
from jobtracker.query import Node, all_of, negated
from jobtracker.rates import to_euro
from jobtracker.search import Search
from jobtracker.store.places import cells_of
from jobtracker.store.unseen import NOTHING, Unseen

search_table: Final = Base.metadata.tables["listing_search"]
_company, _listing = (Base.metadata.tables[name] for name in ("company", "listing"))
Condition = ColumnElement[bool]


@dataclass(slots=True, frozen=True)
class Asked:
    """A search that is being answered, on one database."""

    session: Session
    by: ModuleType
    """The dialect's file."""
    node: Node | None
    """Words and all that tokens can say of the filters."""
    conditions: Conditions | None
    states: tuple[Condition, ...]
    """One of them holds."""
    bounds: tuple[Condition, ...]
    is_indexed: bool = False
    """True if the index alone says what fits: as many as do are all that it finds."""
    is_few: bool = False
    """True if it is known that the index finds no more than can be sorted at once."""

    def narrowed(self, node: Node, *, fits: bool) -> Asked:
        """What of it fits another query too, or what does not."""
        wanted = node if fits else negated(node)
        whole = wanted if self.node is None else all_of((self.node, wanted))
        return replace(self, node=whole, conditions=self.by.conditions(whole))

    @contextmanager
    def by_index(self) -> Iterator[None]:
        """What is asked inside finds rows by the index, not in another order.

        What fails inside ends the transaction, and that with it: there is nothing to be set back, nor could it be.
        """
        self.by.by_index(self.session.connection())
        yield
        self.by.by_order(self.session.connection())

    @property
    def state(self) -> Condition:
        """It is in a state that was asked for."""
        return or_(*self.states)

    @property
    def index(self) -> Condition | None:
        """What the index answers."""
        return self.conditions.index if self.conditions else None

    @property
    def is_checked(self) -> bool:
        """True if what the index finds has to be looked at."""
        return self.conditions is not None and self.conditions.check is not None

    def rows(self, *columns: Any) -> Select[Any]:
        """Listings that fit, however they are found."""
        if self.conditions is None:
            return select(*columns).select_from(search_table).where(self.state, *self.bounds)
        source = self._with_words(self.by.with_tokens(search_table))
        return select(*columns).select_from(source).where(self.state, *self.bounds, self.conditions.row)

    def found(self, *columns: Any) -> Select[Any]:
        """Listings that the index finds and the bounds let through; not checked yet."""
        return self._found(self.by.with_index(search_table), *columns)

    def _found(self, source: FromClause, *columns: Any) -> Select[Any]:
        index = self.by.in_index(self.states, cast("Condition", self.index))
        return select(*columns).select_from(source).where(index, *self.bounds)

    def checked(self, *columns: Any) -> Select[Any]:
        """Those that the index found, looked at."""
        source = self._with_words(self.by.with_tokens(search_table))
        return select(*columns).select_from(source).where(cast("Condition", cast("Conditions", self.conditions).check))

    def found_and_checked(self, *columns: Any) -> Select[Any]:
        """Both at once, for an index that gives its results in their order."""
        check = self.conditions.check if self.conditions else None
        source = self.by.with_index(search_table)
        return self.found(*columns) if check is None else self._found(self._with_words(source), *columns).where(check)

    def _with_words(self, source: FromClause) -> FromClause:
        if self.conditions is None or not self.conditions.words:
            return source
        return source.join(words_table, words_table.c.listing_id == search_table.c.listing_id)


def ask(session: Session, search: Search, *, now: dt.datetime, without: Unseen = NOTHING) -> Asked:
    """The search on this database, without what is not to be seen."""
    by = index_of(session.get_bind().dialect.name)
    parts = [each for each in (search.query, filter_node(search.filters, cells_of(session, search.filters))) if each]
    node = all_of(parts) if parts else None
    bounds = [*_bounds(search.filters, now)]
    if without.companies:
        bounds.append(search_table.c.company_id.not_in(sorted(without.companies)))
    is_indexed = not bounds
    if search.filters.state in ("open", "unconfirmed"):
        bounds.append(_verified((now - lifecycle.UNVERIFIED_AFTER).replace(microsecond=0)))
    if without.vacancies:
        bounds.append(search_table.c.vacancy_id.not_in(sorted(without.vacancies)))
    conditions = by.conditions(node) if node is not None else None
    return Asked(session, by, node, conditions, _STATES[search.filters.state], tuple(bounds), is_indexed)


_state = search_table.c.state
_STATES: Final[dict[str, tuple[Condition, ...]]] = {
    "open": (_state <= UNCONFIRMED,),
    "unconfirmed": (and_(_state <= UNCONFIRMED, _state == UNCONFIRMED),),
    "removed": (_state == REMOVED,),
    "all": (_state <= UNCONFIRMED, _state == REMOVED),
}
"""In the words of the partial indexes: PostgreSQL uses one only if the condition says that it may."""


def _bounds(filters: Filters, now: dt.datetime) -> list[Condition]:
    columns, bounds = search_table.c, []
    for column, bound in ((columns.posted_at, filters.posted_since), (columns.first_seen_at, filters.first_seen_since)):
        if (least := since(bound, now)) is not None:
            bounds.append(column >= least)
    if filters.reposted is not None:
        bounds.append(columns.reposted.is_(filters.reposted))
    if filters.pay_min is not None:
        euro = to_euro(filters.pay_min, filters.pay_currency)
        bounds.append(columns.pay >= max(euro, 0.0) if euro is not None else false())
        if filters.pay_source != "any":
            bounds.append(columns.pay_source == filters.pay_source)
    return bounds


@lru_cache(maxsize=2)
def _verified(limit: dt.datetime) -> Condition:
    """Its company was read since, or a run that was not complete saw it. Put together once a second: it is dear."""
    silent = select(_company.c.id).where(
        or_(_company.c.last_complete_at.is_(None), _company.c.last_complete_at <= limit)
    )
    seen = exists().where(_listing.c.id == search_table.c.listing_id, _listing.c.seen_at > limit)
    return or_(search_table.c.company_id.not_in(silent), seen)
