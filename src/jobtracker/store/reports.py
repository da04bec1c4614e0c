"""Reports that a listing is gone: folded, asked after, and answered by the company's next visit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, NamedTuple

from sqlalchemy import Row, Select, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session

from jobtracker import causes
from jobtracker.models import Base
from jobtracker.store import operating
from jobtracker.store.runs import rows_written

State = Literal["queued", "still there", "gone", "could not check"]
VISIT_AGAIN = dt.timedelta(minutes=30)
"""Reports ask for no visit of a company that was visited so lately: nobody makes us hurry a site."""
MOST_ASKED = 50
"""Visits that reports ask for at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """What became of the latest report of a listing."""

    state: State
    reason: str
    """Of "could not check": why; of "queued": what it waits for, if that is known."""
    reported_at: dt.datetime
    count: int
    """So many said so."""
    checked_at: dt.datetime | None


_report, _listing, _company, _run = (Base.metadata.tables[name] for name in ("report", "listing", "company", "run"))
_STATES: dict[str, State] = {"there": "still there", "gone": "gone", "unknown": "could not check"}
_LISTING: Select[Any] = select(_listing.c.id, _listing.c.status).where(
    _listing.c.id == bindparam("its_id"), _listing.c.status != "staged"
)
_REMOVED: Select[Any] = select(_listing.c.removed_at).where(
    _listing.c.id == bindparam("its_id"), _listing.c.status == "removed"
)
_LATEST: Select[Any] = (
    select(_report, _report.c["count"].label("said"))
    .where(_report.c.listing_id == bindparam("its_id"))
    .order_by(_report.c.at.desc())
    .limit(1)
)
_FOLD = (
    update(_report)
    .where(_report.c.waiting == bindparam("its_id"))
    .values(
        count=_report.c.count + 1,
        last_at=bindparam("now"),
        note=case((bindparam("said") != "", bindparam("said")), else_=_report.c.note),
    )
)
_WAITING: Select[Any] = (
    select(
        _report.c.id,
        _report.c.at,
        *(_listing.c[name] for name in ("status", "removed_at", "missing_since", "seen_at", "company_id")),
        *(_company.c[name] for name in ("paused_at", "retired_at", "switched_off", "asked_at")),
    )
    .join_from(_report, _listing, _listing.c.id == _report.c.listing_id)
    .join(_company, _company.c.id == _listing.c.company_id)
    .where(_report.c.waiting.is_not(None))
    .order_by(_report.c.at, _report.c.id)
)
_ANSWERING: Select[Any] = (
    select(_run.c.outcome, _run.c.cause, _run.c.started_at, _run.c.finished_at)
    .where(
        _run.c.company_id == bindparam("its_company"),
        _run.c.started_at >= bindparam("since"),
        _run.c.outcome.in_(("complete", "partial", "failed")),
    )
    .order_by(_run.c.started_at, _run.c.id)
    .limit(1)
)
_LAST_BEGUN = select(func.max(_run.c.started_at)).where(_run.c.company_id == bindparam("its_company"))
_SETTLE = update(_report).where(_report.c.id == bindparam("its_id"))


def report(session: Session, listing_id: int, note: str, *, now: dt.datetime) -> ReportView | None:
    """Note that somebody says the listing is gone; None if there is no such listing. One report waits, at most."""
    row = session.execute(_LISTING, {"its_id": listing_id}).one_or_none()
    if row is None:
        return None
    settle(session, listing_id=listing_id)
    if not rows_written(session, _FOLD, {"its_id": listing_id, "now": now, "said": note}):
        about = {"listing_id": listing_id, "at": now, "last_at": now, "count": 1, "note": note}
        session.execute(insert(_report), about | {"waiting": listing_id})
        settle(session, listing_id=listing_id)
        ask(session, now=now, listing_id=listing_id)
    return view(session, listing_id)


def view(session: Session, listing_id: int) -> ReportView | None:
    """What became of the listing's latest report; None if there is none."""
    row = session.execute(_LATEST, {"its_id": listing_id}).one_or_none()
    if row is None:
        return None
    verdict = Verdict(row.verdict, row.why, row.checked_at)
    if row.waiting is not None:  # a visit may have answered since reports were last settled
        waiting = session.execute(_WAITING.where(_report.c.id == row.id)).one()
        verdict = _verdict(session, waiting)
        if verdict == Verdict():
            verdict = Verdict(why=_rest(session, waiting))
    elif verdict.word != "gone" and (removed := session.execute(_REMOVED, {"its_id": listing_id}).one_or_none()):
        verdict = Verdict("gone", "It was there when the visit looked; a later one found it gone.", removed.removed_at)
    return ReportView(
        state=_STATES.get(verdict.word, "queued"),
        reason=verdict.why,
        reported_at=row.at,
        count=row.said,
        checked_at=verdict.at,
    )


def settle(session: Session, *, listing_id: int | None = None) -> int:
    """Write down the verdicts that visits gave, of one listing or of all. Returns how many."""
    query = _WAITING if listing_id is None else _WAITING.where(_report.c.listing_id == listing_id)
    settled = 0
    for row in session.execute(query).all():
        verdict = _verdict(session, row)
        if verdict.word:
            values = {"verdict": verdict.word, "why": verdict.why, "checked_at": verdict.at, "waiting": None}
            session.execute(_SETTLE, {"its_id": row.id, **values})
            settled += 1
    return settled


def ask(session: Session, *, now: dt.datetime, listing_id: int | None = None) -> int:
    """Ask for visits of the companies whose listings are doubted. Returns of how many."""
    query = _WAITING if listing_id is None else _WAITING.where(_report.c.listing_id == listing_id)
    doubted = {row.company_id for row in session.execute(query) if row.asked_at is None}
    rested = list(islice((id_ for id_ in sorted(doubted) if _has_rested(session, id_, now)), MOST_ASKED))
    operating.ask(session, rested, now=now)
    return len(rested)


def _has_rested(session: Session, company_id: int, now: dt.datetime) -> bool:
    begun = session.execute(_LAST_BEGUN, {"its_company": company_id}).scalar_one()
    return begun is None or begun <= now - VISIT_AGAIN


def _rest(session: Session, row: Row[Any]) -> str:
    """Until when no visit is asked for, if one came shortly before the report."""
    begun = session.execute(_LAST_BEGUN, {"its_company": row.company_id}).scalar_one()
    if row.asked_at is not None or begun is None or not begun < row.at < begun + VISIT_AGAIN:
        return ""
    return f"The company's board was read shortly before; it is read again after {begun + VISIT_AGAIN:%H:%M} UTC."


class Verdict(NamedTuple):
    """What is known of a report: a word of Report.verdict, why, and since when."""

    word: str = ""
    why: str = ""
    at: dt.datetime | None = None


def _verdict(session: Session, row: Row[Any]) -> Verdict:
    """What the first run says that began after the report."""
    if row.status == "removed":
        return Verdict("gone", "", row.removed_at)
    run = session.execute(_ANSWERING, {"its_company": row.company_id, "since": row.at}).one_or_none()
    if run is None:
        stopped = row.paused_at or row.retired_at or row.switched_off
        return Verdict("unknown", "The company's board is not read for the time being.") if stopped else Verdict()
    if row.missing_since:
        return Verdict("", "The company's board no longer lists it; another visit decides.")
    if run.outcome == "complete" or (run.outcome == "partial" and row.seen_at >= run.started_at):
        return Verdict("there", "", run.finished_at)
    why = f"The company's board could not be read to its end: {causes.told(run.cause)}."
    return Verdict("unknown", why, run.finished_at)
