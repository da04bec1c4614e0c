"""What operators do to many companies at once, with one row in the audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, Incident
from jobtracker.selection import Chosen, Selection
from jobtracker.store import operating, recrawls
from jobtracker.store.acting import Stands, Unknown
from jobtracker.store.audit import Actor, note_all
from jobtracker.store.selecting import find


@dataclass(slots=True, frozen=True)
class Asked:
    """What a recrawl began with."""

    recrawl: int | None
    """None: so few that all were asked for at once."""
    companies: int


@dataclass(slots=True, frozen=True)
class Reset:
    """Whose back-off was ended: how many, and the hosts whose breakers are to be closed, too."""

    companies: int
    hosts: Sequence[str]


def recrawl(session: Session, selection: Selection, *, by: Actor, now: dt.datetime) -> Asked:
    """Ask for a visit of all that are meant and visited; of many ten first. Raises Stands, Unknown."""
    chosen = [company for company in _find(session, selection) if company.visited]
    if not chosen:
        raise Stands("all that are meant are paused or switched off")
    if len(chosen) > recrawls.CANARY and (number := _under_way(session, chosen)):
        raise Stands(f"recrawl {number} is under way with some of them")
    number = recrawls.begin(session, chosen, now=now)
    about = {"recrawl": number} if number else {}
    note_all(session, by, "company.recrawl", [each.slug for each in chosen], now=now, **about, **_which(selection))
    return Asked(number, len(chosen))


def _under_way(session: Session, chosen: Sequence[Chosen]) -> int | None:
    ids = {company.id for company in chosen}
    busy = session.execute(select(CompanyRow.id, CompanyRow.recrawl_id).where(CompanyRow.recrawl_id.is_not(None)))
    return next((row.recrawl_id for row in busy if row.id in ids), None)


def pause(session: Session, selection: Selection, why: str, *, by: Actor, now: dt.datetime) -> int:
    """Visit them no more until they are resumed. Returns how many. Raises Stands, Unknown."""
    return _all(session, selection, "company.pause", partial(operating.pause, why=why), by=by, now=now, why=why)


def resume(session: Session, selection: Selection, *, by: Actor, now: dt.datetime) -> int:
    """Visit them again, from now on. Returns how many. Raises Stands, Unknown."""
    return _all(session, selection, "company.resume", operating.resume, by=by, now=now)


def reset(session: Session, selection: Selection, *, by: Actor, now: dt.datetime) -> Reset:
    """End their back-off. Their hosts are the caller's to reset. Raises Stands, Unknown."""
    number = _all(session, selection, "company.reset", operating.reset, by=by, now=now)
    return Reset(number, sorted({company.host for company in _find(session, selection)} - {""}))


def _all(
    session: Session,
    selection: Selection,
    act: str,
    do: Callable[..., None],
    *,
    by: Actor,
    now: dt.datetime,
    **detail: str,
) -> int:
    chosen = _find(session, selection)
    do(session, [company.id for company in chosen], now=now)
    note_all(session, by, act, [each.slug for each in chosen], now=now, **detail, **_which(selection))
    return len(chosen)


def _find(session: Session, selection: Selection) -> list[Chosen]:
    """The companies that are meant. Raises Unknown, Stands."""
    if selection.incident is not None and session.get(Incident, selection.incident) is None:
        raise Unknown(selection.incident)
    chosen = find(session, selection)
    if missing := set(selection.slugs) - {company.slug for company in chosen}:
        raise Stands(f"{min(missing)} is no company that is read and fits the rest")
    if not chosen:
        over = f"incident {selection.incident} is over" if selection.incident is not None else "no company fits"
        raise Stands(f"{over}: nothing is done")
    return chosen


def _which(selection: Selection) -> dict[str, int]:
    return {"incident": selection.incident} if selection.incident is not None else {}
