"""Trackers as their owners see them: how each stands, what was found for it, what was mailed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, Delivery, ListingRow, Match, Tracker
from jobtracker.store import addressees

State = Literal["running", "paused", "ended"]
LATELY: Final = dt.timedelta(days=7)
NEWEST: Final = 3
"""Of what was found lately, so many are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """A vacancy that was found lately, in short."""

    vacancy_id: int
    listing_id: int
    title: str
    company: str
    matched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Lately:
    """What a tracker found in the last days."""

    number: int
    newest: tuple[Newest, ...]


NOTHING: Final = Lately(0, ())


@dataclass(frozen=True, slots=True)
class Seen:
    """A tracker, and what its row does not say."""

    row: Tracker
    state: State
    mails_to: str
    """The address that its mails go to."""
    why_not: str
    """Why nothing is mailed there, in words; "" if it is."""
    waiting: int
    """Vacancies that were found and not told yet."""
    lately: Lately


def trackers(session: Session, user_id: int, tracker_id: int | None = None, *, now: dt.datetime) -> list[Seen]:
    """All of an account, the newest first; or the one."""
    its = select(Tracker).where(Tracker.user_id == user_id).order_by(Tracker.id.desc())
    rows = session.scalars(its if tracker_id is None else its.where(Tracker.id == tracker_id)).all()
    if not rows:
        return []
    to = addressees.of_trackers(session, rows)
    waits = select(Match.tracker_id, func.count()).where(Match.state == "waits")
    ids = [row.id for row in rows]
    counted = waits.where(Match.tracker_id.in_(ids)).group_by(Match.tracker_id)
    waiting: dict[int, int] = dict(session.execute(counted).all())
    lately = _lately(session, ids, now - LATELY)
    session.expunge_all()
    return [
        Seen(
            row,
            _state(row),
            to[row.id].address,
            to[row.id].why_not,
            waiting.get(row.id, 0),
            lately.get(row.id, NOTHING),
        )
        for row in rows
    ]


def _lately(session: Session, tracker_ids: Sequence[int], since: dt.datetime) -> dict[int, Lately]:
    """What each found since then: how many, and the newest of them."""
    newest = (Match.matched_at.desc(), Match.vacancy_id.desc())
    ranked = (
        select(
            Match.tracker_id,
            Match.vacancy_id,
            Match.listing_id,
            Match.company_id,
            Match.matched_at,
            func.count().over(partition_by=Match.tracker_id).label("number"),
            func.row_number().over(partition_by=Match.tracker_id, order_by=newest).label("place"),
        )
        .where(Match.tracker_id.in_(tracker_ids), Match.matched_at >= since)
        .subquery()
    )
    its = select(ranked, ListingRow.title, CompanyRow.name).join(ListingRow, ListingRow.id == ranked.c.listing_id)
    its = its.join(CompanyRow, CompanyRow.id == ranked.c.company_id).where(ranked.c.place <= NEWEST)
    found: dict[int, Lately] = {}
    for row in session.execute(its.order_by(ranked.c.tracker_id, ranked.c.place)):
        one = Newest(
            vacancy_id=row.vacancy_id,
            listing_id=row.listing_id,
            title=row.title,
            company=row.name,
            matched_at=row.matched_at,
        )
        found[row.tracker_id] = Lately(row.number, (*found.get(row.tracker_id, NOTHING).newest, one))
    return found


def _state(row: Tracker) -> State:
    return "ended" if row.ended_at else "paused" if row.paused_at else "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A vacancy that was found for a tracker, as it stands."""

    vacancy_id: int
    listing_id: int
    """The one that fitted."""
    title: str
    url: str
    company: str
    slug: str
    open: bool
    matched_at: dt.datetime
    state: str
    delivery_id: int | None
    relevant: bool | None


def matches(
    session: Session,
    user_id: int,
    tracker_id: int,
    *,
    delivery_id: int | None = None,
    after: tuple[dt.datetime, int] | None,
    limit: int,
) -> list[Found] | None:
    """What was found for a tracker, or what one of its mails tells of, the latest first.

    `after` is time and vacancy of the last one that was seen. None if there is no such tracker.
    """
    if session.scalar(select(Tracker.id).where(Tracker.id == tracker_id, Tracker.user_id == user_id)) is None:
        return None
    return found(session, tracker_id, delivery_id=delivery_id, after=after, limit=limit)


def found(
    session: Session,
    tracker_id: int,
    *,
    delivery_id: int | None = None,
    after: tuple[dt.datetime, int] | None = None,
    limit: int,
) -> list[Found]:
    """The same, whosever it is."""
    columns = (Match, ListingRow.title, ListingRow.url, ListingRow.status, CompanyRow.name, CompanyRow.slug)
    its = select(*columns).join(ListingRow, ListingRow.id == Match.listing_id)
    its = its.join(CompanyRow, CompanyRow.id == Match.company_id).where(Match.tracker_id == tracker_id)
    its = its if delivery_id is None else its.where(Match.delivery_id == delivery_id)
    if after is not None:
        when, vacancy = after
        its = its.where(or_(Match.matched_at < when, (Match.matched_at == when) & (Match.vacancy_id < vacancy)))
    newest = its.order_by(Match.matched_at.desc(), Match.vacancy_id.desc())
    return [
        Found(
            vacancy_id=match.vacancy_id,
            listing_id=match.listing_id,
            title=title,
            url=url,
            company=company,
            slug=slug,
            open=status == "open",
            matched_at=match.matched_at,
            state=match.state,
            delivery_id=match.delivery_id,
            relevant=match.relevant,
        )
        for match, title, url, status, company, slug in session.execute(newest.limit(limit))
    ]


_COLUMNS = (
    Delivery.id,
    Delivery.tracker_id,
    Tracker.name,
    Delivery.kind,
    Delivery.created_at,
    Delivery.number,
    Delivery.subject,
    Delivery.sent_at,
    Delivery.error,
)


def deliveries(
    session: Session, user_id: int, *, tracker_id: int | None, before: int | None, limit: int
) -> Sequence[Any]:
    """The mails of an account's trackers, or of one of them, the latest first."""
    its = select(*_COLUMNS).join(Tracker, Tracker.id == Delivery.tracker_id).where(Tracker.user_id == user_id)
    its = its if tracker_id is None else its.where(Delivery.tracker_id == tracker_id)
    its = its if before is None else its.where(Delivery.id < before)
    return session.execute(its.order_by(Delivery.id.desc()).limit(limit)).all()


def delivery(session: Session, user_id: int, delivery_id: int) -> Any:
    """One of them, with what it told. None if there is no such."""
    its = select(*_COLUMNS, Delivery.content).join(Tracker, Tracker.id == Delivery.tracker_id)
    return session.execute(its.where(Tracker.user_id == user_id, Delivery.id == delivery_id)).one_or_none()
