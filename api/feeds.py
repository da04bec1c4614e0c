"""The search as a feed: RSS 2.0, Atom, JSON Feed 1.1."""

from __future__ import annotations

from typing import cast

from apiflask import APIBlueprint
from feedgenerator import Atom1Feed, Rss201rev2Feed
from flask import Response, request
from pydantic import create_model

from api import clock
from api.access import access, caller
from api.caching import shared_but_for
from api.database import database
from api.feed_writing import ATOM, JSON, RSS, Feed, described, entry, json, xml
from api.limits import FEED, VIEWS
from api.links import api_address, search_page, tag_uri
from api.paging import Paging
from api.schemas.feed import JsonFeed
from api.searching import Asked, Words, cursor_of, is_relative, search_of, url_query, written_search
from jobtracker.normalise.characters import drop_unsafe
from jobtracker.store.cursors import encode
from jobtracker.store.listing_views import texts
from jobtracker.store.results import Wish, results

bp = APIBlueprint("feeds", __name__, url_prefix="/api", tag="Listings")
VIEWS |= dict.fromkeys(("feeds.rss", "feeds.atom", "feeds.json_feed"), FEED)


class _Paged(Paging, Words):
    """A page of a feed."""


Wanted = create_model("FeedWanted", __base__=(_Paged, cast("type[_Paged]", Asked)))


@bp.get("/listings.rss")
@bp.input(Wanted, location="query")
@bp.doc(responses=described(RSS))
@access("public")
@shared_but_for(is_relative)
def rss(query_data: _Paged) -> Response:
    """The search as RSS 2.0."""
    return xml(Rss201rev2Feed, _feed(query_data), RSS)


@bp.get("/listings.atom")
@bp.input(Wanted, location="query")
@bp.doc(responses=described(ATOM))
@access("public")
@shared_but_for(is_relative)
def atom(query_data: _Paged) -> Response:
    """The search as Atom (RFC 4287)."""
    return xml(Atom1Feed, _feed(query_data), ATOM)


@bp.get("/listings.json")
@bp.input(Wanted, location="query")
@bp.output(JsonFeed, content_type=JSON)
@access("public")
@shared_but_for(is_relative)
def json_feed(query_data: _Paged) -> Response:
    """The search as JSON Feed 1.1."""
    return json(_feed(query_data))


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
        about="Jobs that fit a search, the newest first.",
        home=search_page(query),
        address=_address(query, asked.cursor, asked.limit),
        id=tag_uri("search", query),
        entries=[entry(item.listings, html.get(item.listings[0].id, ""), fold=search.fold) for item in found.items],
        next=_address(query, encode(found.next, search), asked.limit) if found.next else "",
    )


def _address(query: str, cursor: str | None, limit: int) -> str:
    own = [("limit", str(limit))] if limit != Paging().limit else []
    page = url_query(own + ([("cursor", cursor)] if cursor else []))
    return api_address(request.path, "&".join(part for part in (query, page) if part))
