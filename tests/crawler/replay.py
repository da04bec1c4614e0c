"""Run a spider in this process, its answers from a recording: no engine, no network, no storage."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

from crawler.base import AtsSpider, Posting
from crawler.base.company_spider import DETAIL_OF
from crawler.recordings import Recording
from jobtracker.company import Company


@dataclass
class Reading:
    """What a spider made of a recording."""

    postings: dict[str, Posting] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    missing: list[Request] = field(default_factory=list)
    """Requests that are not recorded."""
    named: int = 0
    """Postings yielded, repeats included."""


def spider_of(kind: type[AtsSpider], params: dict[str, str], **known: Any) -> AtsSpider:
    spider = kind(company=Company("acme", "Acme", kind.name, params))
    spider.run.known = known
    return spider


def answer(request: Request, body: bytes | str, content_type: str = "application/json") -> Response:
    body = body.encode() if isinstance(body, str) else body
    kind = responsetypes.from_args(headers={b"Content-Type": content_type.encode()}, url=request.url, body=body)
    return kind(request.url, body=body, headers={"Content-Type": content_type}, request=request)


def call(spider: AtsSpider, request: Request, body: bytes | str, content_type: str = "application/json") -> list[Any]:
    """What a spider's callback yields for an answer."""
    return list((request.callback or spider.parse)(answer(request, body, content_type), **request.cb_kwargs))


def first_request(spider: AtsSpider) -> Request:
    return asyncio.run(_start(spider))[0]


async def _start(spider: AtsSpider) -> list[Request]:
    return [request async for request in spider.start()]


def read(spider: AtsSpider, recording: Path) -> Reading:
    """Follow a spider to its end; a detail takes the place of its list entry."""
    recorded, reading = Recording(recording), Reading()
    todo = asyncio.run(_start(spider))
    while todo:
        request = todo.pop(0)
        reading.asked.append(request)
        found = recorded.find(request.method, request.url, request.body)
        if found is None:
            reading.missing.append(request)
            continue
        for each in call(spider, request, found.body, found.headers["Content-Type"][0]):
            if isinstance(each, Request):
                todo.append(each)
            else:
                reading.named += DETAIL_OF not in request.meta
                reading.postings[each.id] = each
    return reading
