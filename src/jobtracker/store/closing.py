"""Close a run: one transaction compares the board with what is known and writes what follows from it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from jobtracker import lifecycle
from jobtracker.causes import EMPTY
from jobtracker.lifecycle import Changes, Evidence, Verdict
from jobtracker.models import Base
from jobtracker.run import Claim, Prepared, RunReport
from jobtracker.store import board, listings, runs
from jobtracker.store.board import Event
from jobtracker.store.deciding import decide, removed_rows
from jobtracker.store.visits import next_visit


def close(
    session: Session,
    claim: Claim,
    evidence: Evidence,
    prepared: Sequence[Prepared],
    *,
    now: dt.datetime,
    digest: str = "",
    unchanged: bool = False,
    log: str = "",
    seconds: float = 0.0,
) -> RunReport:
    """End a run: judge it, compare the board with what is known, write what follows. All or nothing.

    `unchanged` says that the board is byte for byte the last complete run's, so that its ids need not be read.
    """
    if unchanged and not evidence.problems and claim.open_count >= (evidence.min_listings or 1):
        return _confirm(session, claim, evidence, {"finished_at": now, "seconds": seconds, "log": log})
    before = session.connection().execute(_BEFORE, {"its_id": claim.run_id}).one()
    if before.finished_at is not None and before.outcome != "superseded":
        return _report(claim, before._asdict())  # an earlier try of this very transaction was committed after all
    runs.lock(session, claim)
    if not claim.loaded:
        claim = runs.load(session, claim)
    if unchanged:
        evidence.seen |= claim.board.keys()
    verdict = lifecycle.judge(evidence)
    if verdict.outcome == "failed":
        prepared = []
    removed = removed_rows(session, claim, evidence)
    changes = decide(session, claim, before.ats, evidence, verdict=verdict, removed=removed, prepared=prepared, now=now)
    baseline = lifecycle.is_baseline(
        before.last_complete_at,
        now,
        version_changed=_adapter(before.version) != _adapter(claim.version),
        migrated=bool(changes.migrated),
    )
    ending = {"finished_at": now, "seconds": seconds, "log": log, "baseline": baseline}
    ending |= _counts(verdict, evidence, changes)
    written = {"new": 0}
    if verdict.outcome != "failed":
        prepared = [p for p in prepared if p.external_id not in evidence.departed]
        written = _write(session, claim, changes, prepared, removed=removed, baseline=baseline, now=now)
    ending |= written
    stands = _stands(session, claim, evidence, verdict, changes, held_since=before.held_since, digest=digest, now=now)
    stands |= next_visit(claim, verdict.outcome, evidence, now, new=0 if baseline else written["new"])
    stands |= _of_holds(claim, changes, stands["due_at"], now)
    session.connection().execute(_UPDATE_COMPANY, {"its_id": claim.company_id, **stands})
    session.connection().execute(_UPDATE_RUN, {"its_id": claim.run_id, **ending})
    return _report(claim, ending)


def _stands(
    session: Session,
    claim: Claim,
    evidence: Evidence,
    verdict: Verdict,
    changes: Changes,
    *,
    held_since: dt.datetime | None,
    digest: str,
    now: dt.datetime,
) -> dict[str, Any]:
    """How the company's board stands after the run, in columns of its row."""
    if verdict.outcome == "complete":
        stands = _settle(session, claim, changes, held_since=held_since, now=now)
        return stands | {"version": claim.version, "board_digest": "" if changes.held else digest}
    if verdict.outcome == "partial":
        seen = [claim.rows[id_] for id_ in evidence.seen & claim.rows.keys()]
        board.set_state(session, seen, seen_at=now)
    return _emptied(claim, evidence, held_since=held_since, now=now)


def _of_holds(claim: Claim, changes: Changes, due_at: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    """What a loss that waits changes of the company: it is looked at again soon, and operators can see that it is."""
    stands: dict[str, Any] = {}
    if "big loss" in changes.held.values():  # of five boards of an ATS at once it is an incident
        stands |= {"cause": EMPTY, "failing_since": claim.failing_since or now}
    if any(id_ in changes.back or claim.board[id_].missing_since is None for id_ in changes.held):
        stands["due_at"] = min(due_at, now + lifecycle.LOOK_AGAIN)
    return stands


def _confirm(session: Session, claim: Claim, evidence: Evidence, about: dict[str, Any]) -> RunReport:
    """End a run that found the board as the last complete one left it, when nothing was held: two statements."""
    mine, now = {"its_id": claim.company_id, "mine": claim.generation}, about["finished_at"]
    stands = {"last_complete_at": now, "held_since": None, **next_visit(claim, "complete", evidence, now)}
    if not runs.rows_written(session, runs.OF_CLAIM, {**mine, **stands}):
        raise runs.superseded(claim)
    ending = {"outcome": "complete", "seen": claim.open_count, **about}
    session.connection().execute(_UPDATE_RUN, {"its_id": claim.run_id, **ending})
    return _report(claim, ending)


_company, _run, _listing, _event = (
    Base.metadata.tables[name] for name in ("company", "run", "listing", "listing_event")
)
_UPDATE_RUN = update(_run).where(_run.c.id == bindparam("its_id"))
_UPDATE_COMPANY = update(_company).where(_company.c.id == bindparam("its_id"))
_REPORTED = ("outcome", "seen", "new", "changed", "removed", "reopened", "held", "error", "seconds")
_BEFORE = (
    select(
        *(_run.c[name] for name in _REPORTED),
        _run.c.finished_at,
        *(_company.c[name] for name in ("ats", "version", "last_complete_at", "held_since")),
    )
    .join_from(_run, _company, _company.c.id == _run.c.company_id)
    .where(_run.c.id == bindparam("its_id"))
)
"""The run as it stands, and where its company's crawls stood before it."""


def _counts(verdict: Verdict, evidence: Evidence, changes: Changes) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome,
        "error": verdict.reason,
        "cause": evidence.cause,
        "seen": len(evidence.seen),
        "new": 0,
        "changed": 0,
        "removed": len(changes.removed),
        "reopened": 0,
        "held": len(changes.held),
        "detail_failures": evidence.detail_failures,
    }


def _write(
    session: Session,
    claim: Claim,
    changes: Changes,
    prepared: Sequence[Prepared],
    *,
    removed: Mapping[str, int],
    baseline: bool,
    now: dt.datetime,
) -> dict[str, int]:
    """Write the listings and what becomes of them. Returns how many are new, and how many say something else."""
    written = listings.write(session, claim.company_id, prepared, status="open", now=now)
    events = written.changed + _apply(session, claim, changes, new=written.inserted, removed=removed, now=now)
    board.add_events(session, claim.company_id, events, at=now, run_id=claim.run_id, baseline=baseline)
    kinds = Counter(event.kind for event in events)
    kinds["changed"] += _adopt_events(session, claim, baseline)
    return {kind: kinds[kind] for kind in ("new", "changed", "reopened")}


def _report(claim: Claim, run: Mapping[Any, Any]) -> RunReport:
    return RunReport(company=claim.company.slug, **{name: run[name] for name in _REPORTED if name in run})


def _adapter(version: str) -> str:
    return version.partition(".")[0]


def _apply(
    session: Session,
    claim: Claim,
    changes: Changes,
    *,
    new: Mapping[str, int],
    removed: Mapping[str, int],
    now: dt.datetime,
) -> list[Event]:
    """Write what becomes of the listings; return an event for each. `new` are those that are open already."""
    staged = board.ids_of(session, claim.company_id, changes.new - new.keys(), "staged")
    board.set_state(session, staged.values(), status="open", first_seen_at=now, seen_at=now)
    events = [Event(id_, "new") for id_ in (*new.values(), *staged.values())]
    reopened = [removed[id_] for id_ in changes.reopened - new.keys()]  # an id may be another job's now
    board.set_state(
        session, reopened, status="open", removed_at=None, removed_reason="", missing_since=None, seen_at=now
    )
    events += [Event(id_, "reopened") for id_ in reopened]
    board.set_state(session, [claim.rows[id_] for id_ in changes.back], missing_since=None)
    for reason in sorted(set(changes.removed.values())):
        lost = [id_ for id_, why in changes.removed.items() if why == reason]
        left = {"status": "removed", "removed_at": now, "removed_reason": reason, "missing_since": None}
        board.set_state(session, [claim.rows[id_] for id_ in lost], **left)
        events += [Event(claim.rows[id_], "removed", {"reason": reason, **_successor(changes, id_)}) for id_ in lost]
    # one that waits already keeps its time, unless it begins anew
    begin = [id_ for id_ in changes.held if id_ in changes.back or claim.board[id_].missing_since is None]
    waiting = [claim.rows[id_] for id_ in begin]
    board.set_state(session, waiting, missing_since=now)
    doubted = [claim.rows[id_] for id_, why in changes.held.items() if why == lifecycle.PAGE_GONE]
    board.set_state(session, doubted, detail_pending=True)
    return events


def _successor(changes: Changes, external_id: str) -> dict[str, str]:
    return {"now": changes.migrated[external_id]} if external_id in changes.migrated else {}


_LEAVINGS = select(_listing.c.id).where(_listing.c.company_id == bindparam("its_id"), _listing.c.status == "staged")
_OPEN = (
    select(func.count())
    .select_from(_listing)
    .where(_listing.c.company_id == bindparam("its_id"), _listing.c.status == "open")
)


def _settle(
    session: Session, claim: Claim, changes: Changes, *, held_since: dt.datetime | None, now: dt.datetime
) -> dict[str, Any]:
    """What only a complete run does: the board is verified as of now, and a crashed run's leavings are cleared."""
    its = {"its_id": claim.company_id}
    board.forget(session, session.connection().execute(_LEAVINGS, its).scalars().all())
    # What only waits for the breaker must not count towards it: it would stay open for ever.
    waits = set(changes.held.values()) - {"breaker", lifecycle.PAGE_GONE}
    return {
        "last_complete_at": now,
        "open_count": session.connection().execute(_OPEN, its).scalar_one(),
        "held_since": min(held_since or now, now) if waits else None,
    }


def _emptied(claim: Claim, evidence: Evidence, *, held_since: dt.datetime | None, now: dt.datetime) -> dict[str, Any]:
    """A board that came empty where that proves nothing counts towards the breaker, too."""
    if not claim.board or evidence.seen or evidence.problems:
        return {}
    return {"held_since": min(held_since or now, now)}


_WAITING_EVENTS = (_event.c.company_id == bindparam("its_company"), _event.c.run_id.is_(None))
_KINDS = select(_event.c.kind).where(*_WAITING_EVENTS)
_ADOPT = update(_event).where(*_WAITING_EVENTS)


def _adopt_events(session: Session, claim: Claim, baseline: bool) -> int:
    """Give this run the company's events that have none yet, a crashed run's included; return how many changed."""
    its = {"its_company": claim.company_id}
    kinds = session.connection().execute(_KINDS, its).scalars().all()
    if kinds:
        session.connection().execute(_ADOPT, its | {"run_id": claim.run_id, "baseline": baseline})
    return kinds.count("changed")
