"""Callbacks."""

from __future__ import annotations

import asyncio
import sys
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.base import Posting
from tests.crawler.nasty.case import Nasty, case, listed, plain


@case("complete", 5)
def paged(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4,5", callback=self.rest)


@case("complete", 5)
def duplicates(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    for _ in range(3):
        yield self.get("/board?ids=4,5", callback=self.rest)


@case("complete", 4)
def duplicate_for_another_callback(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4", callback=lambda response: None)
    yield self.get("/board?ids=4", callback=self.rest)


@case("partial", 3, "too deep")
def too_deep(self: Nasty, response: Response) -> Any:
    if response.meta["depth"] == 0:
        yield from listed(response)
    yield self.get(f"/board?x={response.meta['depth']}", callback=self.parse)


@case("partial", 3, "too deep or too long")
def too_long(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?x=" + 9_000 * "x", callback=self.rest)


@case("failed", 0, "ValueError: boom")
def raises_at_once(self: Nasty, response: Response) -> Any:
    raise ValueError("boom")


@case("failed", 0, "ValueError: boom")
def raises_before_yielding(self: Nasty, response: Response) -> Any:
    if response.body:
        raise ValueError("boom")
    yield None


@case("partial", 2, "ValueError: boom")
def raises_after_yielding(self: Nasty, response: Response) -> Any:
    yield from [*listed(response)][:2]
    raise ValueError("boom")


@case("partial", 2, "ValueError: boom")
def raises_after_a_request(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    raise ValueError("boom")


@case("partial", 1, "ValueError: boom")
async def raises_after_await(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    await asyncio.sleep(0.01)
    raise ValueError("boom")


@case("failed", 0, "SystemExit")
def exits(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    sys.exit(3)


@case("failed", 0, "CancelledError")
async def cancels_itself(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    raise asyncio.CancelledError


@case("partial", 1, "RuntimeError")
def stops_iteration(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    raise StopIteration


@case("partial", 1, "RecursionError")
def recurses(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    yield from recurses(self, response)


@case("failed", 0, "empty board")
def yields_nothing(self: Nasty, response: Response) -> Any:
    return None


@case("complete", 3)
def returns_a_list(self: Nasty, response: Response) -> Any:
    return [*listed(response)]


@case("complete", 3)
async def returns_a_list_later(self: Nasty, response: Response) -> Any:
    await asyncio.sleep(0.01)
    return [*listed(response)]


@case("complete", 3)
async def yields_later(self: Nasty, response: Response) -> Any:
    for each in listed(response):
        await asyncio.sleep(0.01)
        yield each


@case("partial", 3, "yielded a int that is no Posting; 2 postings without id or title")
def yields_rubbish(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield 7
    yield object()


@case("complete", 1)
def yields_dicts(self: Nasty, response: Response) -> Any:
    yield {"id": 7, "title": "Baker", "colour": "blue"}
    yield None


@case("partial", 3, "yielded a dict that is no Posting: no id; 1 postings without id or title")
def yields_a_dict_of_its_own(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield {"key": 7, "title": "Baker"}


@case("partial", 3, "yielded a Posting whose title is None (id '7'); 1 postings")
def yields_an_untitled_one(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield Posting(id="7", title=None, url="")  # type: ignore[arg-type]


@case("partial", 1, "yielded a Posting whose id is '' (title 'Baker'); 4 postings without id or title")
def lacks_id_or_title(self: Nasty, response: Response) -> Any:
    yield Posting(id="1", title="Baker", url="")
    yield Posting(id="", title="Baker", url="")
    yield Posting(id="2", title=" ", url="")
    yield Posting(id="\ud800", title="Baker", url="")
    yield Posting(id=None, title=["Baker"], url=None)  # type: ignore[arg-type]


@case("partial", 3, "4 postings without id or title")
def sends_its_ids_as_numbers(self: Nasty, response: Response) -> Any:
    for id_ in (7, 8.0, 2.0**53 - 1, 2.0**53, 1e20, 1.5, float("nan")):
        yield Posting(id=id_, title="Baker", url="")  # type: ignore[arg-type]


@case("partial", 3, "read 3 of 4")
def less_than_its_total(self: Nasty, response: Response) -> Any:
    self.run.expect(4)
    yield from listed(response)


@case("complete", 1_200)
def many(self: Nasty, response: Response) -> Any:
    for number in range(1_200):
        yield Posting(id=f"{number}", title="Baker", url="")


@case("complete", 5)
def yields_one_request_twice(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    request = self.get("/board?ids=4,5", callback=self.rest)
    yield request
    yield request


SHARED: dict[str, Request] = {}
"""By the site's host: another test has another."""


def shares_a_request(self: Nasty, response: Response) -> Any:
    host = urlsplit(response.url).netloc
    shared = SHARED.setdefault(host, self.get("/board?ids=4,5&wait=0.2", callback=shared_rest))
    yield from listed(response)
    yield shared


def shared_rest(response: Response) -> Any:
    yield from listed(response)


for letter in "ab":
    plain(f"shares-a-request-{letter}", "complete", 5, "", "/board", parse=shares_a_request)


@case("partial", 3, "a site's own words")
def quotes_its_site(self: Nasty, response: Response) -> Any:
    self.run.problem("a site's own\n words \0 \ud800 \u202e")
    yield from listed(response)
