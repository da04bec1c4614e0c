"""Companies as everybody sees them: a list to look through, and one of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, false, func, select
from sqlalchemy.orm import Session

from jobtracker import causes
from jobtracker.models import Base
from jobtracker.normalise.folding import fold
from jobtracker.store.stats import Day, counted_at, days_until
from jobtracker.store.staying import Life, life

Sort = Literal["name", "open", "fresh", "newest"]
State = Literal["well", "failing", "paused", "retired", "unread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which companies."""

    words: str = ""
    """Each begins a word of its name."""
    ats: str = ""
    country: str = ""
    state: State | None = None
    hiring: bool = False
    """Only with open listings."""
    sort: Sort = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCard:
    """One company of the list."""

    id: int
    slug: str
    name: str
    ats: str
    country: str
    homepage: str
    open: int
    """Listings, at the end of its last complete run."""
    last_complete_at: dt.datetime | None
    """How fresh that is."""
    state: State
    since: dt.datetime | None
    """Of a state that is not well: since when."""
    reason: str
    """Why, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a board."""

    name: str
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyView:
    """One company, whole."""

    company: CompanyCard
    open: int
    """Listings now."""
    unconfirmed: int
    removed: int
    departments: list[Share]
    places: list[Share]
    over: int
    """Departments and places are counted over so many of its newest open listings."""
    life: Life
    """How long its listings stay."""
    days: list[Day]
    counted_at: dt.datetime | None
    """When the days were counted; None if they were not yet."""


Position = tuple[str | int | None, int]
"""Where a page ends: its last company's value of the order, and id."""
OVER, FOREMOST = 1_000, 12
FEW = 500
_company, _listing = Base.metadata.tables["company"], Base.metadata.tables["listing"]
_COLUMNS = (
    "id", "slug", "name", "name_key", "ats", "country", "homepage", "open_count", "last_complete_at",
    "retired_at", "paused_at", "switched_off", "failing_since", "cause",
)  # fmt: skip
_CARDS: Select[Any] = select(*(_company.c[name] for name in _COLUMNS))
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _ever(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """It is not NULL, in words for which every database uses an index."""
    return column > _LONG_AGO


_STOPPED = _ever(_company.c.paused_at) | (_company.c.switched_off > "")
_WATCHED = (_company.c.retired_at.is_(None), _company.c.paused_at.is_(None), _company.c.switched_off == "")
_STATES: dict[State, ColumnElement[bool]] = {
    "retired": _ever(_company.c.retired_at),
    "paused": and_(_company.c.retired_at.is_(None), _STOPPED),
    "failing": and_(*_WATCHED, _ever(_company.c.failing_since)),
    "unread": and_(*_WATCHED, _company.c.failing_since.is_(None), _company.c.last_complete_at.is_(None)),
    "well": and_(*_WATCHED, _company.c.failing_since.is_(None), _ever(_company.c.last_complete_at)),
}


def companies(
    session: Session, wanted: Wanted, *, after: Position | None, limit: int
) -> tuple[list[CompanyCard], Position | None]:
    """One page, and where the next one begins."""
    conditions = list(_conditions(wanted))
    query = _CARDS.where(*conditions)
    few = _few(session, conditions)
    query = query if few is None else query.where(_company.c.id.in_(few))
    if wanted.sort == "fresh":
        rows = _freshest(session, query, after, limit + 1)
    else:
        rows = list(session.execute(_ordered(query, wanted.sort, after).limit(limit + 1)))
    page = rows[:limit]
    more = _position(page[-1], wanted.sort) if len(rows) > limit else None
    return [_card(row) for row in page], more


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.words.strip():
        words = [_company.c.name_key.contains(f" {word}", autoescape=True) for word in fold(wanted.words).split()]
        yield and_(*words) if words else false()  # of signs alone nothing is left: that finds nobody, not everybody
    for column, value in ((_company.c.ats, wanted.ats), (_company.c.country, wanted.country)):
        if value:
            yield column == value
    if wanted.state:
        yield _STATES[wanted.state]
    if wanted.hiring:
        yield _company.c.open_count > 0


def _few(session: Session, conditions: Iterable[ColumnElement[bool]]) -> list[int] | None:
    """All that fit one of the conditions, if they are few; None if none of them is so narrow.

    A page of many is found soon by walking their order; a page of few would walk all companies.
    """
    for condition in conditions:
        ids = list(session.execute(select(_company.c.id).where(condition).limit(FEW + 1)).scalars())
        if len(ids) <= FEW:
            return ids
    return None


def _ordered(query: Select[Any], sort: Sort, after: Position | None) -> Select[Any]:
    if sort == "name":
        if after:  # in this form every database walks the index from there on
            key, last = after
            query = query.where(_company.c.name_key >= key, (_company.c.name_key > key) | (_company.c.id > last))
        return query.order_by(_company.c.name_key, _company.c.id)
    return _downwards(query, _company.c.id if sort == "newest" else _company.c.open_count, after)


def _downwards(query: Select[Any], column: ColumnElement[Any], after: tuple[Any, int] | None) -> Select[Any]:
    if after:
        value, last = after
        query = query.where(column <= value, (column < value) | (_company.c.id < last))
    return query.order_by(column.desc(), _company.c.id.desc())


def _freshest(session: Session, query: Select[Any], after: Position | None, limit: int) -> list[Row[Any]]:
    """Those that were read first, the freshest of them first; then the others, each part by its index."""
    at, rows = _company.c.last_complete_at, []
    if after is None or after[0] is not None:
        since = (dt.datetime.fromisoformat(str(after[0])), after[1]) if after else None
        rows = list(session.execute(_downwards(query.where(at.is_not(None)), at, since).limit(limit)))
        after = None
    if len(rows) < limit:
        rest = query.where(at.is_(None), _company.c.id < after[1]) if after else query.where(at.is_(None))
        rows += session.execute(rest.order_by(_company.c.id.desc()).limit(limit - len(rows)))
    return rows


def _position(row: Row[Any], sort: Sort) -> Position:
    if sort == "fresh":
        return (row.last_complete_at.isoformat() if row.last_complete_at else None, row.id)
    return ({"name": row.name_key, "open": row.open_count, "newest": row.id}[sort], row.id)


def _card(row: Row[Any]) -> CompanyCard:
    state, since, reason = _stands(row)
    return CompanyCard(
        **{name: getattr(row, name) for name in ("id", "slug", "name", "ats", "country", "homepage")},
        open=row.open_count,
        last_complete_at=row.last_complete_at,
        state=state,
        since=since,
        reason=reason,
    )


def _stands(row: Row[Any]) -> tuple[State, dt.datetime | None, str]:
    """The state as _STATES tells it in SQL, since when, and why. An operator's own words are for operators."""
    if row.retired_at:
        return "retired", row.retired_at, "It is not watched any more."
    if row.paused_at or row.switched_off:
        return "paused", row.paused_at, "Its board is not read for the time being."
    if row.failing_since:
        return "failing", row.failing_since, f"Its board could not be read to its end: {causes.told(row.cause)}."
    if row.last_complete_at is None:
        return "unread", None, "Its board was not read yet."
    return "well", None, ""


_NUMBERS = (
    select(_listing.c.status, _listing.c.missing_since.is_not(None).label("missing"), func.count().label("number"))
    .where(_listing.c.company_id == bindparam("its_id"))
    .group_by(_listing.c.status, _listing.c.missing_since.is_not(None))
)
_PARTS = (
    select(_listing.c.department, _listing.c.places)
    .where(_listing.c.company_id == bindparam("its_id"), _listing.c.status == "open")
    .order_by(_listing.c.id.desc())
    .limit(OVER)
)


def company(session: Session, slug: str, *, today: dt.date, days: int) -> CompanyView | None:
    """One company over its last so many days; None if there is none of this slug."""
    row = session.execute(_CARDS.where(_company.c.slug == slug)).one_or_none()
    if row is None:
        return None
    its = {"its_id": row.id}
    numbers = {(each.status, bool(each.missing)): each.number for each in session.execute(_NUMBERS, its)}
    parts = session.execute(_PARTS, its).all()
    at = counted_at(session)
    return CompanyView(
        company=_card(row),
        open=numbers.get(("open", False), 0) + numbers.get(("open", True), 0),
        unconfirmed=numbers.get(("open", True), 0),
        removed=numbers.get(("removed", False), 0),
        departments=_shares(Counter(part.department for part in parts if part.department)),
        places=_shares(Counter(name for part in parts for name in {place["name"] for place in part.places})),
        over=len(parts),
        life=life(session, row.id, today),
        days=days_until(session, today, days, company_id=row.id) if at else [],
        counted_at=at,
    )


def _shares(counted: Counter[str]) -> list[Share]:
    foremost = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:FOREMOST]
    return [Share(name=name, open=number) for name, number in foremost]
