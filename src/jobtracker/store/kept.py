"""What people keep: vacancies saved, hidden or applied for, with a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import case, delete, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from jobtracker.models import CompanyRow, Kept, ListingRow

State = Literal["saved", "hidden", "applied"]
MOST_KEPT = 20_000
"""Of one account."""
LONGEST_NOTE = 4_000
_TIMES: dict[State, InstrumentedAttribute[dt.datetime | None]] = {
    "saved": Kept.saved_at,
    "hidden": Kept.hidden_at,
    "applied": Kept.applied_at,
}


class TooMany(Exception):
    """The account keeps as much as it may."""


@dataclass(frozen=True, slots=True)
class KeptVacancy:
    """A vacancy that somebody keeps, as it stands: its newest open listing, else the newest."""

    vacancy_id: int
    listing_id: int
    title: str
    url: str
    company: str
    slug: str
    open: bool
    saved_at: dt.datetime | None
    hidden_at: dt.datetime | None
    applied_at: dt.datetime | None
    note: str


def put(session: Session, user_id: int, vacancy_id: int, state: State, *, now: dt.datetime) -> Kept | None:
    """Save, hide or mark a vacancy; what is so already keeps its time. None if there is no such. Raises TooMany."""
    row = _row(session, user_id, vacancy_id)
    if row is not None and getattr(row, f"{state}_at") is None:
        setattr(row, f"{state}_at", now)
    return _detached(session, row)


def take_away(session: Session, user_id: int, vacancy_id: int, state: State) -> None:
    """The opposite; what is not so stays."""
    row = session.get(Kept, (user_id, vacancy_id))
    if row is not None:
        setattr(row, f"{state}_at", None)
        session.flush()
        _tidy(session, user_id, vacancy_id)


def write_note(session: Session, user_id: int, vacancy_id: int, note: str) -> Kept | None:
    """Keep a note with a vacancy; "" ends it. None if there is no such vacancy. Raises TooMany."""
    row = _row(session, user_id, vacancy_id)
    if row is not None:
        row.note = note
    found = _detached(session, row)
    _tidy(session, user_id, vacancy_id)
    return found


def of_vacancies(session: Session, user_id: int, vacancy_ids: Sequence[int]) -> dict[int, Kept]:
    """What somebody keeps of these vacancies."""
    its = select(Kept).where(Kept.user_id == user_id, Kept.vacancy_id.in_(vacancy_ids))
    found = {row.vacancy_id: row for row in session.scalars(its)}
    session.expunge_all()
    return found


def page(
    session: Session, user_id: int, state: State, *, after: tuple[dt.datetime, int] | None, limit: int
) -> list[KeptVacancy]:
    """The vacancies in a state, the latest first; `after` is time and vacancy of the last one that was seen."""
    when = _TIMES[state]
    its = select(Kept).where(Kept.user_id == user_id, when.is_not(None))
    if after is not None:
        its = its.where(or_(when < after[0], (when == after[0]) & (Kept.vacancy_id < after[1])))
    rows = session.scalars(its.order_by(when.desc(), Kept.vacancy_id.desc()).limit(limit)).all()
    stand = shown(session, [row.vacancy_id for row in rows])
    return [_kept(row, *stand[row.vacancy_id]) for row in rows if row.vacancy_id in stand]


def _kept(row: Kept, listing: ListingRow, company: CompanyRow) -> KeptVacancy:
    return KeptVacancy(
        row.vacancy_id,
        listing.id,
        listing.title,
        listing.url,
        company.name,
        company.slug,
        listing.status == "open",
        row.saved_at,
        row.hidden_at,
        row.applied_at,
        row.note,
    )


def shown(session: Session, vacancy_ids: Sequence[int]) -> dict[int, tuple[ListingRow, CompanyRow]]:
    """The listing that stands for each vacancy, with its company: an open one before a removed one, then the newest."""
    its = (
        select(ListingRow, CompanyRow)
        .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
        .where(ListingRow.vacancy_id.in_(vacancy_ids), ListingRow.status != "staged")
        .order_by(case((ListingRow.status == "open", 1), else_=0), ListingRow.first_seen_at, ListingRow.id)
    )
    return {listing.vacancy_id: (listing, company) for listing, company in session.execute(its) if listing.vacancy_id}


def listing_ids(session: Session, vacancy_ids: Collection[int]) -> dict[int, int]:
    """The same listings by their ids alone."""
    its = select(ListingRow.vacancy_id, ListingRow.id).where(ListingRow.vacancy_id.in_(vacancy_ids))
    its = its.where(ListingRow.status != "staged")
    its = its.order_by(case((ListingRow.status == "open", 1), else_=0), ListingRow.first_seen_at, ListingRow.id)
    return {vacancy_id: listing_id for vacancy_id, listing_id in session.execute(its) if vacancy_id}


def _row(session: Session, user_id: int, vacancy_id: int) -> Kept | None:
    row = session.get(Kept, (user_id, vacancy_id))
    if row is not None or not _is_shown(session, vacancy_id):
        return row
    if (session.scalar(select(func.count()).where(Kept.user_id == user_id)) or 0) >= MOST_KEPT:
        raise TooMany
    row = Kept(user_id=user_id, vacancy_id=vacancy_id, note="")
    session.add(row)
    return row


def _is_shown(session: Session, vacancy_id: int) -> bool:
    """One whose listings are all staged yet exists for nobody."""
    its = (ListingRow.vacancy_id == vacancy_id, ListingRow.status != "staged")
    return bool(session.scalar(select(exists().where(*its))))


def _detached(session: Session, row: Kept | None) -> Kept | None:
    session.flush()
    if row is not None:
        session.expunge(row)
    return row


def _tidy(session: Session, user_id: int, vacancy_id: int) -> None:
    """A row that says nothing goes."""
    nothing = (*(when.is_(None) for when in _TIMES.values()), Kept.note == "")
    session.execute(delete(Kept).where(Kept.user_id == user_id, Kept.vacancy_id == vacancy_id, *nothing))
