"""Write what was read of one company's listings. The caller holds the company's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.identity import is_another
from jobtracker.identity_keys import post_key
from jobtracker.models import Base
from jobtracker.models.listing import LONGEST_ID
from jobtracker.run import Prepared
from jobtracker.store.board import Event, chunks
from jobtracker.store.indexing import Entry, index, state_of
from jobtracker.store.vacancies import find_vacancies

TOLD = ("title", "places", "pay", "workplace", "employment_types")
"""Fields whose change is an event. A change of text is none: a company rewrites all its texts at once."""
_FINGERPRINT = ("hash", "version", "detail_pending")
_OF_ENTRY = (
    "url", "hash", "version", "detail_pending", "title", "title_key", "places", "places_key", "post_key", "seen_at",
)  # fmt: skip
"""What a list entry says whose detail could not be read."""

# Statements go to the tables, past the ORM, and are made once: else they would cost more than the databases.
_company, _listing, _body = (Base.metadata.tables[name] for name in ("company", "listing", "listing_body"))
_INSERT = insert(_listing).returning(_listing.c.id, sort_by_parameter_order=True)
_UPDATE = update(_listing).where(_listing.c.id == bindparam("its_id"))
_INSERT_BODY = insert(_body)
_DELETE_BODIES = delete(_body).where(_body.c.listing_id.in_(bindparam("ids", expanding=True)))
_INDEX_AGAIN = update(_company).where(_company.c.id == bindparam("its_id")).values(index_due=_company.c.index_due + 1)
_INDEXED = ("vacancy_id", "joined", "first_seen_at", "missing_since")
_KEYS = ("title_key", "places_key", "text_key")
_STORED = select(
    *(
        _listing.c[name]
        for name in ("id", "external_id", "status", "removed_at", *_FINGERPRINT, *_KEYS, *TOLD, *_INDEXED)
    )
).where(
    _listing.c.company_id == bindparam("company_id"),
    _listing.c.external_id.in_(bindparam("external_ids", expanding=True)),
)


@dataclass(slots=True)
class Written:
    """What `write` did."""

    inserted: dict[str, int] = field(default_factory=dict)
    """External id -> row id, of listings that were not in the table before."""
    changed: list[Event] = field(default_factory=list)
    """Events of listings, open or back, that say something else than before, or whose first detail was read ("read",
    for matching only); the caller adds them."""


def write(session: Session, company_id: int, prepared: Sequence[Prepared], *, status: str, now: dt.datetime) -> Written:
    """Write new and changed listings; new ones get `status`."""
    written = Written()
    for chunk in chunks({p.external_id: p for p in prepared}.values()):
        ids = [p.external_id for p in chunk]
        rows = session.connection().execute(_STORED, {"company_id": company_id, "external_ids": ids})
        stored = {row.external_id: row for row in rows}
        for row in list(_used_again(stored, chunk, now)):
            values = {"its_id": row.id, "external_id": former_id(row.external_id, row.id)}
            session.connection().execute(_UPDATE, values)
            del stored[row.external_id]
        fresh = [p for p in chunk if p.external_id not in stored]
        written.inserted |= _insert(session, company_id, fresh, status, now)
        pairs = [(stored[p.external_id], p) for p in chunk if p.external_id in stored]
        written.changed += _update(session, company_id, pairs, now)
    return written


def _used_again(stored: Mapping[str, Row[Any]], prepared: Iterable[Prepared], now: dt.datetime) -> Iterator[Row[Any]]:
    """Those removed ones whose id now is another job's: they stay what they were, and that job is a new listing."""
    for p in prepared:
        row = stored.get(p.external_id)
        if row is not None and row.status == "removed":
            keys, then = (p.title_key, p.places_key), (row.title_key, row.places_key)
            if is_another(keys, then, now - (row.removed_at or now)):
                yield row


def former_id(external_id: str, row_id: int) -> str:
    """What a removed listing is called when its id has become another job's."""
    mark = f" (until {row_id})"
    return external_id[: LONGEST_ID - len(mark)] + mark


def _values(prepared: Prepared, now: dt.datetime) -> dict[str, Any]:
    facts = prepared.facts
    return {
        "requisition_id": prepared.requisition_id,
        "url": prepared.url,
        "apply_url": prepared.apply_url,
        "hash": prepared.fingerprint.hash,
        "version": prepared.fingerprint.version,
        "detail_pending": prepared.fingerprint.detail_pending,
        "title_key": prepared.title_key,
        "places_key": prepared.places_key,
        "post_key": post_key(prepared.title_key, prepared.places_key),
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


def _insert(
    session: Session, company_id: int, fresh: Sequence[Prepared], status: str, now: dt.datetime
) -> dict[str, int]:
    if not fresh:
        return {}
    vacancies = find_vacancies(session, company_id, fresh, now)
    rows = []
    for p in fresh:
        vacancy_id, joined = vacancies[p.external_id]
        own = {"company_id": company_id, "external_id": p.external_id, "vacancy_id": vacancy_id, "joined": joined}
        rows.append(_values(p, now) | own | {"status": status, "first_seen_at": now})
    ids = session.connection().execute(_INSERT, rows).scalars().all()
    entries = [
        Entry(
            listing_id=id_, vacancy_id=row["vacancy_id"], company_id=company_id, state=state_of(status, None),
            joined=row["joined"], first_seen_at=now, facts=p.facts, document=p.document,
        )
        for id_, row, p in zip(ids, rows, fresh, strict=True)
    ]  # fmt: skip
    _write_texts(session, list(zip(ids, fresh, strict=True)))
    index(session, entries, fresh=True)
    return dict(zip([p.external_id for p in fresh], ids, strict=True))


def _update(
    session: Session, company_id: int, pairs: Sequence[tuple[Row[Any], Prepared]], now: dt.datetime
) -> list[Event]:
    if not pairs:
        return []
    events: list[Event] = []
    whole: list[tuple[Row[Any], Prepared]] = []
    rows: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for row, prepared in pairs:
        values = _values(prepared, now)
        pending = prepared.fingerprint.detail_pending
        changed = _told(row, values, ("title", "places") if pending else TOLD)
        if row.status != "staged" and changed and _is_news(row, prepared):
            events.append(Event(row.id, "changed", changed))
        if row.status == "open" and row.detail_pending and not row.text_key and not pending:
            events.append(Event(row.id, "read"))
        if pending and not row.detail_pending:
            # a list entry whose detail failed says less than what is stored: the text and what was read from it stay
            entries.append({name: values[name] for name in _OF_ENTRY} | {"its_id": row.id})
        else:
            whole.append((row, prepared))
            rows.append(values | {"its_id": row.id})
    for some in filter(None, (rows, entries)):
        session.connection().execute(_UPDATE, some)
    if entries:  # the text they are found by is not at hand
        session.connection().execute(_INDEX_AGAIN, {"its_id": company_id})
    _replace_texts(session, company_id, whole)
    return events


def _is_news(row: Row[Any], prepared: Prepared) -> bool:
    """False for the same record, read by better rules or completed by its first detail."""
    if not row.detail_pending:
        return bool(row.hash != prepared.fingerprint.hash)
    # A text that is stored is of an older detail: an earlier run saw the entry change and could not read the new one.
    completed = bool(row.text_key) and not prepared.fingerprint.detail_pending
    return completed and row.version == prepared.fingerprint.version


def _told(row: Row[Any], values: Mapping[str, Any], told: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [getattr(row, name), values[name]] for name in told if getattr(row, name) != values[name]}


def _replace_texts(session: Session, company_id: int, pairs: Sequence[tuple[Row[Any], Prepared]]) -> None:
    if not pairs:
        return
    session.connection().execute(_DELETE_BODIES, {"ids": [row.id for row, _ in pairs]})
    _write_texts(session, [(row.id, prepared) for row, prepared in pairs])
    entries = [
        Entry(
            listing_id=row.id, vacancy_id=row.vacancy_id, company_id=company_id,
            state=state_of(row.status, row.missing_since), joined=row.joined, first_seen_at=row.first_seen_at,
            facts=prepared.facts, document=prepared.document,
        )
        for row, prepared in pairs
    ]  # fmt: skip
    index(session, entries, fresh=False)


def _write_texts(session: Session, pairs: Sequence[tuple[int, Prepared]]) -> None:
    bodies = [{"listing_id": id_, "html": p.facts.html, "text": p.facts.text} for id_, p in pairs]
    session.connection().execute(_INSERT_BODY, bodies)
