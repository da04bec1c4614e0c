"""Details, start() and the spider's own beginning and end."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.base import Posting
from tests.crawler.nasty.case import CASES, Case, Nasty, case, entries


def with_details(self: Nasty, response: Response, last: str, **about: Any) -> Any:
    """Three entries; the details of the first two are good, the last one's is not."""
    for posting in entries(response):
        path = last if posting.id == "3" else f"/board?ids={posting.id}"
        yield posting
        yield self.detail(self.get(path, callback=self.rest, **(about if posting.id == "3" else {})), posting)


@case("complete", 3)
def details(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/board?ids=3")


@case("complete", 3)
def details_under_one_url(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/board?ids=2")


@case("complete", 3, details_failed=1)
def detail_fails(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/status?code=500")


@case("complete", 3)
def detail_is_gone(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/status?code=410")


@case("complete", 3, details_failed=1)
def detail_raises(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/status?code=200")


@case("complete", 3, details_failed=1)
def detail_is_forbidden(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/forbidden")


@case("complete", 3, details_failed=1)
def detail_is_too_long(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/board?x=" + 9_000 * "x")


@case("complete", 3, details_failed=1)
def detail_errback_raises(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "http://nowhere.invalid/", errback=lambda failure: 1 / 0)


@case("complete", 3, details_failed=1)
def detail_is_dropped(self: Nasty, response: Response) -> Any:
    def drop(response: Response) -> Any:
        yield Posting(id="3", title="DROP", url="")

    for posting in entries(response):
        yield posting
        callback = drop if posting.id == "3" else self.rest
        yield self.detail(self.get(f"/board?ids={posting.id}", callback=callback), posting)


async def _start_raises(self: Nasty) -> Any:
    yield self.get("/board")
    raise ValueError("boom")


async def _start_raises_at_once(self: Nasty) -> Any:
    raise ValueError("boom")
    yield


async def _start_yields_items(self: Nasty) -> Any:
    yield Posting(id="1", title="Baker", url="")
    yield self.get("/board?ids=2")
    yield Posting(id="3", title="Baker", url="")


async def _start_closes(self: Nasty) -> Any:
    raise CloseSpider("enough")
    yield


def _init_raises(self: Nasty, *args: Any, **kwargs: Any) -> None:
    raise ValueError("boom")


async def _closed_raises(self: Nasty, reason: str) -> None:
    raise ValueError("boom")


CASES += [
    Case("start-raises", "partial", 3, "start(): ValueError: boom", 0, {"start": _start_raises}),
    Case("start-raises-at-once", "failed", 0, "start(): ValueError: boom", 0, {"start": _start_raises_at_once}),
    Case("start-yields-items", "complete", 3, "", 0, {"start": _start_yields_items}),
    Case("start-closes", "failed", 0, "stopped by its spider: enough", 0, {"start": _start_closes}),
    Case("start-is-no-generator", "failed", 0, "TypeError", 0, {"start": lambda self: None}),
    Case("init-raises", "failed", 0, "ValueError: boom", 0, {"__init__": _init_raises}),
    Case("closed-raises", "partial", 3, "closed(): ValueError: boom", 0, {"closed": _closed_raises}),
    Case(
        "switched-off",
        "failed",
        0,
        "switched off: not without permission",
        0,
        {"switched_off": "not without permission"},
    ),
    Case("own-settings", "complete", 3, "", 0, {"custom_settings": {"DEPTH_LIMIT": 1}}),
]
