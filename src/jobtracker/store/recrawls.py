"""Recrawls of many: a canary of ten goes first, and the others follow if it is well.

A company has run when its wish (`asked_at`) is gone, which the claim of a run takes, and its latest run is over. No
clock is compared with another's.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.models import Base
from jobtracker.selection import Chosen
from jobtracker.store import operating
from jobtracker.store.due import VISITED

CANARY = 10
"""So many go first; as many or fewer go all at once."""
ENOUGH = 8
"""So many of them must not fail."""
PATIENCE = dt.timedelta(hours=2)
"""A canary that has not run by then stops it."""

T = TypeVar("T")
_company, _run, _recrawl = (Base.metadata.tables[name] for name in ("company", "run", "recrawl"))


@dataclass(slots=True, frozen=True)
class Progress:
    """One recrawl as operators see it."""

    id: int
    asked_at: dt.datetime
    state: str
    """canary, all, stopped, done."""
    total: int
    waiting: int
    """Companies that have not begun yet."""
    note: str


def begin(session: Session, chosen: Sequence[Chosen], *, now: dt.datetime) -> int | None:
    """Ask for all of them; of more than CANARY for a few first: then the recrawl's id, else None."""
    ids = [company.id for company in chosen]
    if len(ids) <= CANARY:
        operating.ask(session, ids, now=now)
        return None
    canary = [company.id for company in spread(chosen, CANARY)]
    row = {"asked_at": now, "state": "canary", "total": len(ids), "canary": canary, "note": ""}
    number: int = session.connection().execute(_BEGIN, row).scalar_one()
    operating.write(session, ids, recrawl_id=number)
    operating.ask(session, canary, now=now)
    return number


def spread(chosen: Sequence[Chosen], number: int) -> list[Chosen]:
    """So many of them, from as many hosts as there are, and not neighbours by name."""
    by_host: defaultdict[str, list[Chosen]] = defaultdict(list)
    for company in sorted(chosen, key=lambda company: company.slug):
        by_host[company.host].append(company)
    hosts = evenly(sorted(by_host), number)
    quotas = dict.fromkeys(hosts, 0)
    while sum(quotas.values()) < min(number, sum(len(by_host[host]) for host in hosts)):
        host = min((h for h in hosts if quotas[h] < len(by_host[h])), key=lambda h: quotas[h])
        quotas[host] += 1
    return [company for host in hosts for company in evenly(by_host[host], quotas[host])]


def evenly(items: Sequence[T], number: int) -> list[T]:
    """So many of them, as far apart as can be."""
    return [items[len(items) * place // number] for place in range(number)] if number < len(items) else [*items]


_BEGIN = insert(_recrawl).returning(_recrawl.c.id)
_UNDER_WAY = select(_recrawl).where(_recrawl.c.state.in_(("canary", "all"))).order_by(_recrawl.c.id)
_MINE = _company.c.recrawl_id == bindparam("its_id")
_WAITING = select(func.count()).select_from(_company).where(_MINE, _company.c.asked_at.is_not(None), *VISITED)
_ENDED = ("complete", "partial", "failed")
_RESULTS = (
    select(_company.c.slug, _run.c.outcome, _run.c.error)
    .join_from(_company, _run, _run.c.company_id == _company.c.id)
    .where(
        _company.c.asked_at.is_(None),
        _run.c.id.in_(
            select(func.max(_run.c.id))
            .where(_run.c.company_id.in_(bindparam("ids", expanding=True)), _run.c.outcome != "superseded")
            .group_by(_run.c.company_id)
        ),
        _run.c.outcome.in_(_ENDED),
        ~_run.c.error.startswith("interrupted"),
    )
)


def advance(session: Session, *, now: dt.datetime) -> list[str]:
    """Move every recrawl on; one line for each that changed its state."""
    rows = session.connection().execute(_UNDER_WAY).all()
    moved = (_leave_canary(session, row, now) if row.state == "canary" else _finish(session, row) for row in rows)
    return [line for line in moved if line]


def _leave_canary(session: Session, row: Row[Any], now: dt.datetime) -> str:
    results = session.connection().execute(_RESULTS, {"ids": row.canary}).all()
    failed = [each for each in results if each.outcome == "failed"]
    if len(failed) > len(row.canary) - ENOUGH:
        why = f"{len(failed)} of the first {len(row.canary)} failed; {failed[0].slug}: {failed[0].error}"
        return _move(session, row, "stopped", why)
    if len(results) == len(row.canary):
        line = _move(session, row, "all")
        if line:
            rest = select(_company.c.id).where(_MINE, _company.c.id.not_in(row.canary))
            operating.ask(session, session.connection().execute(rest, {"its_id": row.id}).scalars(), now=now)
        return line
    if now - row.asked_at > PATIENCE:
        hours = PATIENCE // dt.timedelta(hours=1)
        return _move(session, row, "stopped", f"after {hours} h {len(results)} of the first {len(row.canary)} had run")
    return ""


def _finish(session: Session, row: Row[Any]) -> str:
    waiting = session.connection().execute(_WAITING, {"its_id": row.id}).scalar_one()
    return "" if waiting else _move(session, row, "done")


def _move(session: Session, row: Row[Any], state: str, note: str = "") -> str:
    """Write the new state, unless another did; those of one that is over are nobody's any more."""
    its = update(_recrawl).where(_recrawl.c.id == row.id, _recrawl.c.state == row.state)
    if not session.connection().execute(its.values(state=state, note=note)).rowcount:
        return ""
    if state in {"stopped", "done"}:
        session.connection().execute(update(_company).where(_company.c.recrawl_id == row.id).values(recrawl_id=None))
    return f"recrawl {row.id}: {state}{note and f': {note}'}"


def progress(session: Session, *, limit: int) -> list[Progress]:
    """The newest recrawls, the newest first."""
    rows = session.connection().execute(select(_recrawl).order_by(_recrawl.c.id.desc()).limit(limit)).all()
    return [_progress(session, row) for row in rows]


def _progress(session: Session, row: Row[Any]) -> Progress:
    waiting = session.connection().execute(_WAITING, {"its_id": row.id}).scalar_one()
    if row.state == "canary":
        waiting += row.total - len(row.canary)
    return Progress(row.id, row.asked_at, row.state, row.total, waiting, row.note)
