"""The search as a feed: RSS 2.0, Atom, JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import orjson
from apiflask import APIBlueprint
from feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from flask import Response, request
from pydantic import create_model

from api import clock
from api.access import access, caller
from api.caching import shared_but_for
from api.database import database
from api.limits import FEED, VIEWS
from api.links import api_address, listing_page, search_page, tag_uri
from api.paging import Paging
from api.schemas.feed import JsonFeed
from api.searching import Asked, Words, cursor_of, is_relative, search_of, url_query, written_search
from jobtracker.normalise.characters import drop_unsafe
from jobtracker.search import Search
from jobtracker.store.cards import Found
from jobtracker.store.cursors import Cursor, encode
from jobtracker.store.listing_views import texts
from jobtracker.store.results import Result, Wish, results

bp = APIBlueprint("feeds", __name__, url_prefix="/api", tag="Listings")
VIEWS |= dict.fromkeys(("feeds.rss", "feeds.atom", "feeds.json_feed"), FEED)


class _Paged(Paging, Words):
    """A page of a feed."""


Wanted = create_model("FeedWanted", __base__=(_Paged, cast("type[_Paged]", Asked)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A result as a feed shows it. Nothing in it holds a control character."""

    id: str
    link: str
    external: str
    title: str
    summary: str
    html: str
    author: str
    published: dt.datetime
    updated: dt.datetime
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, before it is written in one of the formats."""

    title: str
    home: str
    """The same search as a page."""
    address: str
    query: str
    entries: Sequence[Entry]
    next: str | None


def _described(kind: str) -> dict[int | str, Any]:
    schema = {"type": "object" if kind.endswith("json") else "string"}
    return {200: {"description": "The feed.", "content": {kind: {"schema": schema}}}}


@bp.get("/listings.rss")
@bp.input(Wanted, location="query")
@bp.doc(responses=_described("application/rss+xml"))
@access("public")
@shared_but_for(is_relative)
def rss(query_data: _Paged) -> Response:
    """The search as RSS 2.0."""
    return _xml(Rss201rev2Feed, _feed(query_data), "application/rss+xml")


@bp.get("/listings.atom")
@bp.input(Wanted, location="query")
@bp.doc(responses=_described("application/atom+xml"))
@access("public")
@shared_but_for(is_relative)
def atom(query_data: _Paged) -> Response:
    """The search as Atom (RFC 4287)."""
    return _xml(Atom1Feed, _feed(query_data), "application/atom+xml")


@bp.get("/listings.json")
@bp.input(Wanted, location="query")
@bp.output(JsonFeed, content_type="application/feed+json")
@access("public")
@shared_but_for(is_relative)
def json_feed(query_data: _Paged) -> Response:
    """The search as JSON Feed 1.1."""
    feed = _feed(query_data)
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "items": [_json_item(entry) for entry in feed.entries],
    }
    if feed.next:
        body["next_url"] = _address(feed.query, feed.next, query_data.limit)
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), mimetype="application/feed+json")


def _json_item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.link,
        "external_url": entry.external,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": entry.author}],
        "tags": list(entry.tags),
    }


def _xml(kind: type[SyndicationFeed], feed: Feed, mimetype: str) -> Response:
    made = kind(
        title=feed.title,
        link=feed.home,
        description="Jobs that fit a search, the newest first.",
        feed_url=feed.address,
        feed_guid=tag_uri("search", feed.query),
        author_name="Job Tracker",
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.link,
            description=entry.summary if kind is Atom1Feed else entry.html,
            content=entry.html,
            author_name=entry.author,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.tags,
        )
    return Response(made.writeString("utf-8"), mimetype=mimetype)


def _feed(asked: _Paged) -> Feed:
    search = search_of(asked)
    wish = Wish(
        limit=asked.limit,
        after=cursor_of(asked.cursor, search),
        user_id=caller().user_id,
        show_hidden=asked.hidden == "include",
    )
    found = database().read(results, search, wish, now=clock.now())
    html = database().read(texts, [item.listings[0].id for item in found.items])
    query = url_query(written_search(asked, search.filters))
    words = " ".join(drop_unsafe(asked.q).split())
    return Feed(
        title=f"Jobs: {words}" if words else "Jobs",
        home=search_page(query),
        address=_address(query, asked.cursor, asked.limit),
        query=query,
        entries=[_entry(item, html.get(item.listings[0].id, ""), fold=search.fold) for item in found.items],
        next=_cursor(found.next, search),
    )


def _cursor(cursor: Cursor | None, search: Search) -> str | None:
    return encode(cursor, search) if cursor else None


def _address(query: str, cursor: str | None, limit: int) -> str:
    own = [("limit", str(limit))] if limit != Paging().limit else []
    page = url_query(own + ([("cursor", cursor)] if cursor else []))
    return api_address(request.path, "&".join(part for part in (query, page) if part))


def _entry(item: Result, html: str, *, fold: bool) -> Entry:
    one = item.listings[0]
    return Entry(
        id=tag_uri("vacancy", item.vacancy_id) if fold else tag_uri("listing", one.id),
        link=listing_page(one.id),
        external=one.url,
        title=drop_unsafe(f"{one.title} ({one.company_name})"),
        summary=drop_unsafe(_summary(item)),
        html=f"<p>{escape(drop_unsafe(_summary(item)))}</p>{html}",
        author=drop_unsafe(one.company_name),
        published=one.appeared_at if fold else one.first_seen_at,
        updated=max(each.removed_at or each.first_seen_at for each in item.listings),
        tags=[drop_unsafe(tag) for tag in _tags(one)],
    )


def _summary(item: Result) -> str:
    """Company, places, how one works there: one line of text."""
    one = item.listings[0]
    places = dict.fromkeys(place["name"] for each in item.listings for place in each.places)
    parts = [one.company_name, "; ".join(places), one.workplace if one.workplace != "unknown" else "", one.department]
    return " · ".join(part for part in parts if part)


def _tags(one: Found) -> Sequence[str]:
    return [tag for tag in (one.department, *one.employment_types) if tag]
