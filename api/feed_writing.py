"""Vacancies as a feed: RSS 2.0, Atom, JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import orjson
from feedgenerator import Atom1Feed, SyndicationFeed
from flask import Response

from api.links import listing_page, tag_uri
from jobtracker.normalise.characters import drop_unsafe
from jobtracker.store.cards import Found

RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed, before it is written in one of the formats."""

    title: str
    about: str
    home: str
    """The same as a page."""
    address: str
    id: str
    """Stays the same wherever it is."""
    entries: Sequence[Entry]
    next: str = ""
    """The address of the next page; "" after the last."""


def described(kind: str) -> dict[int | str, Any]:
    """An answer of this kind, for the documentation."""
    schema = {"type": "object" if kind.endswith("json") else "string"}
    return {200: {"description": "The feed.", "content": {kind: {"schema": schema}}}}


def xml(kind: type[SyndicationFeed], feed: Feed, mimetype: str) -> Response:
    """The feed in a format of XML."""
    made = kind(
        title=feed.title,
        link=feed.home,
        description=feed.about,
        feed_url=feed.address,
        feed_guid=feed.id,
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


def json(feed: Feed) -> Response:
    """The feed as JSON Feed 1.1."""
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "items": [_json_item(entry) for entry in feed.entries],
    }
    if feed.next:
        body["next_url"] = feed.next
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), mimetype=JSON)


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


def entry(listings: Sequence[Found], html: str, *, fold: bool = True, published: dt.datetime | None = None) -> Entry:
    """A vacancy with its listings, the first of which stands for it; not folded it is that listing."""
    one = listings[0]
    summary = drop_unsafe(_summary(listings))
    return Entry(
        id=tag_uri("vacancy", one.vacancy_id) if fold else tag_uri("listing", one.id),
        link=listing_page(one.id),
        external=one.url,
        title=drop_unsafe(f"{one.title} ({one.company_name})"),
        summary=summary,
        html=f"<p>{escape(summary)}</p>{html}",
        author=drop_unsafe(one.company_name),
        published=published or (one.appeared_at if fold else one.first_seen_at),
        updated=max(each.removed_at or each.first_seen_at for each in listings),
        tags=[drop_unsafe(tag) for tag in (one.department, *one.employment_types) if tag],
    )


def _summary(listings: Sequence[Found]) -> str:
    """Company, places, how one works there: one line of text."""
    one = listings[0]
    places = dict.fromkeys(place["name"] for each in listings for place in each.places)
    parts = [one.company_name, "; ".join(places), one.workplace if one.workplace != "unknown" else "", one.department]
    return " · ".join(part for part in parts if part)
