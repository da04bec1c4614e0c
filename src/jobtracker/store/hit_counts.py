"""How many fit: counted up to a limit, beyond which nobody reads on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, distinct, func, select

from jobtracker.store.asking import Asked, search_table
from jobtracker.store.hits import BROAD_WALK, CHECKED, NEWEST, Hits, last_of_window, look_through

CAP: Final = 10_000
_c = search_table.c


@dataclass(slots=True, frozen=True)
class Count:
    """How many vacancies, and how many listings of theirs. Not exact: so many at least."""

    vacancies: int
    listings: int
    exact: bool


def count_hits(asked: Asked) -> Count:
    """Count what fits."""
    if asked.by.STREAMS and asked.index is not None:
        return _capped(asked, asked.found_and_checked(_c.vacancy_id))
    if asked.index is None:
        return _count_broad(asked)
    if asked.is_checked:
        return _count_checked(asked)
    with asked.by_index():
        return _capped(asked, asked.found(_c.vacancy_id))


def _capped(asked: Asked, query: Select[Any], *, exact: bool = True) -> Count:
    some = query.limit(CAP + 1).subquery()
    listings, vacancies = asked.session.execute(select(func.count(), func.count(distinct(some.c.vacancy_id)))).one()
    return Count(min(vacancies, CAP), min(listings, CAP), exact=exact and listings <= CAP)


def _count_broad(asked: Asked) -> Count:
    """Without words and filters the end of the walk costs nothing; only exclusions have each row looked at."""
    if asked.conditions is None:
        return _capped(asked, asked.rows(_c.vacancy_id))
    floor = last_of_window(asked, NEWEST, None, BROAD_WALK)
    return _capped(asked, asked.rows(_c.vacancy_id).where(*NEWEST.down_to(floor)), exact=floor is None)


def _count_checked(asked: Asked) -> Count:
    return count_seen(look_through(asked, NEWEST, None, CHECKED, (_c.position, _c.vacancy_id)))


def count_seen(found: Hits) -> Count:
    """Count what was looked for already."""
    return Count(len({row.vacancy_id for row in found.rows}), len(found.rows), exact=found.stopped is None)
