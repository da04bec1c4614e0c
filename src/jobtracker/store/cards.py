"""Results as people see them: a vacancy with those of its listings that fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Row, bindparam, select

from jobtracker.identity import AGAIN
from jobtracker.listing_state import Standing, State, state_of
from jobtracker.models import Base
from jobtracker.store.board import chunks

_listing, _company, _vacancy = (Base.metadata.tables[name] for name in ("listing", "company", "vacancy"))
LISTINGS: Final = 100
"""Of one card, the newest; its `total` counts all."""


@dataclass(slots=True)
class Found:
    """A listing among the results. Not frozen, since a page makes fifty: those take twice as long to make."""

    id: int
    vacancy_id: int
    external_id: str
    company: str
    """Its slug."""
    company_name: str
    ats: str
    title: str
    department: str
    url: str
    apply_url: str
    places: list[dict[str, Any]]
    workplace: str
    employment_types: list[str]
    pay: list[dict[str, Any]]
    posted_at: dt.datetime | None
    posted_bound: bool
    first_seen_at: dt.datetime
    appeared_at: dt.datetime
    """Of its vacancy: what results are sorted by."""
    removed_at: dt.datetime | None
    language: str
    work_from: list[str]
    state: State
    reposted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One result."""

    vacancy_id: int
    listings: tuple[Found, ...]
    """The newest first: those that fit, at most LISTINGS. One alone if results are not folded."""
    total: int
    """How many of its listings fit."""

    @property
    def listing(self) -> Found:
        """The newest, for which the card stands."""
        return self.listings[0]


def cards(session: Any, groups: Sequence[tuple[int, Sequence[int]]], now: dt.datetime) -> tuple[Card, ...]:
    """A card for each vacancy and its listings, newest first, all by row id."""
    wanted = {id_ for _, ids in groups for id_ in ids[:LISTINGS]}
    found = {each.id: each for each in _read(session, wanted, now)}
    made = []
    for vacancy_id, ids in groups:
        # one that was forgotten since it was found is not shown
        if shown := tuple(found[id_] for id_ in ids[:LISTINGS] if id_ in found):
            made.append(Card(vacancy_id=vacancy_id, listings=shown, total=len(ids)))
    return tuple(made)


_SHOWN: Final = (
    *(_listing.c[name] for name in ("id", "vacancy_id", "external_id")),
    *(_company.c[name] for name in ("slug", "name", "ats")),
    *(
        _listing.c[name]
        for name in (
            "title", "department", "url", "apply_url", "places", "workplace", "employment_types", "pay", "posted_at",
            "posted_bound", "first_seen_at",
        )
    ),
    _vacancy.c.appeared_at,
    _listing.c.removed_at,
    _listing.c.language,
)  # fmt: skip
"""In the order of Found's fields."""
_FOUND: Final = (
    select(
        *_SHOWN,
        *(_listing.c[name] for name in ("work_from", "joined", "status", "seen_at", "missing_since")),
        _company.c.last_complete_at,
    )
    .join_from(_listing, _company, _company.c.id == _listing.c.company_id)
    .join(_vacancy, _vacancy.c.id == _listing.c.vacancy_id)
    .where(_listing.c.id.in_(bindparam("ids", expanding=True)))
)


def _read(session: Any, ids: Iterable[int], now: dt.datetime) -> Iterable[Found]:
    for some in chunks(sorted(ids)):
        for row in session.connection().execute(_FOUND, {"ids": some}).all():
            yield _found(row, now)


def _found(row: Row[Any], now: dt.datetime) -> Found:
    state = state_of(cast("Standing", row), now)  # it has what is asked of one
    values: list[Any] = [*row[: len(_SHOWN)], row.work_from["areas"], state, row.joined in AGAIN]
    return Found(*values)
