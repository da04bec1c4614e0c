"""`scrapy fetch URL`: Scrapy's own, for local files and pages of this machine too."""

from __future__ import annotations

from scrapy.commands import fetch

from crawler.scrapy_commands.typed_url import TypedUrl


class Command(TypedUrl, fetch.Command):
    """Takes what Scrapy's own command takes."""
