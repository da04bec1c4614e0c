"""All of one answer to a search, in one unit of work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jobtracker.models import Kept
from jobtracker.search import Search
from jobtracker.store import kept
from jobtracker.store.asking import ask
from jobtracker.store.cards import Found
from jobtracker.store.cursors import Cursor
from jobtracker.store.facets import Facets, count_facets
from jobtracker.store.hit_counts import Count
from jobtracker.store.looking import look
from jobtracker.store.search import page_of, without_pay
from jobtracker.store.unseen import NOTHING, unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of the answer is wanted, and by whom."""

    limit: int = 25
    after: Cursor | None = None
    count: bool = False
    facets: bool = False
    user_id: int | None = None
    """Whose hidden vacancies and muted companies stay out, and whose marks are shown."""
    show_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What somebody did with a vacancy, each since when."""

    saved_at: dt.datetime | None
    hidden_at: dt.datetime | None
    applied_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One vacancy (or listing, if they are not folded) that fits."""

    vacancy_id: int
    total: int
    """So many of its listings fit."""
    listings: tuple[Found, ...]
    """The newest first; of very many not all."""
    marks: Marks | None
    """None for one who is not logged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer. What was not wanted is None."""

    items: list[Result]
    next: Cursor | None
    count: Count | None
    facets: Facets | None
    left_out_without_pay: Count | None
    """How many fit but for their pay, which is not known; None, too, if nothing was asked of it."""
    muted_companies: int
    """So many companies are left out because who asks muted them."""


NO_MARKS = Marks(saved_at=None, hidden_at=None, applied_at=None)


def results(session: Session, search: Search, wish: Wish, *, now: dt.datetime) -> Results:
    """Answer a search."""
    user = wish.user_id
    without = NOTHING if user is None or wish.show_hidden else unseen(session, user)
    about: dict[str, Any] = {"now": now, "without": without}
    seen = look(ask(session, search, **about), count=wish.count, facets=wish.facets)
    found = page_of(seen.asked, search, now=now, after=wish.after, limit=wish.limit, newest=seen.hits)
    marks = {} if user is None else kept.of_vacancies(session, user, [card.vacancy_id for card in found.cards])
    return Results(
        items=[
            Result(
                vacancy_id=card.vacancy_id,
                total=card.total,
                listings=card.listings,
                marks=None if user is None else _marks(marks, card.vacancy_id),
            )
            for card in found.cards
        ],
        next=found.next,
        count=seen.count,
        facets=count_facets(session, search, seen.hits, **about) if wish.facets and seen.hits else None,
        left_out_without_pay=without_pay(session, search, **about) if wish.count and asks_for_pay(search) else None,
        muted_companies=len(without.companies),
    )


def asks_for_pay(search: Search) -> bool:
    """True if it leaves out what says nothing of pay."""
    filters = search.filters
    return filters.pay_min is not None or filters.has_pay or filters.pay_source != "any"


def _marks(marks: Mapping[int, Kept], vacancy_id: int) -> Marks:
    row = marks.get(vacancy_id)
    if row is None:
        return NO_MARKS
    return Marks(saved_at=row.saved_at, hidden_at=row.hidden_at, applied_at=row.applied_at)
