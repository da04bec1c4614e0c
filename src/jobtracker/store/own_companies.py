"""Companies that somebody follows, and companies that somebody muted: the same rows in two tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, Followed, Muted
from jobtracker.store.kept import TooMany

MOST = 2_000
"""Of one account, of each kind."""
Kind = type[Followed] | type[Muted]


@dataclass(frozen=True, slots=True)
class OwnCompany:
    """A company that somebody follows or muted, as it stands."""

    slug: str
    name: str
    since: dt.datetime
    open: int


def put(session: Session, kind: Kind, user_id: int, slug: str, *, now: dt.datetime) -> dt.datetime | None:
    """Follow or mute a company; since when that is so. None if there is no such company. Raises TooMany."""
    company_id = session.scalar(select(CompanyRow.id).where(CompanyRow.slug == slug))
    if company_id is None:
        return None
    its = select(kind.since).where(kind.user_id == user_id, kind.company_id == company_id)
    if (already := session.scalar(its)) is not None:
        return already
    if (session.scalar(select(func.count()).where(kind.user_id == user_id)) or 0) >= MOST:
        raise TooMany
    session.add(kind(user_id=user_id, company_id=company_id, since=now))
    return now


def take_away(session: Session, kind: Kind, user_id: int, slug: str) -> bool:
    """The opposite; what is not so stays. False if there is no such company."""
    company_id = session.scalar(select(CompanyRow.id).where(CompanyRow.slug == slug))
    if company_id is None:
        return False
    session.execute(delete(kind).where(kind.user_id == user_id, kind.company_id == company_id))
    return True


def since(session: Session, kind: Kind, user_id: int, slug: str) -> dt.datetime | None:
    """Since when somebody follows or muted a company; None if not."""
    its = select(kind.since).join(CompanyRow, CompanyRow.id == kind.company_id)
    return session.scalar(its.where(kind.user_id == user_id, CompanyRow.slug == slug))


def page(session: Session, kind: Kind, user_id: int, *, after: str | None, limit: int) -> list[OwnCompany]:
    """The companies that somebody follows or muted, by slug; `after` is the last one that was seen."""
    columns = (CompanyRow.slug, CompanyRow.name, kind.since, CompanyRow.open_count)
    its = select(*columns).join(kind, kind.company_id == CompanyRow.id).where(kind.user_id == user_id)
    if after is not None:
        its = its.where(CompanyRow.slug > after)
    return [OwnCompany(*row) for row in session.execute(its.order_by(CompanyRow.slug).limit(limit))]
