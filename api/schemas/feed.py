"""JSON Feed 1.1 in the documentation."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.schemas.answer import Answer


class Author(Answer):
    """The company."""

    name: str


class FeedItem(Answer):
    """One result."""

    id: str = Field(description="A tag URI; it stays the same.")
    url: str = Field(description="Its page here.")
    external_url: str = Field(description="Where the company shows it.")
    title: str
    summary: str
    content_html: str
    date_published: dt.datetime
    date_modified: dt.datetime
    authors: list[Author]
    tags: list[str]


class JsonFeed(Answer):
    """The search as JSON Feed 1.1 (jsonfeed.org)."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    next_url: str = Field("", description="The next page; absent after the last.")
    items: list[FeedItem]
