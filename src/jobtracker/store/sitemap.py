"""What a search engine is told to read: open listings and companies, in blocks of ids that no new row moves."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from jobtracker.models import Base

Kind = Literal["listings", "companies"]
MOST = 50_000
"""Addresses of one sitemap (sitemaps.org)."""
LAST = 10**12
"""No id is in a later block: larger numbers are not ours, nor any database's."""
_company, _listing = Base.metadata.tables["company"], Base.metadata.tables["listing"]


def blocks(session: Session, kind: Kind) -> list[int]:
    """The numbers of the blocks in which there is something."""
    table, shown, _ = _OF[kind]
    last = session.scalar(select(func.max(table.c.id))) or 0
    return [block for block in range(last // MOST + 1) if _any(session, table, shown, block)]


def names(session: Session, kind: Kind, block: int) -> list[str]:
    """What stands in a block: ids of open listings, slugs of companies that are watched."""
    table, shown, name = _OF[kind]
    if block > LAST:
        return []
    found = select(name).where(shown, *_within(table, block)).order_by(table.c.id)
    return [str(each) for each in session.scalars(found)]


def _any(session: Session, table: Any, shown: ColumnElement[bool], block: int) -> bool:
    return session.scalar(select(table.c.id).where(shown, *_within(table, block)).limit(1)) is not None


def _within(table: Any, block: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.id >= block * MOST, table.c.id < (block + 1) * MOST


_OF: dict[Kind, tuple[Any, ColumnElement[bool], Any]] = {
    "listings": (_listing, _listing.c.status == "open", _listing.c.id),
    "companies": (_company, _company.c.retired_at.is_(None), _company.c.slug),
}
