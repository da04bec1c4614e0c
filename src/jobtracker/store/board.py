"""The rows of one company's board: find them, change their state, and note what happened to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.dialects.index import index_of
from jobtracker.models import Base
from jobtracker.models.search import OPEN, REMOVED, UNCONFIRMED

T = TypeVar("T")
CHUNK = 500
"""Rows a statement; every database takes so many parameters."""

_listing, _body, _event, _search, _words = (
    Base.metadata.tables[f"listing{name}"] for name in ("", "_body", "_event", "_search", "_words")
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_FIND = select(_listing.c.external_id, _listing.c.id).where(
    _listing.c.company_id == bindparam("company_id"),
    _listing.c.external_id.in_(bindparam("external_ids", expanding=True)),
    _listing.c.status == bindparam("status"),
)
_SET = update(_listing).where(_listing.c.id.in_(_IDS))
_SET_FOUND = update(_search).where(_search.c.listing_id.in_(_IDS))
_FORGET_WORDS = delete(_words).where(_words.c.listing_id.in_(_IDS))
_ADD_EVENTS = insert(_event)
_FORGET = (
    delete(_body).where(_body.c.listing_id.in_(_IDS)),
    delete(_event).where(_event.c.listing_id.in_(_IDS)),
    delete(_listing).where(_listing.c.id.in_(_IDS)),
)


@dataclass(slots=True, frozen=True)
class Event:
    """Something that happened to a listing."""

    listing_id: int
    kind: str
    """new, changed, removed, reopened."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """removed: {"reason"}; changed: {field: [old, new]}."""


def ids_of(session: Session, company_id: int, external_ids: Collection[str], status: str) -> dict[str, int]:
    """The row ids of those of the listings that are in this state."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(external_ids)):
        values = {"company_id": company_id, "external_ids": chunk, "status": status}
        found |= dict(session.connection().execute(_FIND, values).all())
    return found


def set_state(session: Session, ids: Collection[int], **values: Any) -> None:
    """Write the same columns of many listings, and what of them results are chosen by."""
    found_by = _found_by(values)
    for chunk in chunks(sorted(ids)):
        session.connection().execute(_SET, {"ids": chunk, **values})
        if found_by:
            session.connection().execute(_SET_FOUND, {"ids": chunk, **found_by})


def _found_by(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of listing_search that follow. Only what is open can be missing, or come back from that."""
    found = {name: values[name] for name in ("first_seen_at",) if name in values}
    if values.get("status") == "removed":
        return found | {"state": REMOVED}
    if "status" in values or "missing_since" in values:
        return found | {"state": UNCONFIRMED if values.get("missing_since") else OPEN}
    return found


def forget(session: Session, ids: Collection[int]) -> None:
    """Delete listings that were staged and never open."""
    for chunk in chunks(sorted(ids)):
        unindex(session, chunk)
        for statement in _FORGET:
            session.connection().execute(statement, {"ids": chunk})


def add_events(
    session: Session,
    company_id: int,
    events: Iterable[Event],
    *,
    at: dt.datetime,
    run_id: int | None = None,
    baseline: bool = False,
) -> None:
    """Write rows of listing_event; without a run if it is not closed yet."""
    same = {"company_id": company_id, "at": at, "run_id": run_id, "baseline": baseline}
    for chunk in chunks(events):
        rows = [{"listing_id": e.listing_id, "kind": e.kind, "detail": dict(e.detail), **same} for e in chunk]
        session.connection().execute(_ADD_EVENTS, rows)


def unindex(session: Session, ids: Sequence[int]) -> None:
    """Take listings out of the index."""
    index_of(session.get_bind().dialect.name).remove(session.connection(), ids)
    session.connection().execute(_FORGET_WORDS, {"ids": ids})


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut into lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
