"""Companies as operators look at them: a hundred thousand of them, a page at a time, by slug."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow
from jobtracker.normalise.folding import fold
from jobtracker.store.due import VISITED

State = Literal["", "visited", "failing", "held", "paused", "retired", "added", "switched off"]
STATES: dict[str, ColumnElement[bool]] = {
    "visited": and_(*VISITED),
    "failing": and_(CompanyRow.cause != "", *VISITED),
    "held": CompanyRow.held_since.is_not(None),
    "paused": CompanyRow.paused_at.is_not(None),
    "retired": CompanyRow.retired_at.is_not(None),
    "added": CompanyRow.origin == "added",
    "switched off": CompanyRow.switched_off != "",
}


@dataclass(slots=True, frozen=True)
class CompanyView:
    """One company: what it is, and how its crawls stand."""

    slug: str
    name: str
    ats: str
    params: dict[str, str]
    country: str
    homepage: str
    host: str
    origin: str
    edited: str
    """Columns that an operator set, with blanks between."""
    retired_at: dt.datetime | None
    switched_off: str
    min_listings: int | None
    min_listings_edited: bool
    interval: int | None
    """An operator's own, in seconds; None: what was learnt."""
    learnt_interval: int
    open_count: int
    last_complete_at: dt.datetime | None
    held_since: dt.datetime | None
    due_at: dt.datetime | None
    asked_at: dt.datetime | None
    failures: int
    cause: str
    failing_since: dt.datetime | None
    paused_at: dt.datetime | None
    paused_why: str
    incident_id: int | None
    recrawl_id: int | None


@dataclass(slots=True, frozen=True)
class Sought:
    """Which companies are wanted; what is "" is no condition."""

    words: str = ""
    """The beginning of a slug; or each begins a word of a name."""
    ats: str = ""
    country: str = ""
    cause: str = ""
    state: State = ""


_COLUMNS = tuple(getattr(CompanyRow, name) for name in CompanyView.__slots__)


def companies(session: Session, sought: Sought, *, after: str, limit: int) -> list[CompanyView]:
    """By slug; `after` is the last one of the page before."""
    query = select(*_COLUMNS).where(CompanyRow.slug > after, *_conditions(sought))
    return [CompanyView(*row) for row in session.execute(query.order_by(CompanyRow.slug).limit(limit))]


def company(session: Session, slug: str) -> CompanyView | None:
    """One of them; None if there is none."""
    row = session.execute(select(*_COLUMNS).where(CompanyRow.slug == slug)).first()
    return CompanyView(*row) if row else None


def _conditions(sought: Sought) -> list[Any]:
    equal = [name for name in ("ats", "country", "cause") if getattr(sought, name)]
    conditions: list[Any] = [getattr(CompanyRow, name) == getattr(sought, name) for name in equal]
    conditions += [STATES[sought.state]] if sought.state else []
    if sought.words:
        begun = CompanyRow.slug.startswith(sought.words.lower(), autoescape=True)
        named = [CompanyRow.name_key.contains(f" {word}", autoescape=True) for word in fold(sought.words).split()]
        conditions.append(or_(begun, and_(*named)) if named else begun)
    return conditions
