"""What happened to a listing, from its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from jobtracker.models import Base

KINDS: Mapping[str, Literal["first seen", "changed", "removed", "back"]] = {
    "new": "first seen",
    "changed": "changed",
    "removed": "removed",
    "reopened": "back",
}
LONGEST = 200
"""Events that are shown, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that says something else than before."""

    field: str
    """title, places, pay, workplace, employment_types."""
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something that happened to a listing."""

    at: dt.datetime
    kind: Literal["first seen", "changed", "removed", "back"]
    beginning: bool
    """It was there before: the visit was its company's first, say."""
    changes: list[Change]
    reason: str
    """Why it was removed (listing.removed_reason)."""
    successor: int | None
    """The listing that took the place of one that was removed because its address changed."""


_event, _listing, _run = (Base.metadata.tables[name] for name in ("listing_event", "listing", "run"))
_EVENTS: Select[Any] = (
    select(_event.c.id, _event.c.kind, _event.c.at, _event.c.baseline, _event.c.detail)
    .where(_event.c.listing_id == bindparam("its_id"), _event.c.kind != "read")
    .order_by(_event.c.at.desc(), _event.c.id.desc())
    .limit(LONGEST)
)
_SUCCESSORS = select(_listing.c.external_id, _listing.c.id).where(
    _listing.c.company_id == bindparam("its_company"),
    _listing.c.external_id.in_(bindparam("external_ids", expanding=True)),
    _listing.c.status != "staged",
)
_COMPLETE_BEFORE = (
    select(_run.c.finished_at)
    .where(
        _run.c.company_id == bindparam("its_company"),
        _run.c.outcome == "complete",
        _run.c.started_at < bindparam("until"),
        _run.c.finished_at < bindparam("until"),
    )
    .order_by(_run.c.started_at.desc())
    .limit(1)
)


def history(session: Session, listing_id: int, company_id: int) -> list[Happened]:
    """Oldest first. It begins with "first seen", unless the listing has more events than are shown."""
    rows = session.execute(_EVENTS, {"its_id": listing_id}).all()[::-1]
    moved = sorted({row.detail["now"] for row in rows if "now" in row.detail})
    its = {"its_company": company_id, "external_ids": moved}
    successors = dict(session.execute(_SUCCESSORS, its).all()) if moved else {}
    return [_happened(row, successors) for row in rows]


def _happened(row: Row[Any], successors: Mapping[str, int]) -> Happened:
    changed = row.detail if row.kind == "changed" else {}
    return Happened(
        at=row.at,
        kind=KINDS[row.kind],
        beginning=row.baseline,
        changes=[Change(field=name, old=old, new=new) for name, (old, new) in changed.items()],
        reason=row.detail.get("reason", ""),
        successor=successors.get(row.detail.get("now", "")),
    )


def last_seen(session: Session, row: Row[Any]) -> dt.datetime | None:
    """When a listing that is missing or removed was last known to be there; None if nobody can say.

    A second visit confirmed some removals: when the first one missed the listing is not kept.
    """
    if row.removed_reason == "confirmed":
        return None
    if row.removed_reason in ("unverified", "retired"):
        verified: dt.datetime = max(row.seen_at, row.last_complete_at or row.seen_at)
        return verified
    its = {"its_company": row.company_id, "until": row.missing_since or row.removed_at}
    seen: dt.datetime = row.seen_at
    return max(seen, session.execute(_COMPLETE_BEFORE, its).scalar_one_or_none() or seen)
