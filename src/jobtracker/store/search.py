"""Find listings by words, and read them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from jobtracker import dialects, lifecycle
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.listing import Facts, Pay, Place, WorkFrom, Workplace
from jobtracker.models import CompanyRow, ListingBody, ListingRow
from jobtracker.query import All, Node, Not, Phrase, Word
from jobtracker.store import board

BATCH = 1_000


def search(session: Session, wanted: Node, *, now: dt.datetime, limit: int) -> list[dict[str, Any]]:
    """The newest open listings that fit a query. Left out: unconfirmed ones, and companies long not verified."""
    query = _listings().where(
        ListingRow.status == "open",
        ListingRow.missing_since.is_(None),
        (CompanyRow.last_complete_at > now - lifecycle.UNVERIFIED_AFTER)
        | (ListingRow.seen_at > now - lifecycle.UNVERIFIED_AFTER),
        _fitting(session.get_bind().dialect.name, wanted),
    )
    posted = ListingRow.posted_at
    newest = (ListingRow.first_seen_at.desc(), posted.is_(None), posted.desc(), ListingRow.id.desc())
    return [_mapping(row) for row in session.execute(query.order_by(*newest).limit(limit))]


def _fitting(dialect: str, node: Node) -> ColumnElement[bool]:
    """SQL for a query; the words of a phrase may stand anywhere."""
    if isinstance(node, Word):
        table = dialects.search_table(dialect)
        return ListingRow.id.in_(select(table.c.listing_id).where(dialects.matches(dialect, [node])))
    if isinstance(node, Not):
        return not_(_fitting(dialect, node.node))
    parts = [_fitting(dialect, each) for each in (node.all if isinstance(node, Phrase) else node.nodes)]
    return and_(*parts) if isinstance(node, All | Phrase) else or_(*parts)


def listings(session: Session) -> Iterator[dict[str, Any]]:
    """Every listing that is or was open, with its text, in the order of discovery; read in batches."""
    last = 0
    while True:
        query = _listings(ListingBody.text).join(ListingBody, ListingBody.listing_id == ListingRow.id)
        rows = session.execute(
            query.where(ListingRow.id > last, ListingRow.status != "staged").order_by(ListingRow.id).limit(BATCH)
        ).all()
        if not rows:
            return
        yield from (_mapping(row) | {"text": row.text} for row in rows)
        last = rows[-1].ListingRow.id
        session.expunge_all()


def _listings(*more: Any) -> Select[Any]:
    return select(ListingRow, CompanyRow.slug, CompanyRow.name, *more).join(
        CompanyRow, CompanyRow.id == ListingRow.company_id
    )


def _mapping(row: Row[Any]) -> dict[str, Any]:
    listing: ListingRow = row.ListingRow
    pay = listing.pay[0] if listing.pay else {}
    return {
        "company": row.slug,
        "company_name": row.name,
        "external_id": listing.external_id,
        "title": listing.title,
        "url": listing.url,
        "apply_url": listing.apply_url,
        "places": [place["name"] for place in listing.places],
        "countries": sorted({place["country"] for place in listing.places if place["country"]}),
        "workplace": listing.workplace,
        "work_from": listing.work_from["areas"],
        "employment_types": listing.employment_types,
        "department": listing.department,
        "pay_min": pay.get("min"),
        "pay_max": pay.get("max"),
        "pay_currency": pay.get("currency"),
        "pay_period": pay.get("period"),
        "posted_at": listing.posted_at,
        "first_seen_at": listing.first_seen_at,
        "status": "unconfirmed" if listing.missing_since else listing.status,
        "removed_at": listing.removed_at,
        "language": listing.language,
    }


def reindex(session: Session, after: int) -> tuple[int, int]:
    """Make the tokens of one batch of listings anew from what is stored, beginning after a row id.

    Returns (rows done, last row id); (0, after) at the end.
    """
    rows = session.execute(
        select(ListingRow, ListingBody.text, CompanyRow.slug, CompanyRow.name, CompanyRow.ats)
        .join(ListingBody, ListingBody.listing_id == ListingRow.id)
        .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
        .where(ListingRow.id > after)
        .order_by(ListingRow.id)
        .limit(BATCH)
        .with_for_update(of=ListingRow)  # a crawl that rewrites one of them meanwhile waits
    ).all()
    if not rows:
        return 0, after
    board.unindex(session, [row.ListingRow.id for row in rows])
    board.index(
        session,
        [
            (row.ListingRow.id, document(_facts(row.ListingRow, row.text), Company(row.slug, row.name, row.ats)))
            for row in rows
        ],
    )
    return len(rows), rows[-1].ListingRow.id


def _facts(listing: ListingRow, text: str) -> Facts:
    """What of the facts a document is made of."""
    return Facts(
        title=listing.title,
        department=listing.department,
        places=tuple(Place(**place) for place in listing.places),
        workplace=cast("Workplace", listing.workplace),
        work_from=WorkFrom(tuple(listing.work_from["areas"])),
        employment_types=tuple(listing.employment_types),
        pay=tuple(Pay(**pay) for pay in listing.pay),
        language=listing.language,
        text=text,
    )
