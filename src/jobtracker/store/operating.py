"""What operators do to companies. All of it may be done twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from jobtracker.models import Base
from jobtracker.store.board import chunks

_company = Base.metadata.tables["company"]
_OF_IDS = update(_company).where(_company.c.id.in_(bindparam("ids", expanding=True)))


def pause(session: Session, ids: Iterable[int], *, why: str, now: dt.datetime) -> None:
    """Visit them no more until they are resumed."""
    write(session, ids, paused_at=now, paused_why=why[:300])


def paused(session: Session) -> list[tuple[str, dt.datetime, str]]:
    """Who is paused: slug, since when, and why."""
    columns = (_company.c.slug, _company.c.paused_at, _company.c.paused_why)
    found = session.execute(select(*columns).where(_company.c.paused_at.is_not(None)).order_by(_company.c.slug))
    return [(slug, since, why) for slug, since, why in found]


def resume(session: Session, ids: Iterable[int], *, now: dt.datetime) -> None:
    """Visit them again, from now on."""
    write(session, ids, paused_at=None, paused_why="", due_at=now, failures=0)


def reset(session: Session, ids: Iterable[int], *, now: dt.datetime) -> None:
    """End their back-off: they are due now, and their failures begin to count anew."""
    write(session, ids, due_at=now, failures=0)


def ask(session: Session, ids: Iterable[int], *, now: dt.datetime) -> None:
    """Ask for a visit ahead of all that is merely due."""
    write(session, ids, asked_at=now)


def write(session: Session, ids: Iterable[int], **values: Any) -> None:
    """Write the same columns of many companies, always in the same order: so two who do cannot wait for each other."""
    for some in chunks(sorted(ids)):
        session.connection().execute(_OF_IDS, {"ids": some, **values})
