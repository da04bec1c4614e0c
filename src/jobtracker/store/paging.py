"""A page of results in one order: newest first, or best paid first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jobtracker.position import group_start
from jobtracker.store.asking import Asked, search_table
from jobtracker.store.hits import COLUMNS, Hits, Key, Order, hits

Group = tuple[int, list[int]]
"""A vacancy and its fitting listings, newest first, by row id."""
_ROUNDS: Final = 12
"""Questions a page may ask; one that has not enough results by then ends early, and leads on."""
_AT_LEAST: Final = 20
_c = search_table.c


@dataclass(slots=True)
class Part:
    """Results, and where to go on."""

    groups: list[Group] = field(default_factory=list)
    after: Key | None = None
    """None: there are no more."""


def listings_in_order(asked: Asked, order: Order, after: Key | None, limit: int, seen: Hits | None = None) -> Part:
    """Listings, each for itself. `seen`: the first hits, if they were looked for already."""
    found = seen.first(limit + 1, order) if seen else hits(asked, order, after, limit + 1)
    rows = found.rows[:limit]
    more = order.key(rows[-1]) if len(found.rows) > limit else found.stopped
    return Part([(row.vacancy_id, [row.listing_id]) for row in rows], more)


def vacancies_in_order(
    asked: Asked,
    order: Order,
    after: Key | None,
    limit: int,
    *,
    keep: Callable[[Sequence[int]], set[int]] | None = None,
    seen: Hits | None = None,
) -> Part:
    """Vacancies, each where the first of its fitting listings stands.

    `keep` says which of them are wanted; `seen`: the first hits, if they were looked for already.
    """
    part = Part(after=after)
    for _ in range(_ROUNDS):
        wanted = limit + 1 - len(part.groups)
        n = max(2 * wanted, _AT_LEAST)
        found = seen.first(n, order) if seen else hits(asked, order, part.after, n)
        seen = None
        firsts = _firsts(found.rows, order)
        kept = keep(list(firsts)) if keep else firsts.keys()
        fitting = all_of_vacancies(asked, [each for each in firsts if each in kept])
        for vacancy_id, key in firsts.items():
            rows = fitting.get(vacancy_id)
            if rows and (not order.by_pay or max(map(order.key, rows)) <= key):  # else it was shown before
                if len(part.groups) == limit:
                    return part
                part.groups.append((vacancy_id, [row.listing_id for row in rows]))
            part.after = key if order.by_pay else (group_start(int(key[0])),)
        if found.stopped is None:
            part.after = None
            return part
        if order.by_pay or found.stopped < (part.after or found.stopped):
            part.after = found.stopped
        if len(found.rows) < n:  # it was bounded
            return part
    return part


def _firsts(rows: Sequence[Any], order: Order) -> dict[int, Key]:
    """The vacancies in the order of their first rows, each with the key of that."""
    firsts: dict[int, Key] = {}
    for row in rows:
        firsts.setdefault(row.vacancy_id, order.key(row))
    return firsts


def all_of_vacancies(
    asked: Asked, vacancy_ids: Sequence[int], columns: Sequence[Any] = COLUMNS
) -> dict[int, list[Any]]:
    """Of each vacancy all listings that fit, newest first."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    if vacancy_ids:
        query = asked.rows(*COLUMNS).where(_c.vacancy_id.in_(vacancy_ids)).order_by(_c.position.desc())
        for row in asked.session.execute(query).all():
            found[row.vacancy_id].append(row)
    return found
