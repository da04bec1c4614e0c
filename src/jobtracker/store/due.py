"""What is due, in SQL: the queue in Redis is filled from here, and made again from here if it is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.models import Base

CLAIM_LAPSES = dt.timedelta(hours=1, minutes=5)
"""A company that was claimed so long ago and is not closed is due again: a run's deadline is an hour."""

_company, _run = Base.metadata.tables["company"], Base.metadata.tables["run"]


class DueRow(NamedTuple):
    """A company that is due."""

    slug: str
    host: str
    due_at: dt.datetime | None
    """None: it was never visited."""
    asked_at: dt.datetime | None


VISITED = (
    _company.c.paused_at.is_(None),
    _company.c.retired_at.is_(None),
    _company.c.switched_off == "",
)
"""Companies that are visited at all."""


def is_due(now: Any) -> ColumnElement[bool]:
    """True of a row whose company may be claimed now."""
    return or_(_company.c.due_at.is_(None), _company.c.due_at <= now, _company.c.asked_at.is_not(None))


def due(session: Session, now: dt.datetime) -> list[DueRow]:
    """Every company that is due."""
    columns = (_company.c.slug, _company.c.host, _company.c.due_at, _company.c.asked_at)
    found = session.connection().execute(select(*columns).where(*VISITED, is_due(now)))
    return [DueRow(*row) for row in found]


def in_group(session: Session, *, ats: str = "", country: str = "", companies: Iterable[str] = ()) -> list[str]:
    """The slugs of a group; what is "" or empty is no condition."""
    wanted = select(_company.c.slug)
    for column, value in ((_company.c.ats, ats), (_company.c.country, country)):
        wanted = wanted.where(column == value) if value else wanted
    named = list(companies)
    wanted = wanted.where(_company.c.slug.in_(named)) if named else wanted
    return list(session.connection().execute(wanted).scalars())


def running(session: Session, now: dt.datetime) -> dict[str, tuple[str, dt.datetime]]:
    """The companies that a node is crawling, or was when it died: its name, and when it began."""
    found = session.connection().execute(_RUNNING, {"since": now - CLAIM_LAPSES})
    return {slug: (node, began) for slug, node, began in found}


def give_back(session: Session, slugs: Iterable[str], now: dt.datetime) -> None:
    """Make companies due that were claimed and will not be closed by whoever claimed them."""
    for slug in slugs:
        session.connection().execute(_GIVE_BACK, {"its_slug": slug, "now": now})


def set_aside(session: Session, slug: str, why: str, now: dt.datetime) -> None:
    """Visit it no more until somebody resumes it; its run that nobody will close has failed."""
    its = {"its_slug": slug, "now": now, "why": why}
    session.connection().execute(_PAUSE, its)
    session.connection().execute(_END_RUN, its)


_RUNNING = (
    select(_company.c.slug, _run.c.node, _run.c.started_at)
    .join_from(_run, _company, _company.c.id == _run.c.company_id)
    .where(_run.c.started_at > bindparam("since"), _run.c.outcome == "running", _run.c.node != "")
)
_OF_SLUG = update(_company).where(_company.c.slug == bindparam("its_slug"))
_GIVE_BACK = _OF_SLUG.where(_company.c.due_at > bindparam("now")).values(due_at=bindparam("now"))
_PAUSE = _OF_SLUG.values(paused_at=bindparam("now"), paused_why=bindparam("why"), cause="ours")
_END_RUN = (
    update(_run)
    .where(
        _run.c.company_id == select(_company.c.id).where(_company.c.slug == bindparam("its_slug")).scalar_subquery(),
        _run.c.outcome == "running",
    )
    .values(outcome="failed", finished_at=bindparam("now"), error=bindparam("why"), cause="ours")
)
