"""Write the listings of one company's board. The caller holds the company's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from jobtracker import identity
from jobtracker.dialects import search_table
from jobtracker.models import Base, ListingBody, ListingEvent, ListingRow
from jobtracker.run import Prepared

T = TypeVar("T")
CHUNK = 500
"""Rows a statement; every database takes so many parameters."""

TOLD = ("title", "places", "pay", "workplace", "employment_types")
"""Fields whose change is an event. A change of text is none: a company rewrites all its texts at once."""


# Statements go to the tables, past the ORM, which would cost more than the databases.
_listing, _body, _vacancy, _event = (
    Base.metadata.tables[name] for name in ("listing", "listing_body", "vacancy", "listing_event")
)
_INSERT = insert(_listing).returning(_listing.c.id, sort_by_parameter_order=True)


def write(
    session: Session, company_id: int, prepared: Sequence[Prepared], *, status: str, now: dt.datetime
) -> set[str]:
    """Write new and changed listings. New ones get `status`; open ones that changed get an event without run.

    Returns the external ids that were not in the table before.
    """
    new: set[str] = set()
    for chunk in chunks({p.external_id: p for p in prepared}.values()):
        stored = {
            row.external_id: row
            for row in session.execute(
                select(*_COMPARED).where(
                    ListingRow.company_id == company_id, ListingRow.external_id.in_([p.external_id for p in chunk])
                )
            )
        }
        fresh = [p for p in chunk if p.external_id not in stored]
        _insert(session, company_id, fresh, status, now)
        _update(session, company_id, [(stored[p.external_id], p) for p in chunk if p.external_id in stored], now)
        new |= {p.external_id for p in fresh}
    return new


_COMPARED = (
    ListingRow.id,
    ListingRow.external_id,
    ListingRow.status,
    ListingRow.hash,
    ListingRow.detail_pending,
    ListingRow.title,
    ListingRow.places,
    ListingRow.pay,
    ListingRow.workplace,
    ListingRow.employment_types,
)


def _values(prepared: Prepared, now: dt.datetime) -> dict[str, Any]:
    facts = prepared.facts
    return {
        "requisition_id": prepared.requisition_id[:200],
        "url": prepared.url,
        "apply_url": prepared.apply_url,
        "hash": prepared.fingerprint.hash,
        "version": prepared.fingerprint.version,
        "detail_pending": prepared.fingerprint.detail_pending,
        "title_key": prepared.title_key[:500],
        "places_key": prepared.places_key,
        "text_key": prepared.text_key,
        "title": facts.title,
        "department": facts.department,
        "places": [asdict(place) for place in facts.places],
        "workplace": facts.workplace,
        "workplace_source": facts.workplace_source,
        "workplace_evidence": facts.workplace_evidence,
        "work_from": asdict(facts.work_from) | {"areas": list(facts.work_from.areas)},
        "employment_types": list(facts.employment_types),
        "pay": [asdict(pay) for pay in facts.pay],
        "posted_at": facts.posted_at,
        "posted_bound": facts.posted_bound,
        "closes_at": facts.closes_at,
        "language": facts.language,
        "seen_at": now,
    }


def _insert(session: Session, company_id: int, fresh: Sequence[Prepared], status: str, now: dt.datetime) -> None:
    if not fresh:
        return
    vacancies = _vacancies(session, company_id, fresh, now)
    rows = [
        _values(p, now)
        | {"company_id": company_id, "external_id": p.external_id, "status": status, "first_seen_at": now}
        | vacancies[p.external_id]
        for p in fresh
    ]
    written = session.connection().execute(_INSERT, rows)
    ids = written.scalars().all()
    _write_texts(session, list(zip(ids, fresh, strict=True)))


def _update(session: Session, company_id: int, pairs: Sequence[tuple[Row[Any], Prepared]], now: dt.datetime) -> None:
    if not pairs:
        return
    events = []
    for row, prepared in pairs:
        told = ("title", "places") if prepared.fingerprint.detail_pending else TOLD
        changed = _told(row, _values(prepared, now), told)
        # the same record, read by better rules or completed by its detail, is no news of the company's
        if row.status == "open" and changed and row.hash != prepared.fingerprint.hash and not row.detail_pending:
            events.append(event(company_id, row.id, "changed", now, changed))
    whole = [(row, p) for row, p in pairs if row.detail_pending or not p.fingerprint.detail_pending]
    entries = [(row, p) for row, p in pairs if not row.detail_pending and p.fingerprint.detail_pending]
    _execute_all(session, [_values(p, now) | {"id": row.id} for row, p in whole])
    # a list entry whose detail failed says less than what is stored: the text and what was read from it stay
    _execute_all(session, [{k: _values(p, now)[k] for k in _OF_ENTRY} | {"id": row.id} for row, p in entries])
    ids = [row.id for row, _ in whole]
    session.execute(delete(ListingBody).where(ListingBody.listing_id.in_(ids)))
    unindex(session, ids)
    _write_texts(session, [(row.id, p) for row, p in whole])
    add_events(session, events)


_OF_ENTRY = ("url", "hash", "version", "detail_pending", "title", "title_key", "places", "places_key", "seen_at")


def _execute_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(update(ListingRow), rows)


def _told(row: Row[Any], values: Mapping[str, Any], told: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [getattr(row, name), values[name]] for name in told if getattr(row, name) != values[name]}


def _write_texts(session: Session, pairs: Sequence[tuple[int, Prepared]]) -> None:
    if not pairs:
        return
    session.connection().execute(
        insert(_body), [{"listing_id": i, "html": p.facts.html, "text": p.facts.text} for i, p in pairs]
    )
    index(session, [(i, p.tokens) for i, p in pairs])


def index(session: Session, rows: Sequence[tuple[int, str]]) -> None:
    """Add listings to the full-text index, each with its line of tokens."""
    session.connection().execute(
        insert(search_table(session.get_bind().dialect.name)), [{"listing_id": i, "tokens": t} for i, t in rows]
    )


def unindex(session: Session, ids: Sequence[int]) -> None:
    """Take listings out of the full-text index."""
    table = search_table(session.get_bind().dialect.name)
    session.execute(delete(table).where(table.c.listing_id.in_(ids)))


def _vacancies(
    session: Session, company_id: int, fresh: Sequence[Prepared], now: dt.datetime
) -> dict[str, dict[str, Any]]:
    """The vacancy of each new listing, by external id: an existing one where identity finds it, else its own."""
    known = openings(session, company_id, now)
    verdicts = identity.identify([_opening(p, now) for p in fresh], known, now=now)
    vacancy: dict[str, int] = {k.external_id: k.vacancy for k in known if isinstance(k.vacancy, int)}
    firsts = [p.external_id for p in fresh if verdicts[p.external_id].same_as is None]
    rows = [{"company_id": company_id, "first_seen_at": now} for _ in firsts]
    if rows:
        ids = session.connection().execute(insert(_vacancy).returning(_vacancy.c.id), rows).scalars().all()
        vacancy |= dict(zip(firsts, ids, strict=True))
    found = {}
    for p in fresh:
        root = p.external_id
        while root not in vacancy:
            root = verdicts[root].same_as or root
        first = verdicts[p.external_id].same_as is None
        found[p.external_id] = {
            "vacancy_id": vacancy[root],
            "joined": "" if first else verdicts[p.external_id].kind,
        }
    return found


def openings(session: Session, company_id: int, now: dt.datetime) -> list[identity.Opening]:
    """What identity compares new listings with: those open, and those that left not long ago."""
    recent = or_(ListingRow.status != "removed", ListingRow.removed_at > now - identity.REPOST_WITHIN)
    columns = (
        ListingRow.external_id,
        ListingRow.vacancy_id,
        ListingRow.requisition_id,
        ListingRow.title_key,
        ListingRow.places_key,
        ListingRow.text_key,
        ListingRow.status,
        ListingRow.removed_at,
        ListingRow.first_seen_at,
    )
    return [
        identity.Opening(
            external_id=row.external_id,
            vacancy=row.vacancy_id,
            requisition_id=row.requisition_id,
            title_key=row.title_key,
            places_key=row.places_key,
            text_key=row.text_key,
            open=row.status != "removed",
            left_at=row.removed_at,
            first_seen=row.first_seen_at,
        )
        for row in session.connection().execute(select(*columns).where(ListingRow.company_id == company_id, recent))
    ]


def _opening(prepared: Prepared, now: dt.datetime) -> identity.Opening:
    return identity.Opening(
        external_id=prepared.external_id,
        vacancy=None,
        requisition_id=prepared.requisition_id,
        title_key=prepared.title_key,
        places_key=prepared.places_key,
        text_key=prepared.text_key,
        open=True,
        left_at=None,
        first_seen=now,
    )


def ids_of(session: Session, company_id: int, external_ids: Collection[str], *status: str) -> dict[str, int]:
    """The row ids of those of the listings that are in one of the states."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(external_ids)):
        rows = session.connection().execute(
            select(ListingRow.external_id, ListingRow.id).where(
                ListingRow.company_id == company_id,
                ListingRow.external_id.in_(chunk),
                ListingRow.status.in_(status),
            )
        )
        found |= {row.external_id: row.id for row in rows}
    return found


def set_state(session: Session, ids: Collection[int], **values: Any) -> None:
    """Write the same columns of many listings."""
    for chunk in chunks(sorted(ids)):
        session.connection().execute(update(_listing).where(_listing.c.id.in_(chunk)).values(**values))


def forget(session: Session, ids: Collection[int]) -> None:
    """Delete listings that were staged and never open."""
    for chunk in chunks(sorted(ids)):
        unindex(session, chunk)
        session.execute(delete(ListingBody).where(ListingBody.listing_id.in_(chunk)))
        session.execute(delete(ListingEvent).where(ListingEvent.listing_id.in_(chunk)))
        session.execute(delete(ListingRow).where(ListingRow.id.in_(chunk)))


def event(company_id: int, listing_id: int, kind: str, at: dt.datetime, detail: Mapping[str, Any]) -> dict[str, Any]:
    """A row of listing_event whose run is not closed yet."""
    return {
        "company_id": company_id,
        "listing_id": listing_id,
        "kind": kind,
        "at": at,
        "detail": dict(detail),
        "baseline": False,
        "run_id": None,
    }


def add_events(session: Session, events: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of listing_event."""
    for chunk in chunks(events):
        session.connection().execute(insert(_event), [dict(row) for row in chunk])


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut into lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
