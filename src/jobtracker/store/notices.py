"""Notices: what people are told of vacancies they saved and of companies they follow.

The queue is the runs that are closed and have no `noticed_at`. A run is marked in the transaction that writes its
notices: whoever dies in between has told nothing, and nothing is told twice. A counter over events would skip those of
a transaction that commits late.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, Followed, Kept, ListingEvent, ListingRow, Muted, Notice, RunRow, Vacancy
from jobtracker.notices import AGED, MOST_NEW, Event, meaning
from jobtracker.run import CLOSED
from jobtracker.store.board import chunks
from jobtracker.store.kept import listing_ids

FORGOTTEN_AFTER = dt.timedelta(days=180)


def pass_over(session: Session, *, now: dt.datetime) -> None:
    """Mark the runs that concern nobody: of beginnings, without events, of companies that nobody keeps or follows."""
    events = exists().where(ListingEvent.run_id == RunRow.id)
    followed = exists().where(Followed.company_id == RunRow.company_id)
    saved = exists().where(
        Vacancy.company_id == RunRow.company_id, Kept.vacancy_id == Vacancy.id, Kept.saved_at.is_not(None)
    )
    concerns = events & (followed | saved)
    its = (RunRow.noticed_at.is_(None), RunRow.outcome.in_(CLOSED), RunRow.baseline | ~concerns)
    session.execute(update(RunRow).where(*its).values(noticed_at=now).execution_options(synchronize_session=False))


def waiting(session: Session, *, limit: int) -> Sequence[int]:
    """The runs that may concern somebody, the oldest first."""
    its = select(RunRow.id).where(RunRow.noticed_at.is_(None), RunRow.outcome.in_(CLOSED), ~RunRow.baseline)
    return session.scalars(its.order_by(RunRow.id).limit(limit)).all()


def tell(session: Session, run_id: int, *, now: dt.datetime) -> int:
    """Write the notices of one run; how many: 0, too, if another did."""
    mine = update(RunRow).where(RunRow.id == run_id, RunRow.noticed_at.is_(None)).values(noticed_at=now)
    if not session.connection().execute(mine).rowcount:
        return 0
    run = session.execute(select(RunRow.company_id, RunRow.finished_at).where(RunRow.id == run_id)).one()
    found = _happened(session, run_id)
    at = run.finished_at or now
    rows = [*_of_saved(session, run.company_id, found, at), *_of_followed(session, run.company_id, found, at)]
    return _write(session, rows)


@dataclass(frozen=True, slots=True)
class _Happened:
    event: Event
    vacancy_id: int
    title: str
    first: bool
    """Of its vacancy."""


def _happened(session: Session, run_id: int) -> list[_Happened]:
    columns = (ListingEvent.listing_id, ListingEvent.kind, ListingEvent.detail)
    its = (
        select(*columns, ListingRow.vacancy_id, ListingRow.title, ListingRow.joined)
        .join(ListingRow, ListingRow.id == ListingEvent.listing_id)
        .where(ListingEvent.run_id == run_id, ListingRow.vacancy_id.is_not(None))
        .order_by(ListingEvent.id)
    )
    return [
        _Happened(Event(row.listing_id, row.kind, row.detail), row.vacancy_id, row.title, row.joined == "")
        for row in session.execute(its)
        if row.detail.get("reason") not in AGED
    ]


def _of_saved(
    session: Session, company_id: int, found: Sequence[_Happened], at: dt.datetime
) -> Iterator[dict[str, Any]]:
    by_vacancy: defaultdict[int, list[_Happened]] = defaultdict(list)
    for each in found:
        by_vacancy[each.vacancy_id].append(each)
    keepers = _keepers(session, by_vacancy.keys(), at)
    open_now = _open(session, keepers.keys())
    for vacancy_id, user_ids in keepers.items():
        its = by_vacancy[vacancy_id]
        means = meaning([each.event for each in its], open_now[vacancy_id])
        if means is not None:
            kind, detail = means[0], {"title": its[-1].title, **means[1]}
            for user_id in user_ids:
                yield _row(user_id, kind, company_id, vacancy_id=vacancy_id, at=at, detail=detail)


def _of_followed(
    session: Session, company_id: int, found: Sequence[_Happened], at: dt.datetime
) -> Iterator[dict[str, Any]]:
    new = [each for each in found if each.event.kind == "new" and each.first]
    if not new:
        return
    its = select(Followed.user_id).where(Followed.company_id == company_id, Followed.since <= at)
    for user_id in session.scalars(its.where(~_mutes(Followed.user_id, company_id))).all():
        for each in new[:MOST_NEW]:
            yield _row(user_id, "new", company_id, vacancy_id=each.vacancy_id, at=at, detail={"title": each.title})
        if more := len(new[MOST_NEW:]):
            yield _row(user_id, "new", company_id, vacancy_id=None, at=at, detail={"more": more})


def tell_of_aged(session: Session, listing_ids: Iterable[int], *, now: dt.datetime) -> int:
    """Write the notices of listings that were closed because nobody had read their board for long; how many."""
    columns = (ListingRow.vacancy_id, ListingRow.company_id, ListingRow.title)
    rows: list[dict[str, Any]] = []
    for chunk in chunks(listing_ids):
        closed = session.execute(select(*columns).where(ListingRow.id.in_(chunk), ListingRow.vacancy_id.is_not(None)))
        its = {row.vacancy_id: row for row in closed}
        keepers = _keepers(session, its.keys(), now)
        open_now = _open(session, keepers.keys())
        for vacancy_id, user_ids in keepers.items():
            about = its[vacancy_id]
            if not open_now[vacancy_id]:
                same: dict[str, Any] = {"vacancy_id": vacancy_id, "at": now, "detail": {"title": about.title}}
                rows += [_row(user_id, "removed", about.company_id, **same) for user_id in user_ids]
    unique = {(row["user_id"], row["vacancy_id"]): row for row in rows}  # listings of one vacancy in two chunks
    return _write(session, unique.values())


def _keepers(session: Session, vacancy_ids: Collection[int], at: dt.datetime) -> dict[int, list[int]]:
    """Who has saved each of the vacancies by then, and neither hides it nor muted its company."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for chunk in chunks(sorted(vacancy_ids)):
        its = select(Kept.vacancy_id, Kept.user_id).join(Vacancy, Vacancy.id == Kept.vacancy_id)
        its = its.where(Kept.vacancy_id.in_(chunk), Kept.saved_at <= at, Kept.hidden_at.is_(None))
        for vacancy_id, user_id in session.execute(its.where(~_mutes(Kept.user_id, Vacancy.company_id))):
            found[vacancy_id].append(user_id)
    return found


def _mutes(user_id: SQLColumnExpression[int], company_id: SQLColumnExpression[int] | int) -> ColumnElement[bool]:
    return exists().where(Muted.user_id == user_id, Muted.company_id == company_id)


def _open(session: Session, vacancy_ids: Collection[int]) -> Mapping[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for chunk in chunks(sorted(vacancy_ids)):
        its = select(ListingRow.vacancy_id, ListingRow.id).where(ListingRow.vacancy_id.in_(chunk))
        for vacancy_id, listing_id in session.execute(its.where(ListingRow.status == "open")):
            if vacancy_id is not None:
                found[vacancy_id].add(listing_id)
    return found


def _row(
    user_id: int, kind: str, company_id: int, *, vacancy_id: int | None, at: dt.datetime, detail: dict[str, Any]
) -> dict[str, Any]:
    about = {"user_id": user_id, "kind": kind, "company_id": company_id, "vacancy_id": vacancy_id}
    return about | {"at": at, "detail": detail}


def _write(session: Session, rows: Iterable[dict[str, Any]]) -> int:
    number = 0
    for chunk in chunks(rows):
        session.execute(insert(Notice), chunk)
        number += len(chunk)
    return number


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its reader sees it."""

    id: int
    kind: str
    at: dt.datetime
    read_at: dt.datetime | None
    vacancy_id: int | None
    company: str
    slug: str
    detail: dict[str, Any]
    listing_id: int | None
    """The listing that stands for the vacancy."""


def page(session: Session, user_id: int, *, before: int | None, limit: int, unread: bool = False) -> list[Told]:
    """The notices of an account, the latest first; `before` is the last one that was seen."""
    columns = (Notice.id, Notice.kind, Notice.at, Notice.read_at, Notice.vacancy_id)
    its = select(*columns, CompanyRow.name.label("company"), CompanyRow.slug, Notice.detail)
    its = its.where(Notice.user_id == user_id).join(CompanyRow, CompanyRow.id == Notice.company_id)
    if before is not None:
        its = its.where(Notice.id < before)
    if unread:
        its = its.where(Notice.read_at.is_(None))
    rows = session.execute(its.order_by(Notice.id.desc()).limit(limit)).mappings().all()
    standing = listing_ids(session, {row["vacancy_id"] for row in rows if row["vacancy_id"]})
    return [Told(**row, listing_id=standing.get(row["vacancy_id"])) for row in rows]


def mark_read(
    session: Session, user_id: int, *, now: dt.datetime, ids: Collection[int] = (), up_to: int | None = None
) -> None:
    """Note that an account's owner has seen these, or all up to one."""
    which = or_(Notice.id.in_(ids), Notice.id <= (up_to or 0))
    its = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None), which)
    session.execute(its.values(read_at=now).execution_options(synchronize_session=False))


def forget(session: Session, *, now: dt.datetime) -> int:
    """Delete what was told long ago. Returns how much."""
    return session.connection().execute(delete(Notice).where(Notice.at < now - FORGOTTEN_AFTER)).rowcount
