"""Runs: claim a company, and save what was read.

The fence: claiming raises company.generation, and every later write locks the company's row WHERE the generation is
still the claim's, or raises Superseded with nothing written. So nobody but the latest claim writes a company's
listings, and what was loaded at the claim is true until its close.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import CursorResult, Update, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.errors import JobTrackerError
from jobtracker.lifecycle import Known
from jobtracker.models import CompanyRow, ListingRow, RunRow
from jobtracker.run import Claim, Fingerprint, Prepared
from jobtracker.store import board
from jobtracker.store.companies import to_company

_OPEN = Known(open=True)


class Superseded(JobTrackerError):
    """Another run has claimed the company since: what this one read is not written."""


def claim(session: Session, slug: str, *, now: dt.datetime, version: str) -> Claim:
    """Take a company for one run. Raises LookupError if the table has no such company."""
    raised = update(CompanyRow).where(CompanyRow.slug == slug).values(generation=CompanyRow.generation + 1)
    if not _rows_written(session, raised):
        raise LookupError(slug)
    company = session.execute(select(CompanyRow).where(CompanyRow.slug == slug)).scalar_one()
    session.execute(
        update(RunRow)
        .where(RunRow.company_id == company.id, RunRow.outcome == "running")
        .values(outcome="superseded", finished_at=now, error="another run of this company began")
    )
    run = {"company_id": company.id, "generation": company.generation, "started_at": now}
    run_id = session.execute(insert(RunRow).values(run).returning(RunRow.id)).scalar_one()
    known, open_ = _load_board(session, company.id)
    return Claim(
        company=to_company(company),
        company_id=company.id,
        run_id=run_id,
        generation=company.generation,
        known=known,
        board=open_,
        board_digest=company.board_digest if company.version == version else "",
    )


def _load_board(session: Session, company_id: int) -> tuple[dict[str, Fingerprint], dict[str, Known]]:
    known: dict[str, Fingerprint] = {}
    open_: dict[str, Known] = {}
    rows = session.execute(
        select(
            ListingRow.external_id,
            ListingRow.hash,
            ListingRow.version,
            ListingRow.detail_pending,
            ListingRow.status,
            ListingRow.missing_since,
        ).where(ListingRow.company_id == company_id, ListingRow.status.in_(("open", "staged")))
    )
    for id_, hash_, version, pending, status, missing in rows:
        known[id_] = Fingerprint(hash_, version, pending)
        if status == "open":
            open_[id_] = _OPEN if missing is None else Known(open=True, missing_since=missing)
    return known, open_


def save(session: Session, claim: Claim, prepared: Sequence[Prepared], *, now: dt.datetime) -> None:
    """Write listings before the run is closed: new ones are staged, shown to nobody until it is."""
    lock(session, claim)
    board.write(session, claim.company_id, prepared, status="staged", now=now)


def lock(session: Session, claim: Claim) -> None:
    """Hold the company's row to the end of the transaction, if it is still this claim's."""
    mine = (CompanyRow.id == claim.company_id, CompanyRow.generation == claim.generation)
    if not _rows_written(session, update(CompanyRow).where(*mine).values(generation=claim.generation)):
        raise Superseded(f"{claim.company.slug}: superseded, another run of this company began meanwhile")


def _rows_written(session: Session, statement: Update) -> int:
    """Execute it; how many rows it found."""
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
