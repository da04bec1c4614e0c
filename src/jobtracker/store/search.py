"""Find listings: pages, counts and facets of a search; and read all of them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from jobtracker.models import CompanyRow, ListingBody, ListingRow
from jobtracker.search import Search
from jobtracker.store.asking import Asked, ask, search_table
from jobtracker.store.cards import Card, cards
from jobtracker.store.cursors import Cursor
from jobtracker.store.facets import Facets, count_facets
from jobtracker.store.facets import newest as newest_hits
from jobtracker.store.hit_counts import Count, count_hits
from jobtracker.store.hits import Hits, Order
from jobtracker.store.paging import listings_in_order, vacancies_in_order
from jobtracker.store.relevance import by_relevance
from jobtracker.store.unseen import NOTHING, Unseen

BATCH: Final = 1_000


@dataclass(slots=True, frozen=True)
class Page:
    """Some results. It may hold fewer than were asked for, even none, and yet lead on: then the search was bounded."""

    cards: tuple[Card, ...]
    next: Cursor | None


def page(
    session: Session,
    search: Search,
    *,
    now: dt.datetime,
    after: Cursor | None = None,
    limit: int = 25,
    without: Unseen = NOTHING,
) -> Page:
    """The first results after a cursor, without what somebody does not want to see."""
    return page_of(ask(session, search, now=now, without=without), search, now=now, after=after, limit=limit)


def page_of(
    asked: Asked, search: Search, *, now: dt.datetime, after: Cursor | None, limit: int, newest: Hits | None = None
) -> Page:
    """The first results after a cursor. `newest`: those of the search that were looked for already."""
    if search.sort == "relevance":
        best = by_relevance(asked, search, after, limit)
        return Page(cards(asked.session, best.groups, now), best.next)
    order, key = Order(by_pay=search.sort == "pay"), after.key if after and after.key else None
    in_order = vacancies_in_order if search.fold else listings_in_order
    part = in_order(asked, order, key, limit, seen=newest if key is None and not order.by_pay else None)
    return Page(cards(asked.session, part.groups, now), Cursor("order", part.after) if part.after else None)


def first(session: Session, search: Search, *, now: dt.datetime, limit: int) -> list[Card]:
    """So many of the first results, however many pages they take."""
    found: list[Card] = []
    after: Cursor | None = None
    while len(found) < limit:
        some = page(session, search, now=now, after=after, limit=min(limit - len(found), BATCH))
        found += some.cards
        if some.next is None:
            break
        after = some.next
    return found


def count(session: Session, search: Search, *, now: dt.datetime, without: Unseen = NOTHING) -> Count:
    """How many fit, up to 10,000 listings."""
    return count_hits(ask(session, search, now=now, without=without))


def facets(session: Session, search: Search, *, now: dt.datetime, without: Unseen = NOTHING) -> Facets:
    """What the newest hits have in common: 300 of them, or 210 where those take long."""
    newest = newest_hits(ask(session, search, now=now, without=without))
    return count_facets(session, search, newest, now=now, without=without)


def without_pay(session: Session, search: Search, *, now: dt.datetime, without: Unseen = NOTHING) -> Count:
    """How many fit but for their pay, which is not known."""
    filters = replace(search.filters, pay_min=None, pay_source="any", has_pay=False)
    asked = ask(session, replace(search, filters=filters), now=now, without=without)
    return count_hits(replace(asked, bounds=(*asked.bounds, search_table.c.pay < 0)))


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
