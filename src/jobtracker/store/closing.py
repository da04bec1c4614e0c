"""Close a run: one transaction compares the board with what is known and writes what follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from jobtracker import lifecycle
from jobtracker.lifecycle import Changes, Evidence, Known, Verdict
from jobtracker.models import Base, CompanyRow, ListingEvent, ListingRow, RunRow
from jobtracker.run import Claim, Prepared, RunReport
from jobtracker.store import board, runs
from jobtracker.store.runs import lock


def close(
    session: Session,
    claim: Claim,
    evidence: Evidence,
    prepared: Sequence[Prepared],
    *,
    now: dt.datetime,
    version: str,
    digest: str = "",
    unchanged: bool = False,
    log: str = "",
    seconds: float = 0.0,
) -> RunReport:
    """End a run: judge it, compare the board with what is known, write what follows. All or nothing.

    `unchanged` says that the board is byte for byte the last complete run's, so that its ids need not be read.
    """
    if unchanged and not evidence.problems and claim.open_count >= (evidence.min_listings or 1):
        return _confirm(session, claim, {"finished_at": now, "seconds": seconds, "log": log})
    lock(session, claim)
    if not claim.loaded:
        claim = runs.load(session, claim)
    run = session.execute(select(RunRow).where(RunRow.id == claim.run_id)).scalar_one()
    if run.outcome != "running":  # an earlier try of this very transaction was committed after all
        return _report(run, claim.company.slug)
    company = session.execute(select(CompanyRow).where(CompanyRow.id == claim.company_id)).scalar_one()
    if unchanged:
        evidence.seen |= claim.board.keys()
    verdict = lifecycle.judge(evidence)
    if verdict.outcome == "failed":
        prepared = []
    changes = _decide(session, claim, company, evidence, verdict=verdict, prepared=prepared, now=now)
    baseline = lifecycle.is_baseline(
        company.last_complete_at,
        now,
        version_changed=_adapter(company.version) != _adapter(version),
        migrated=bool(changes.migrated),
    )
    if verdict.outcome != "failed":
        board.write(session, claim.company_id, prepared, status="staged", now=now)
        _apply(session, claim.company_id, changes, now)
    if verdict.outcome == "partial":
        seen = board.ids_of(session, claim.company_id, evidence.seen & claim.board.keys(), "open")
        board.set_state(session, seen.values(), seen_at=now)
    if verdict.outcome == "complete":
        _settle_company(session, company, changes, now)
        company.version, company.board_digest = version, "" if changes.held else digest
    elif claim.board and not evidence.seen and not evidence.problems:  # emptied: the breaker counts that too
        company.held_since = company.held_since or now
    changed = _own_events(session, claim, baseline) if verdict.outcome != "failed" else 0
    run.finished_at, run.seconds, run.log, run.baseline = now, seconds, log, baseline
    run.changed = changed
    _count(run, verdict, evidence, changes)
    session.flush()
    return _report(run, claim.company.slug)


def _confirm(session: Session, claim: Claim, about: dict[str, Any]) -> RunReport:
    """End a run that found the board as the last complete one left it, when nothing was held: two statements."""
    mine = {"its_id": claim.company_id, "mine": claim.generation, "now": about["finished_at"]}
    if not runs.rows_written(session, _VERIFY, mine):
        raise runs.superseded(claim)
    session.connection().execute(_END, {"its_id": claim.run_id, "count": claim.open_count, **about})
    return RunReport(company=claim.company.slug, outcome="complete", seen=claim.open_count, seconds=about["seconds"])


_company, _run = Base.metadata.tables["company"], Base.metadata.tables["run"]
_VERIFY = (
    update(_company)
    .where(_company.c.id == bindparam("its_id"), _company.c.generation == bindparam("mine"))
    .values(last_complete_at=bindparam("now"), held_since=None)
)
_END = (
    update(_run)
    .where(_run.c.id == bindparam("its_id"))
    .values(
        outcome="complete",
        seen=bindparam("count"),
        finished_at=bindparam("finished_at"),
        seconds=bindparam("seconds"),
        log=bindparam("log"),
    )
)


def _count(run: RunRow, verdict: Verdict, evidence: Evidence, changes: Changes) -> None:
    run.outcome, run.error = verdict.outcome, verdict.reason
    run.seen, run.new, run.detail_failures = len(evidence.seen), len(changes.new), evidence.detail_failures
    run.removed, run.reopened, run.held = len(changes.removed), len(changes.reopened), len(changes.held)


def _adapter(version: str) -> str:
    return version.partition(".")[0]


def _report(run: RunRow, slug: str) -> RunReport:
    return RunReport(
        company=slug,
        outcome=run.outcome,
        seen=run.seen,
        new=run.new,
        changed=run.changed,
        removed=run.removed,
        reopened=run.reopened,
        held=run.held,
        error=run.error,
        seconds=run.seconds,
    )


def _decide(
    session: Session,
    claim: Claim,
    company: CompanyRow,
    evidence: Evidence,
    *,
    verdict: Verdict,
    prepared: Sequence[Prepared],
    now: dt.datetime,
) -> Changes:
    """Load what the comparison needs beyond the claim, only where it is needed, and compare."""
    known = dict(claim.board)
    unknown = evidence.seen - known.keys()
    known |= dict.fromkeys(board.ids_of(session, claim.company_id, unknown, "removed"), Known(open=False))
    lost = claim.board.keys() - evidence.seen
    new_keys: dict[str, str] = {}
    if lifecycle.is_big_loss(len(lost), len(claim.board)):
        for opening in board.openings(session, claim.company_id, now):
            if opening.external_id in known:
                known[opening.external_id] = replace(known[opening.external_id], pair_key=opening.pair_key)
            elif opening.external_id in evidence.seen:  # staged
                new_keys[opening.external_id] = opening.pair_key
        new_keys |= {p.external_id: f"{p.title_key}\n{p.places_key}" for p in prepared}
    breaker = bool(lost) and verdict.outcome == "complete" and _breaker(session, company, now)
    just_removed = _just_removed(session, company, now) if lost else 0
    return lifecycle.compare(
        known, evidence, verdict, now=now, new_keys=new_keys, breaker=breaker, just_removed=just_removed
    )


def _just_removed(session: Session, company: CompanyRow, now: dt.datetime) -> int:
    """How many listings earlier runs of this day removed without a second look."""
    lately = (ListingRow.removed_at > now - lifecycle.LOSSES_ADD_UP, ListingRow.removed_reason == "absent")
    of_company = (ListingRow.company_id == company.id, ListingRow.status == "removed")
    return session.execute(select(func.count()).where(*of_company, *lately)).scalar_one()


def _breaker(session: Session, company: CompanyRow, now: dt.datetime) -> bool:
    """True if boards of this company's ATS lose too much today for it to be the companies' doing."""
    if not company.ats:
        return False
    window = now - lifecycle.BREAKER_WINDOW
    held, boards = session.execute(
        select(
            func.coalesce(func.sum(case((CompanyRow.held_since > window, 1), else_=0)), 0),
            func.coalesce(
                func.sum(case((or_(CompanyRow.open_count > 0, CompanyRow.held_since > window), 1), else_=0)), 0
            ),
        ).where(CompanyRow.ats == company.ats, CompanyRow.retired_at.is_(None))
    ).one()
    return lifecycle.breaker_open(int(held), int(boards))


def _apply(session: Session, company_id: int, changes: Changes, now: dt.datetime) -> None:
    """Write what becomes of the listings, and an event for each."""
    events = []
    staged = board.ids_of(session, company_id, changes.new, "staged")
    board.set_state(session, staged.values(), status="open", first_seen_at=now, seen_at=now)
    events += [board.event(company_id, id_, "new", now, {}) for id_ in staged.values()]
    reopened = board.ids_of(session, company_id, changes.reopened, "removed")
    board.set_state(
        session,
        reopened.values(),
        status="open",
        removed_at=None,
        removed_reason="",
        missing_since=None,
        seen_at=now,
    )
    events += [board.event(company_id, id_, "reopened", now, {}) for id_ in reopened.values()]
    back = board.ids_of(session, company_id, changes.back, "open")
    board.set_state(session, back.values(), missing_since=None)
    for reason in set(changes.removed.values()):
        ids = board.ids_of(session, company_id, [i for i, r in changes.removed.items() if r == reason], "open")
        board.set_state(
            session, ids.values(), status="removed", removed_at=now, removed_reason=reason, missing_since=None
        )
        events += [
            board.event(company_id, id_, "removed", now, {"reason": reason, **_successor(changes, external)})
            for external, id_ in ids.items()
        ]
    _hold(session, company_id, changes, now)
    board.add_events(session, events)


def _successor(changes: Changes, external_id: str) -> dict[str, str]:
    return {"now": changes.migrated[external_id]} if external_id in changes.migrated else {}


def _hold(session: Session, company_id: int, changes: Changes, now: dt.datetime) -> None:
    """Mark the losses that wait; one that waits already keeps its time."""
    ids = board.ids_of(session, company_id, changes.held, "open")
    for chunk in board.chunks(sorted(ids.values())):
        session.execute(
            update(ListingRow)
            .where(ListingRow.id.in_(chunk), ListingRow.missing_since.is_(None))
            .values(missing_since=now)
        )


def _settle_company(session: Session, company: CompanyRow, changes: Changes, now: dt.datetime) -> None:
    """What only a complete run does: the board is verified as of now, and a crashed run's leavings are cleared."""
    of_company = (ListingRow.company_id == company.id,)
    leavings = session.scalars(select(ListingRow.id).where(*of_company, ListingRow.status == "staged")).all()
    board.forget(session, leavings)
    open_ = select(func.count()).where(*of_company, ListingRow.status == "open")
    company.last_complete_at, company.open_count = now, session.execute(open_).scalar_one()
    # What only waits for the breaker must not count towards it: it would stay open for ever.
    company.held_since = (company.held_since or now) if set(changes.held.values()) - {"breaker"} else None


def _own_events(session: Session, claim: Claim, baseline: bool) -> int:
    """Give this run the company's events that have none yet, a crashed run's included; return how many changed."""
    mine = (ListingEvent.company_id == claim.company_id, ListingEvent.run_id.is_(None))
    changed = session.execute(select(func.count()).where(*mine, ListingEvent.kind == "changed")).scalar_one()
    session.execute(update(ListingEvent).where(*mine).values(run_id=claim.run_id, baseline=baseline))
    return changed
