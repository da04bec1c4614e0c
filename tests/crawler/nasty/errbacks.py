"""Errbacks, items, ends and downloads of a spider's own."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.base import Posting
from tests.crawler.nasty.case import Nasty, case, listed


@case("partial", 3, "no such host")
def errback_goes_on(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        yield Posting(id="4", title="Baker", url="")

    yield from [*listed(response)][:2]
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 3, "no such host")
def errback_raises(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        raise ValueError("boom")

    yield from listed(response)
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 4, "no such host")
def errback_raises_after_yielding(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        yield Posting(id="4", title="Baker", url="")
        raise ValueError("boom")

    yield from listed(response)
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 4, "403 Forbidden")
def errback_of_a_status(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/status?code=403", callback=self.rest, errback=lambda failure: self.get("/board?ids=9"))


@case("partial", 3, "403 Forbidden")
def errback_of_a_status_raises(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/status?code=403", callback=self.rest, errback=lambda failure: 1 / 0)


@case("complete", 3, handle_httpstatus_list=[403], paths=("/status?code=403",))
def handles_a_status(self: Nasty, response: Response) -> Any:
    assert response.status == 403
    yield self.get("/board", callback=self.rest)


@case("complete", 3, paths=("/flaky?fails=1&mine",))
def asks_again(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield response.request.replace(callback=lambda response: None, dont_filter=True)


@case("complete", 5)
def copies_meta(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4,5", meta=response.meta, callback=self.rest)


@case("failed", 0, "TypeError")
def names_its_callback(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback="rest")


@case("partial", 2, "not wanted")
def dropped(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    yield Posting(id="1", title="DROP", url="")


@case("partial", 2, "boom")
def item_error(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    yield Posting(id="1", title="BOOM", url="")


@case("partial", 2, "from a pipeline")
def pipeline_closes(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    yield Posting(id="1", title="CLOSE", url="")


@case("failed", 0, "stopped by its spider: enough")
def closes(self: Nasty, response: Response) -> Any:
    raise CloseSpider("enough")


@case("partial", 3, "stopped by its spider: enough")
def closes_after_yielding(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4,5&wait=0.5", callback=self.rest)
    raise CloseSpider("enough")


@case("partial", 3, "no such host (and 1 more)")
def closes_in_errback(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        raise CloseSpider("enough")

    yield from listed(response)
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 3, "not finished after")
async def hangs(self: Nasty, response: Response) -> Any:
    yield self.get("/board", callback=self.rest)
    await asyncio.sleep(600)


@case("partial", 3, "not finished after")
async def never_ends(self: Nasty, response: Response) -> Any:
    if "x=" not in response.url:
        for each in listed(response):
            yield each
    yield self.get(f"/board?wait=0.1&x={time.monotonic()}", callback=self.parse, meta={"depth_reset": True})


@case("complete", 3)
def blocks(self: Nasty, response: Response) -> Any:
    time.sleep(1)
    yield from listed(response)


@case("partial", 3, "offsite", allowed_domains=["127.0.0.1"])
def goes_offsite(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("http://example.org/", callback=self.rest)


@case("complete", 5)
async def downloads_inline(self: Nasty, response: Response) -> Any:
    more = await self.crawler.engine.download_async(self.get("/board?ids=4,5"))
    for each in [*listed(response), *listed(more)]:
        yield each


@case("partial", 3, "500 Internal Server Error")
async def swallows_an_inline_status(self: Nasty, response: Response) -> Any:
    await self.crawler.engine.download_async(self.get("/status?code=500"))
    for each in listed(response):
        yield each


@case("partial", 3, "no such host")
async def swallows_an_inline_failure(self: Nasty, response: Response) -> Any:
    with suppress(Exception):
        await self.crawler.engine.download_async(self.get("http://nowhere.invalid/"))
    for each in listed(response):
        yield each


@case("failed", 0, "robots.txt")
async def downloads_inline_what_is_forbidden(self: Nasty, response: Response) -> Any:
    await self.crawler.engine.download_async(self.get("/forbidden"))
    for each in listed(response):
        yield each


@case("partial", 3, "403 Forbidden")
async def swallows_a_status_of_a_copy_of_its_request(self: Nasty, response: Response) -> Any:
    request = response.request.replace(url=self.url("/status?code=403"))
    await self.crawler.engine.download_async(request)
    for each in listed(response):
        yield each


@case("complete", 3, details_failed=1)
async def swallows_a_failing_detail(self: Nasty, response: Response) -> Any:
    posting = next(listed(response))
    await self.crawler.engine.download_async(self.detail(self.get("/status?code=500"), posting))
    for each in listed(response):
        yield each
