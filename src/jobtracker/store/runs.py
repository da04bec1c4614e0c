"""Runs: claim a company, and save what was read.

The fence: claiming raises company.generation, and every later write locks the company's row WHERE the generation is
still the claim's, or raises Superseded with nothing written. So nobody but the latest claim writes a company's
listings, and what was loaded at the claim is true until its close.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Update, and_, bindparam, case, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.causes import OURS
from jobtracker.company import Company
from jobtracker.errors import JobTrackerError
from jobtracker.lifecycle import Evidence, Known
from jobtracker.models import Base
from jobtracker.run import Claim, Fingerprint, Prepared
from jobtracker.schedule import Rate
from jobtracker.store import board, listings
from jobtracker.store.companies import to_company
from jobtracker.store.due import CLAIM_LAPSES, VISITED, is_due
from jobtracker.store.visits import next_visit

_OPEN = Known(open=True)


class Superseded(JobTrackerError):
    """Another run has claimed the company since: what this one read is not written."""


class NotDue(JobTrackerError):
    """The company is not due any more: it was crawled or paused since it was put into the queue."""


def claim(
    session: Session,
    slug: str,
    *,
    now: dt.datetime,
    version: Callable[[Company], str],
    node: str = "",
    only_due: bool = False,
) -> Claim:
    """Take a company for one run. Raises LookupError if the table has no such company.

    `version` says by which adapter and rules it will be read. `only_due` is for a node, which goes by a queue that may
    be out of date: raises NotDue. The board is loaded, unless there is a digest of it to try first.
    """
    its = {"its_slug": slug, "now": now, "lapses": now + CLAIM_LAPSES}
    if not rows_written(session, _RAISE_IF_DUE if only_due else _RAISE, its):
        if session.connection().execute(_COMPANY, {"its_slug": slug}).first() is None:
            raise LookupError(slug)
        raise NotDue(f"{slug}: not due")
    company = session.connection().execute(_COMPANY, {"its_slug": slug}).one()
    session.connection().execute(_END_RUNNING, {"its_id": company.id, "now": now})
    run = {"company_id": company.id, "ats": company.ats, "generation": company.generation}
    run |= {"started_at": now, "node": node}
    reads = version(to_company(company))
    claimed = Claim(
        company=to_company(company),
        company_id=company.id,
        run_id=session.connection().execute(_BEGIN, run).scalar_one(),
        generation=company.generation,
        version=reads,
        interval=dt.timedelta(seconds=company.interval or company.learnt_interval),
        failures=company.failures,
        failing_since=company.failing_since,
        last_complete_at=company.last_complete_at,
        learns=company.interval is None,
        rate=Rate(**company.pace or {}),
        midday=company.midday,
        board_digest=company.board_digest if company.version == reads else "",
        open_count=company.open_count,
    )
    return claimed if claimed.board_digest else load(session, claimed)


# Statements go to the tables and are made once: they are most of a quiet run.
_company, _run, _listing = (Base.metadata.tables[name] for name in ("company", "run", "listing"))
_RAISE = (
    update(_company)
    .where(_company.c.slug == bindparam("its_slug"))
    .values(generation=_company.c.generation + 1, due_at=bindparam("lapses"), asked_at=None)
)
_RAISE_IF_DUE = _RAISE.where(*VISITED, is_due(bindparam("now")))
_COMPANY = select(_company).where(_company.c.slug == bindparam("its_slug"))
_END_RUNNING = (
    update(_run)
    .where(_run.c.company_id == bindparam("its_id"), _run.c.outcome == "running")
    .values(outcome="superseded", finished_at=bindparam("now"), error="another run of this company began")
)
_FAIL = (
    update(_run)
    .where(_run.c.id == bindparam("its_id"), _run.c.outcome == "running")
    .values(outcome="failed", finished_at=bindparam("now"), error=bindparam("why"), cause=OURS)
)
_KEEP_LOG = (
    update(_run)
    .where(_run.c.id == bindparam("its_id"), _run.c.outcome.in_(("superseded", "failed")))
    .values(log=bindparam("lines"))
)
_BEGIN = insert(_run).returning(_run.c.id)
OF_CLAIM = update(_company).where(_company.c.id == bindparam("its_id"), _company.c.generation == bindparam("mine"))
"""Changes a company that is still this claim's."""
_SAME = and_(_company.c.name == bindparam("its_name"), _company.c.ats == bindparam("its_ats"))
_LOCK = OF_CLAIM.values(board_digest="", index_due=case((_SAME, _company.c.index_due), else_=_company.c.index_due + 1))
_BOARD = select(
    *(
        _listing.c[name]
        for name in ("id", "external_id", "hash", "version", "detail_pending", "status", "missing_since")
    )
).where(_listing.c.company_id == bindparam("its_id"), _listing.c.status.in_(("open", "staged")))


def load(session: Session, claim: Claim) -> Claim:
    """The claim with its board: what the store holds of the company."""
    known: dict[str, Fingerprint] = {}
    open_: dict[str, Known] = {}
    rows: dict[str, int] = {}
    found = session.connection().execute(_BOARD, {"its_id": claim.company_id})
    for row_id, id_, hash_, version, pending, status, missing in found:
        known[id_] = Fingerprint(hash_, version, pending)
        if status == "open":
            rows[id_] = row_id
            open_[id_] = _OPEN if missing is None else Known(open=True, missing_since=missing)
    return replace(claim, loaded=True, known=known, board=open_, rows=rows)


def save(session: Session, claim: Claim, prepared: Sequence[Prepared], *, now: dt.datetime) -> None:
    """Write listings before the run is closed: new ones are staged, shown to nobody until it is."""
    lock(session, claim)
    written = listings.write(session, claim.company_id, prepared, status="staged", now=now)
    board.add_events(session, claim.company_id, written.changed, at=now)


def fail(session: Session, claim: Claim, error: str, *, now: dt.datetime) -> None:
    """Note why a run could not be closed, unless it was after all, and when its company is tried again."""
    if rows_written(session, _FAIL, {"its_id": claim.run_id, "now": now, "why": error}):
        stands = next_visit(claim, "failed", Evidence(problems=[error], causes=[OURS]), now)
        session.connection().execute(OF_CLAIM, {"its_id": claim.company_id, "mine": claim.generation, **stands})


def keep_log(session: Session, claim: Claim, log: str) -> None:
    """Keep the lines of a run that came to no close of its own: it was superseded, or its close failed."""
    session.connection().execute(_KEEP_LOG, {"its_id": claim.run_id, "lines": log})


def lock(session: Session, claim: Claim) -> None:
    """Hold the company's row to the end of the transaction, if it is still this claim's.

    Whoever writes listings makes the digest of the last complete run's answer worthless: that answer, come again, would
    be taken for the board as it is now stored. Only the close of a complete run sets a new one. If the company got
    another name since the claim, what this run writes is found by the old one, and is indexed again.
    """
    its = {"its_name": claim.company.name, "its_ats": claim.company.ats}
    if not rows_written(session, _LOCK, {"its_id": claim.company_id, "mine": claim.generation, **its}):
        raise superseded(claim)


def superseded(claim: Claim) -> Superseded:
    """What a run is told that is not its company's latest."""
    return Superseded(f"{claim.company.slug}: superseded, another run of this company began meanwhile")


def rows_written(session: Session, statement: Update, values: Mapping[str, object]) -> int:
    """Execute it; how many rows it found."""
    return session.connection().execute(statement, values).rowcount
