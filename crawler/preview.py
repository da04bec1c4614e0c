"""Read the beginning of a board, once and without the driver: enough to see that it is one, and whose."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapy.http import Request
from scrapy.responsetypes import responsetypes

from crawler.base import AtsSpider, BadAnswer, Record
from crawler.fetch import Fetcher, Unreachable, check_status
from jobtracker.company import Company
from jobtracker.listing import Posting

ENOUGH = 5
"""Listings that are shown."""
MOST_REQUESTS = 10
_NAMES = (
    "company_name", "company.name", "hiringOrganization.name", "_jobposting.hiringOrganization.name", "subcompany",
)  # fmt: skip
"""Where the sites' records have the company's name."""


@dataclass(slots=True)
class Preview:
    """What was read of a board."""

    postings: list[Posting] = field(default_factory=list)
    total: int | None = None
    """The site's own count."""
    name: str = ""
    """The company's, as the site writes it; "" if it does not."""
    trouble: str = ""
    """Why nothing more was read."""


def preview(adapter: type[AtsSpider], params: Mapping[str, str], fetcher: Fetcher) -> Preview:
    """Read a board until there is enough to show. Raises BadParams, BadAnswer, Refused, Unreachable."""
    spider = adapter(company=Company("preview", "preview", adapter.name, params))
    todo = deque(asyncio.run(_start(spider)))
    seen: dict[str, Posting] = {}
    trouble = ""
    for number in range(MOST_REQUESTS):
        if not todo or len(seen) >= ENOUGH:
            break
        request = todo.popleft()
        try:
            found = _visit(spider, request, fetcher)
        except (BadAnswer, Unreachable) as error:
            if not number:
                raise
            trouble = trouble or str(error)
            continue
        todo.extend(each for each in found if isinstance(each, Request))
        seen |= {each.id: each for each in found if isinstance(each, Posting)}
    postings = list(seen.values())
    names = (name for each in postings if (name := Record(each.raw).text(*_NAMES)))
    trouble = next(iter(spider.run.evidence.problems), trouble)
    return Preview(postings, spider.run.evidence.total, next(names, ""), trouble)


async def _start(spider: AtsSpider) -> list[Request]:
    return [request async for request in spider.start()]


def _visit(spider: AtsSpider, request: Request, fetcher: Fetcher) -> list[Any]:
    headers = {str(name): str(value) for name, value in request.headers.to_unicode_dict().items()}
    answer = fetcher.fetch(request.url, method=request.method, body=request.body or None, headers=headers)
    check_status(answer, request.url)
    kind = responsetypes.from_args(headers=None, url=answer.url, body=answer.body[:5000])
    response = kind(answer.url, body=answer.body, request=request, headers=_content_type(answer.headers))
    return list((request.callback or spider.parse)(response, **request.cb_kwargs))


def _content_type(headers: Mapping[str, str]) -> dict[str, str]:
    return {"Content-Type": headers["Content-Type"]} if "Content-Type" in headers else {}


def slugify(name: str) -> str:
    """A company's name as a slug."""
    spelt = name.casefold().replace("&", " and ").replace("ß", "ss").translate({ord("'"): None, ord("’"): None})
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:120].strip("-")
