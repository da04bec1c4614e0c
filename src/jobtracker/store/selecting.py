"""Find the companies of a selection."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from jobtracker.models import Base
from jobtracker.selection import Chosen, Selection
from jobtracker.store.board import chunks
from jobtracker.store.due import VISITED

_company, _listing = Base.metadata.tables["company"], Base.metadata.tables["listing"]
WAITING = (_listing.c.status == "open", _listing.c.missing_since.is_not(None))
"""Listings whose loss is held."""


def find(session: Session, selection: Selection) -> list[Chosen]:
    """The companies of a selection, by slug."""
    columns = (_company.c.id, _company.c.slug, _company.c.host, and_(*VISITED).label("visited"))
    query = select(*columns).where(_company.c.retired_at.is_(None), *_conditions(selection))
    names: list[list[str]] = list(chunks(dict.fromkeys(selection.slugs))) or [[]]
    found = [
        Chosen(row.id, row.slug, row.host, bool(row.visited))
        for some in names
        for row in session.connection().execute(query.where(_company.c.slug.in_(some)) if some else query)
    ]
    return sorted(found, key=lambda company: company.slug)


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    held = select(_listing.c.company_id).where(*WAITING)
    conditions = [
        (selection.ats, _company.c.ats == selection.ats),
        (selection.country, _company.c.country == selection.country),
        (selection.cause, _company.c.cause == selection.cause),
        (selection.incident is not None, _company.c.incident_id == selection.incident),
        (selection.failing, _company.c.cause != ""),
        (selection.held, _company.c.id.in_(held)),
        (selection.paused, _company.c.paused_at.is_not(None)),
    ]
    return [condition for wanted, condition in conditions if wanted]


def known_slugs(session: Session) -> list[str]:
    """Every company's slug."""
    return list(session.connection().execute(select(_company.c.slug)).scalars())
