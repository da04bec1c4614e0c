"""Losses that are held, as operators look at them before they decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, ListingRow
from jobtracker.store.holding import HeldBoard, held
from jobtracker.store.selecting import WAITING

MOST_LISTINGS = 500
"""Of a board so many are shown."""


@dataclass(slots=True, frozen=True)
class LostListing:
    """A listing that was missing, and waits."""

    id: int
    external_id: str
    title: str
    url: str
    missing_since: dt.datetime
    first_seen_at: dt.datetime


def boards(session: Session, *, after: str, limit: int) -> list[HeldBoard]:
    """Boards with losses that wait, by slug; `after` is the last one of the page before."""
    lost = select(ListingRow.company_id).where(*WAITING)
    query = select(CompanyRow.id).where(CompanyRow.id.in_(lost), CompanyRow.slug > after)
    ids = session.scalars(query.order_by(CompanyRow.slug).limit(limit)).all()
    return sorted(held(session, ids), key=lambda board: board.company)


def board(session: Session, slug: str) -> tuple[HeldBoard, list[LostListing]] | None:
    """One of them with what it lost; None if nothing of it waits."""
    number = session.scalar(select(CompanyRow.id).where(CompanyRow.slug == slug))
    found = held(session, [number] if number else [])
    if not found:
        return None
    columns = [getattr(ListingRow, name) for name in LostListing.__slots__]
    query = select(*columns).where(ListingRow.company_id == number, *WAITING)
    rows = session.execute(query.order_by(ListingRow.id).limit(MOST_LISTINGS))
    return found[0], [LostListing(*row) for row in rows]
