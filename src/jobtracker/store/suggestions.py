"""What people are offered while they type: read in a glance, and rewritten where it has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.db import Database
from jobtracker.models import Base, CompanyRow, Statistic, Suggestion
from jobtracker.store.board import chunks
from jobtracker.suggesting import DEPTHS, FOREMOST, KEY_LENGTH, LAST, Kind, Offer, Row, key_of, ranked

BATCH: Final = 5_000
"""Rows of a transaction: on SQLite a crawl that wants to write waits for it."""
_WRITTEN: Final = "suggestions"
"""Its row of the statistics."""
_INSERT: Final = insert(Base.metadata.tables["suggestion"])
_SET: Final = (
    update(Suggestion).where(Suggestion.id == bindparam("its_id")).values(depth=bindparam("to"), count=bindparam("of"))
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """One offer."""

    label: str
    value: str
    count: int


def suggest(session: Session, kind: Kind, text: str, limit: int = FOREMOST) -> list[Suggested]:
    """Up to `limit` (at most FOREMOST) offers of which a word begins with `text`, those with most vacancies first."""
    key = key_of(text)[:KEY_LENGTH]
    if not key:
        return []
    rows = session.execute(
        select(Suggestion.label, Suggestion.value, Suggestion.count).where(
            Suggestion.kind == kind,
            Suggestion.depth.in_(range(1, min(len(key), DEPTHS) + 1)),
            Suggestion.key >= key,
            Suggestion.key < key + LAST,
        )
    )
    found = {Suggested(label, value, count) for label, value, count in rows}
    return sorted(found, key=lambda one: (-one.count, one.label, one.value))[: max(0, min(limit, FOREMOST))]


def is_owed(session: Session) -> bool:
    """True if a tenth of the companies that have something open were read since what is offered was written."""
    written = session.get(Statistic, _WRITTEN)
    return _read(session) * 9 > (written.value["companies"] if written else 0) * 10


def note_written(session: Session, *, now: dt.datetime) -> None:
    """What is offered was written anew."""
    session.merge(Statistic(name=_WRITTEN, value={"companies": _read(session)}, counted_at=now))


def _read(session: Session) -> int:
    its = (CompanyRow.open_count > 0, CompanyRow.retired_at.is_(None))
    return session.scalar(select(func.count()).select_from(CompanyRow).where(*its)) or 0


def replace(database: Database, kind: Kind, offers: Iterable[Offer]) -> int:
    """Make the rows of a kind those of the offers. Returns how many rows were written or deleted.

    Only what differs is written, in transactions of a moment each: nobody meanwhile finds nothing. What an attempt that
    was cut short has done, the next one finds done.
    """
    wanted = {row.id: row for row in ranked(kind, offers)}
    touched, after = 0, -1
    while stored := database.read(_stored, kind, after):
        after = stored[-1][0]
        gone = [id_ for id_, _, _ in stored if id_ not in wanted]
        there = [(row, (depth, count)) for id_, depth, count in stored if (row := wanted.pop(id_, None))]
        moved = [row for row, was in there if (row.depth, row.count) != was]
        if gone or moved:
            database.write(_correct, gone, moved)
        touched += len(gone) + len(moved)
    for rows in chunks(wanted.values(), BATCH):
        database.write(_add, rows)
        touched += len(rows)
    return touched


def _stored(session: Session, kind: Kind, after: int) -> Sequence[Any]:
    columns = select(Suggestion.id, Suggestion.depth, Suggestion.count)
    return session.execute(
        columns.where(Suggestion.kind == kind, Suggestion.id > after).order_by(Suggestion.id).limit(BATCH)
    ).all()


def _correct(session: Session, gone: Sequence[int], moved: Sequence[Row]) -> None:
    for ids in chunks(gone):
        session.execute(delete(Suggestion).where(Suggestion.id.in_(ids)))
    if moved:
        session.connection().execute(_SET, [{"its_id": row.id, "to": row.depth, "of": row.count} for row in moved])


def _add(session: Session, rows: Sequence[Row]) -> None:
    """But for those that an earlier try of this transaction, or another process, has added."""
    ids = {row.id: row for row in rows}
    for some in chunks(ids):
        for id_ in session.scalars(select(Suggestion.id).where(Suggestion.id.in_(some))):
            del ids[id_]
    for part in chunks(ids.values()):
        session.connection().execute(_INSERT, [asdict(row) for row in part])
