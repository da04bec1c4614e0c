"""Load what a run is compared with beyond its claim, only where it is needed, and let lifecycle decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from jobtracker import lifecycle
from jobtracker.lifecycle import Changes, Evidence, Known, Verdict
from jobtracker.models import Base
from jobtracker.run import Claim, Prepared
from jobtracker.store import board
from jobtracker.store.vacancies import openings

_company, _listing = Base.metadata.tables["company"], Base.metadata.tables["listing"]


def removed_rows(session: Session, claim: Claim, evidence: Evidence) -> dict[str, int]:
    """The row ids of those seen that had been removed."""
    return board.ids_of(session, claim.company_id, evidence.seen - claim.known.keys(), "removed")


def decide(
    session: Session,
    claim: Claim,
    ats: str,
    evidence: Evidence,
    *,
    verdict: Verdict,
    removed: Mapping[str, int],
    prepared: Sequence[Prepared],
    now: dt.datetime,
) -> Changes:
    """Load what the comparison needs beyond the claim, only where it is needed, and compare."""
    known = {**claim.board, **dict.fromkeys(removed, Known(open=False))}
    lost = claim.board.keys() - evidence.seen
    new_keys: dict[str, str] = {}
    if lifecycle.is_big_loss(len(lost), len(claim.board)):
        for opening in openings(session, claim.company_id, now):
            if opening.external_id in known:
                known[opening.external_id] = replace(known[opening.external_id], pair_key=opening.pair_key)
            elif opening.external_id in evidence.seen:  # staged
                new_keys[opening.external_id] = opening.pair_key
        new_keys |= {p.external_id: f"{p.title_key}\n{p.places_key}" for p in prepared}
    breaker = bool(lost) and verdict.outcome == "complete" and _breaker(session, ats, now)
    just_removed = _just_removed(session, claim.company_id, now) if lost else 0
    return lifecycle.compare(
        known, evidence, verdict, now=now, new_keys=new_keys, breaker=breaker, just_removed=just_removed
    )


_JUST_REMOVED = (
    select(func.count())
    .select_from(_listing)
    .where(
        _listing.c.company_id == bindparam("its_id"),
        _listing.c.status == "removed",
        _listing.c.removed_at > bindparam("since"),
        _listing.c.removed_reason == "absent",
    )
)
_HELD_LATELY = _company.c.held_since.between(bindparam("since"), bindparam("now"))  # a clock may have run ahead
_HELD_BOARDS = (
    select(func.count())
    .select_from(_company)
    .where(_company.c.ats == bindparam("ats"), _HELD_LATELY, _company.c.retired_at.is_(None))
)
_BOARDS = (
    select(func.count())
    .select_from(_company)
    .where(
        _company.c.ats == bindparam("ats"),
        (_company.c.open_count > 0) | _HELD_LATELY,
        _company.c.retired_at.is_(None),
    )
)


def _just_removed(session: Session, company_id: int, now: dt.datetime) -> int:
    """How many listings earlier runs of this day removed without a second look."""
    values = {"its_id": company_id, "since": now - lifecycle.LOSSES_ADD_UP}
    return int(session.connection().execute(_JUST_REMOVED, values).scalar_one())


def _breaker(session: Session, ats: str, now: dt.datetime) -> bool:
    """True if boards of this ATS lose too much today for it to be the companies' doing."""
    if not ats:
        return False
    values = {"ats": ats, "since": now - lifecycle.BREAKER_WINDOW, "now": now}
    held = int(session.connection().execute(_HELD_BOARDS, values).scalar_one())
    if held < lifecycle.BREAKER_BOARDS:  # nearly always; so not all the boards need to be counted
        return False
    return lifecycle.breaker_open(held, int(session.connection().execute(_BOARDS, values).scalar_one()))
