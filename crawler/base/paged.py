"""Boards that come in pages: by offset, by a link to the next page, by a cursor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.base.ats_spider import AtsSpider
from crawler.base.record import Record
from jobtracker.listing import Posting


class Paged(AtsSpider):
    """An ATS whose list has pages. Extend `OffsetPages`, `LinkedPages` or `CursorPages`, or override `next_page`.

    Set and override what `AtsSpider` says, and `page_size`.
    Traps: a server that ignores what it is asked sends the same page for ever: a page that names nothing new ends the
    reading, as a problem. Postings that move while the pages are read come twice: they are yielded once.
    """

    page_size: ClassVar[int] = 100
    """How many records a full page has."""
    most_pages: ClassVar[int] = 1_000
    """After so many the reading ends, as a problem."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._named: set[str] = set()

    def parse(self, response: Response, page: int = 1, **kwargs: Any) -> Iterator[Any]:
        """What a page gives, and the request of the next."""
        document = self.document(response)
        records = self.records(document)
        named = len(self._named)
        yield from self.read_page(records)
        if records and page > 1 and len(self._named) == named:
            self.run.problem(f"page {page} names nothing new: {response.url}")
            return
        request = self.next_page(response, Record(document), len(records))
        if request is not None and page >= self.most_pages:
            self.run.problem(f"more than {self.most_pages} pages")
        elif request is not None:
            yield request.replace(callback=self.parse, cb_kwargs={"page": page + 1})

    def read_page(self, records: list[Any]) -> Iterator[Any]:
        """What the records of a page give, each posting once."""
        for posting in self.postings(records):
            if posting.id in self._named:
                self.run.evidence.repeated += 1
            else:
                self._named.add(posting.id)
                yield from self.follow(posting)

    def follow(self, posting: Posting) -> Iterator[Any]:
        """What one entry of the list gives: itself."""
        yield posting

    def next_page(self, response: Response, answer: Record, found: int) -> Request | None:
        """The request of the page after this one, which held so many records; None if this was the last."""
        return None


class OffsetPages(Paged):
    """Pages that begin at an offset, a parameter of the URL; `total_at` tells where they end."""

    offset_param: ClassVar[str] = "offset"

    def next_page(self, response: Response, answer: Record, found: int) -> Request | None:
        """By the site's count if it has one, else until a page is not full."""
        offset = int(url_query_parameter(response.url, self.offset_param) or 0) + found
        total = answer.number(self.total_at) if self.total_at else None
        if not found or (offset >= total if total is not None else found < self.page_size):
            return None
        return Request(add_or_replace_parameter(response.url, self.offset_param, str(offset)))


class LinkedPages(Paged):
    """Pages that name the next one's URL, on the same host."""

    next_at: ClassVar[str] = "next"
    """Dotted path to that URL."""

    def next_page(self, response: Response, answer: Record, found: int) -> Request | None:
        """Where the link leads, if that is the same host."""
        link = answer.text(self.next_at)
        if not link:
            return None
        url = response.urljoin(link)
        if urlsplit(url).netloc != urlsplit(response.url).netloc:
            self.run.problem(f"the next page is on another host: {url}")
            return None
        if not found:
            self.run.problem(f"an empty page that names a next one: {response.url}")
        return Request(url)


class CursorPages(Paged):
    """Pages that name a cursor, which the next request gives back as a parameter of its URL."""

    cursor_at: ClassVar[str] = "nextCursor"
    """Dotted path to the cursor."""
    cursor_param: ClassVar[str] = "cursor"

    def next_page(self, response: Response, answer: Record, found: int) -> Request | None:
        """The same request with the cursor."""
        cursor = answer.text(self.cursor_at)
        return Request(add_or_replace_parameter(response.url, self.cursor_param, cursor)) if cursor else None
