"""Incidents: failures that share ATS, cause and time are one thing that is wrong.

A company that fails belongs to an incident from its third failure in a row on, or at once if OUTBREAK of its ATS fail
alike within an hour, or if its ATS has such an incident already. It stays until it is well, whatever it fails of
meanwhile: sites under load answer 429 and 503 in turn. All statements are about sets: 5,000 companies cost no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, case, func, insert, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.models import Base
from jobtracker.store.due import CLAIM_LAPSES, VISITED

IN_A_ROW = 3
"""Failures after which a company alone is an incident."""
OUTBREAK = 5
"""Companies of one ATS that begin to fail alike within AT_ONCE are one at once."""
AT_ONCE = dt.timedelta(hours=1)
WELL_AGAIN = 3
"""So many of an incident's companies had a complete run since: the others need not sit out their back-off."""

_company, _incident, _run = (Base.metadata.tables[name] for name in ("company", "incident", "run"))

FAILING = (_company.c.cause != "", *VISITED)
"""Companies that fail now; of those that nobody visits, nobody knows."""
GROUP = case((_company.c.ats != "", _company.c.ats), else_=_company.c.slug)
"""Whose failures belong together: an ATS, or a site of its own."""


@dataclass(slots=True)
class Sweep:
    """What `sweep` did, in numbers: incidents, incidents, companies."""

    opened: int = 0
    closed: int = 0
    freed: int = 0
    """Companies whose back-off ended, since their ATS is well again."""


def sweep(session: Session, *, now: dt.datetime) -> Sweep:
    """Open, fill and close incidents by how the companies do now. A second one at the same time waits for this one."""
    run = session.connection().execute
    run(_LOCK)
    did = Sweep(opened=_open(session, now))
    run(_JOIN)
    run(_COUNT)
    did.freed = _free(session, now)
    _tell_again(session, now)
    did.closed = _close(session, now)
    return did


# One row that all sweeps take first, since MariaDB has no unique index over open incidents only.
_LOCK = select(_company.c.id).order_by(_company.c.id).limit(1).with_for_update()
_OPEN_ALIKE = (_incident.c.closed_at.is_(None), _incident.c.ats == GROUP, _incident.c.cause == _company.c.cause)
_JOIN = (
    update(_company)
    .where(*FAILING, _company.c.incident_id.is_(None), select(_incident.c.id).where(*_OPEN_ALIKE).exists())
    .values(incident_id=select(func.min(_incident.c.id)).where(*_OPEN_ALIKE).scalar_subquery())
)
_FRESH = func.sum(case((_company.c.failing_since > bindparam("since"), 1), else_=0))
_WORTH_ONE = (
    select(
        GROUP.label("ats"),
        _company.c.cause,
        func.count().label("companies"),
        func.min(_company.c.failing_since).label("first_at"),
        func.max(_company.c.failing_since).label("last_at"),
        func.max(_company.c.id).label("example"),
    )
    .where(*FAILING, _company.c.incident_id.is_(None))
    .group_by(GROUP, _company.c.cause)
    .having(or_(func.max(_company.c.failures) >= IN_A_ROW, _FRESH >= OUTBREAK))
)
_OPEN = select(_incident.c.ats, _incident.c.cause).where(_incident.c.closed_at.is_(None))
_LAST_ERRORS = (
    select(_company.c.id, _company.c.slug, _run.c.error)
    .join_from(_company, _run, _run.c.company_id == _company.c.id)
    .where(
        _run.c.id.in_(
            select(func.max(_run.c.id))
            .where(_run.c.company_id.in_(bindparam("ids", expanding=True)), _run.c.error != "")
            .group_by(_run.c.company_id)
        )
    )
)


def _open(session: Session, now: dt.datetime) -> int:
    """Open what failures are worth one and have none."""
    known = {tuple(row) for row in session.connection().execute(_OPEN)}
    worth = session.connection().execute(_WORTH_ONE, {"since": now - AT_ONCE}).all()
    fresh = [row for row in worth if (row.ats, row.cause) not in known]
    if fresh:
        errors = last_errors(session, [row.example for row in fresh])
        session.connection().execute(insert(_incident), [_new(row, errors, now) for row in fresh])
    return len(fresh)


def _new(row: Row[Any], errors: Mapping[int, str], now: dt.datetime) -> dict[str, Any]:
    about = {"ats": row.ats, "cause": row.cause, "companies": row.companies}
    example = errors.get(row.example, "much of their boards is missing, and waits: see `companies held`")
    return about | {"example": example, "opened_at": row.first_at or now, "last_at": row.last_at or now}


def last_errors(session: Session, company_ids: Sequence[int]) -> dict[int, str]:
    """The last error of each company that had one, after its slug."""
    found = session.connection().execute(_LAST_ERRORS, {"ids": company_ids})
    return {row.id: f"{row.slug}: {row.error}" for row in found}


_MEMBERS = (_company.c.incident_id == _incident.c.id, *FAILING)
_NUMBER = select(func.count()).select_from(_company).where(*_MEMBERS).scalar_subquery()
_LATEST = select(func.max(_company.c.failing_since)).where(*_MEMBERS).scalar_subquery()
_COUNT = (
    update(_incident)
    .where(_incident.c.closed_at.is_(None))
    .values(
        companies=case((_incident.c.companies < _NUMBER, _NUMBER), else_=_incident.c.companies),
        last_at=func.coalesce(_LATEST, _incident.c.last_at),
    )
)

_IDS: Any = bindparam("ids", expanding=True)
_WELL = (
    select(_company.c.incident_id)
    .where(_company.c.incident_id.is_not(None), _company.c.cause == "")
    .group_by(_company.c.incident_id)
    .having(func.count() >= WELL_AGAIN)
)
_RUNNING = select(_run.c.id).where(
    _run.c.company_id == _company.c.id, _run.c.started_at > bindparam("since"), _run.c.outcome == "running"
)
_FREE = (
    update(_company)
    .where(_company.c.incident_id.in_(_IDS), *FAILING, _company.c.due_at > bindparam("now"), ~_RUNNING.exists())
    .values(due_at=bindparam("now"), failures=0)
)
_LET_GO = update(_company).where(_company.c.incident_id.in_(_IDS)).values(incident_id=None)


def _free(session: Session, now: dt.datetime) -> int:
    """End the back-off where an ATS is well again; its well companies leave, so that it takes as many for the next."""
    well = session.connection().execute(_WELL).scalars().all()
    if not well:
        return 0
    values = {"ids": well, "now": now, "since": now - CLAIM_LAPSES}
    freed = session.connection().execute(_FREE, values).rowcount
    session.connection().execute(_LET_GO.where(_company.c.cause == ""), {"ids": well})
    return freed


_TOLD = (
    select(_incident.c.id, _incident.c.alerted_at)
    .join_from(_incident, _company, _company.c.incident_id == _incident.c.id)
    .where(_incident.c.alerted_at <= bindparam("since"), _company.c.failing_since > bindparam("since"), *FAILING)
    .group_by(_incident.c.id, _incident.c.alerted_at)
    .having(func.count() >= OUTBREAK)
)
_BEGAN = (
    select(func.count())
    .select_from(_company)
    .where(
        _company.c.incident_id == bindparam("its_id"), _company.c.failing_since.between(bindparam("a"), bindparam("b"))
    )
)
_FORGET = (
    update(_incident)
    .where(_incident.c.id.in_(_IDS))
    .values(alerting_at=None, alerted_at=None, posting_at=None, posted_at=None)
)


def _tell_again(session: Session, now: dt.datetime) -> None:
    """An outbreak is told, though a few companies of its ATS failed alike before, and were told of."""
    grown = session.connection().execute(_TOLD, {"since": now - AT_ONCE}).all()
    windows = [{"its_id": id_, "a": told - AT_ONCE, "b": told} for id_, told in grown]
    few = [w["its_id"] for w in windows if session.connection().execute(_BEGAN, w).scalar_one() < OUTBREAK]
    if few:
        session.connection().execute(_FORGET, {"ids": few})


_OVER = select(_incident.c.id).where(_incident.c.closed_at.is_(None), ~select(_company.c.id).where(*_MEMBERS).exists())


def _close(session: Session, now: dt.datetime) -> int:
    over = session.connection().execute(_OVER).scalars().all()
    if over:
        session.connection().execute(update(_incident).where(_incident.c.id.in_(over)).values(closed_at=now))
        session.connection().execute(_LET_GO, {"ids": over})
    return len(over)
