"""What was found for a tracker, as a feed at an address that only its owner knows."""

from __future__ import annotations

from apiflask import APIBlueprint
from feedgenerator import Rss201rev2Feed
from flask import Response, request

from api import clock
from api.access import access
from api.database import database
from api.errors import not_found
from api.feed_writing import JSON, RSS, Feed, described, entry, json, xml
from api.limits import FEED, VIEWS
from api.links import api_address, search_page, tag_uri
from api.schemas.feed import JsonFeed
from api.tracking import key
from jobtracker.normalise.characters import drop_unsafe
from jobtracker.store import tracker_links as store
from jobtracker.store.listing_views import texts

bp = APIBlueprint("tracker_feeds", __name__, url_prefix="/api/trackers/feed", tag="Trackers")
VIEWS |= dict.fromkeys(("tracker_feeds.rss", "tracker_feeds.json_feed"), FEED)


@bp.get("/<token>.rss")
@bp.doc(responses=described(RSS))
@access("public")
def rss(token: str) -> Response:
    """What was found for a tracker and is open, as RSS 2.0: the newest 50."""
    return _private(xml(Rss201rev2Feed, _feed(token), RSS))


@bp.get("/<token>.json")
@bp.output(JsonFeed, content_type=JSON)
@access("public")
def json_feed(token: str) -> Response:
    """The same as JSON Feed 1.1."""
    return _private(json(_feed(token)))


def _feed(token: str) -> Feed:
    found = database().read(store.feed, key(), token, now=clock.now())
    if found is None:
        raise not_found("feed")
    html = database().read(texts, [card.listing.id for card, _ in found.items])
    return Feed(
        title=f"Jobs: {drop_unsafe(found.name)}",
        about="Jobs that were found for a tracker, the latest first.",
        home=search_page(found.search),
        address=api_address(request.path, ""),
        id=tag_uri("tracker", found.tracker_id),
        entries=[entry(card.listings, html.get(card.listing.id, ""), published=when) for card, when in found.items],
    )


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
