"""One listing as everybody sees it, and the vacancy behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from jobtracker.identity import AGAIN
from jobtracker.listing_state import Standing, State, reason_of, state_of, verified_at
from jobtracker.models import Base
from jobtracker.normalise.html import safe_html
from jobtracker.store.listing_history import Happened, history, last_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyName:
    """A company, as far as a listing names it."""

    slug: str
    name: str
    ats: str
    homepage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A fact, and where it was read."""

    value: Any
    source: str | None
    """field, text; None if it is not known."""
    evidence: str
    """The words it was read from, if source is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A listing in a row of its vacancy's."""

    id: int
    title: str
    url: str
    places: list[str]
    workplace: str
    state: State
    first_seen_at: dt.datetime
    removed_at: dt.datetime | None
    joined: str
    """Why it belongs to the vacancy: twin, place, text; repost, requisition (it came again); "" if it is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingView:
    """One listing, whole."""

    id: int
    vacancy_id: int
    external_id: str
    requisition_id: str
    company: CompanyName
    title: str
    url: str
    apply_url: str
    department: str
    places: list[dict[str, Any]]
    workplace: Sourced
    work_from: Sourced
    employment_types: list[str]
    pay: list[dict[str, Any]]
    posted_at: dt.datetime | None
    posted_bound: bool
    """It was posted then or earlier."""
    closes_at: dt.datetime | None
    language: str
    html: str
    state: State
    reason: str
    """Why it is not simply open, in a sentence."""
    first_seen_at: dt.datetime
    verified_at: dt.datetime | None
    """When it was last known to be there; None if nobody can say."""
    missing_since: dt.datetime | None
    removed_at: dt.datetime | None
    removed_reason: str
    detail_pending: bool
    """Only what the board's list says is known so far."""
    reposted: bool
    """It came again after another of its vacancy was removed."""
    others: list[Sibling]
    """The vacancy's other listings."""
    history: list[Happened]


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyView:
    """The one opening behind one or more listings."""

    id: int
    company: CompanyName
    title: str
    first_seen_at: dt.datetime
    state: State
    """That of the listing that stands best."""
    listings: list[Sibling]


_BEST: Sequence[State] = ("open", "unconfirmed", "unverified", "removed")
_company, _listing, _body, _vacancy = (
    Base.metadata.tables[name] for name in ("company", "listing", "listing_body", "vacancy")
)
_COMPANY = (_company.c.slug, _company.c.name, _company.c.ats, _company.c.homepage)
_BOARD = (_company.c.last_complete_at, _company.c.held_since, _company.c.cause)
_SHOWN = _listing.c.status != "staged"
_WHOLE: Select[Any] = (
    select(_listing, *_COMPANY, *_BOARD, _body.c.html)
    .join_from(_listing, _company, _company.c.id == _listing.c.company_id)
    .outerjoin(_body, _body.c.listing_id == _listing.c.id)
    .where(_listing.c.id == bindparam("its_id"), _SHOWN)
)
_IN_SHORT = (
    "id", "title", "url", "places", "workplace", "joined", "first_seen_at",
    "status", "seen_at", "missing_since", "removed_at", "removed_reason", "detail_pending",
)  # fmt: skip
_SIBLINGS: Select[Any] = (
    select(*(_listing.c[name] for name in _IN_SHORT), *_COMPANY, *_BOARD)
    .join_from(_listing, _company, _company.c.id == _listing.c.company_id)
    .where(_listing.c.vacancy_id == bindparam("its_id"), _SHOWN)
    .order_by(_listing.c.first_seen_at.desc(), _listing.c.id.desc())
    .limit(bindparam("most"))
)
_VACANCY: Select[Any] = select(_vacancy).where(_vacancy.c.id == bindparam("its_id"))
_TEXTS = select(_body.c.listing_id, _body.c.html).where(_body.c.listing_id.in_(bindparam("ids", expanding=True)))
MOST = 500
"""Listings of a vacancy that are shown: an opening in every town of a country."""


def listing(session: Session, listing_id: int, *, now: dt.datetime) -> ListingView | None:
    """One listing, whole; None if there is none of this id, or none that is shown yet."""
    row = session.execute(_WHOLE, {"its_id": listing_id}).one_or_none()
    if row is None:
        return None
    stands = _standing(row)
    state = state_of(stands, now)
    return _view(
        row,
        stands,
        state,
        verified_at=verified_at(stands) or last_seen(session, row),
        others=[each for each in _siblings(session, row.vacancy_id, now) if each.id != row.id],
        history=history(session, row.id, row.company_id),
    )


def vacancy(session: Session, vacancy_id: int, *, now: dt.datetime) -> VacancyView | None:
    """One vacancy; None if there is none of this id, or none of its listings is shown yet."""
    found = session.execute(_VACANCY, {"its_id": vacancy_id}).one_or_none()
    rows = session.execute(_SIBLINGS, {"its_id": vacancy_id, "most": MOST}).all()
    if found is None or not rows:
        return None
    listings = [_sibling(row, now) for row in rows]
    best = min(listings, key=lambda it: _BEST.index(it.state))
    return VacancyView(
        id=vacancy_id,
        company=_company_name(rows[0]),
        title=best.title,
        first_seen_at=found.first_seen_at,
        state=best.state,
        listings=listings,
    )


def texts(session: Session, listing_ids: Sequence[int]) -> dict[int, str]:
    """The texts of listings as safe HTML, by id."""
    found = session.execute(_TEXTS, {"ids": list(listing_ids)}) if listing_ids else ()
    return {listing_id: safe_html(html) for listing_id, html in found}


def _siblings(session: Session, vacancy_id: int | None, now: dt.datetime) -> Iterable[Sibling]:
    rows = session.execute(_SIBLINGS, {"its_id": vacancy_id, "most": MOST})
    return (_sibling(row, now) for row in rows)


def _sibling(row: Row[Any], now: dt.datetime) -> Sibling:
    return Sibling(
        id=row.id,
        title=row.title,
        url=row.url,
        places=[place["name"] for place in row.places],
        workplace=row.workplace,
        state=state_of(_standing(row), now),
        first_seen_at=row.first_seen_at,
        removed_at=row.removed_at,
        joined=row.joined,
    )


def _standing(row: Row[Any]) -> Standing:
    return Standing(**{name: getattr(row, name) for name in Standing.__slots__})


def _company_name(row: Row[Any]) -> CompanyName:
    return CompanyName(slug=row.slug, name=row.name, ats=row.ats, homepage=row.homepage)


_AS_STORED = (
    "id", "vacancy_id", "external_id", "requisition_id", "title", "url", "apply_url", "department", "places",
    "employment_types", "pay", "posted_at", "posted_bound", "closes_at", "language", "first_seen_at", "missing_since",
    "removed_at", "removed_reason", "detail_pending",
)  # fmt: skip


def _view(row: Row[Any], stands: Standing, state: State, **more: Any) -> ListingView:
    from_ = row.work_from
    return ListingView(
        **{name: getattr(row, name) for name in _AS_STORED},
        **more,
        company=_company_name(row),
        workplace=Sourced(value=row.workplace, source=row.workplace_source, evidence=row.workplace_evidence),
        work_from=Sourced(value=from_["areas"], source=from_["source"], evidence=from_["evidence"]),
        html=safe_html(row.html or ""),  # once more on the way out: what is stored may be of older, laxer rules
        state=state,
        reason=reason_of(stands, state),
        reposted=row.joined in AGAIN,
    )
