"""What a nasty company is: a spider, a path of the site, and the verdict it deserves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.base import Company, CompanySpider, Posting

Parse = Callable[..., Any]


class Nasty(CompanySpider):
    """`base` is the site's address, `paths` what it is asked for first."""

    base: ClassVar[str] = ""
    paths: ClassVar[tuple[str, ...]] = ("/board",)
    meta: ClassVar[Mapping[str, Any]] = {}

    def url(self, path: str) -> str:
        return self.base + path if path.startswith("/") else path

    def get(self, path: str, **about: Any) -> Request:
        return Request(self.url(path), **about)

    async def start(self) -> Any:
        for path in self.paths:
            yield self.get(path, dont_filter=True, meta=dict(self.meta))

    def parse(self, response: Response, **kwargs: Any) -> Any:
        yield from listed(response)

    def rest(self, response: Response) -> Any:
        yield from listed(response)


def listed(response: Response) -> Iterator[Posting]:
    for job in json.loads(response.body)["jobs"]:
        yield Posting(id=job["id"], title=job["title"], url=response.url)


@dataclass
class Case:
    name: str
    outcome: str
    seen: int
    why: str = ""
    """Words that the run's error must hold."""
    details_failed: int = 0
    attributes: dict[str, Any] = field(default_factory=dict)

    def kind(self, base: str) -> type[Nasty]:
        company = Company(self.name, self.name)
        return type(self.name, (Nasty,), {"name": self.name, "company": company, "base": base, **self.attributes})


CASES: list[Case] = []


def case(
    outcome: str, seen: int, why: str = "", details_failed: int = 0, **attributes: Any
) -> Callable[[Parse], Parse]:
    """Make a case of a `parse` method, named after it."""

    def add(parse: Parse) -> Parse:
        about = {"parse": parse} | attributes
        CASES.append(Case(parse.__name__.replace("_", "-"), outcome, seen, why, details_failed, about))
        return parse

    return add


def plain(name: str, outcome: str, seen: int, why: str, *paths: str, **attributes: Any) -> None:
    """Add a case whose spider is good and whose site is not."""
    CASES.append(Case(name, outcome, seen, why, 0, {"paths": paths} | attributes))


def entries(response: Response) -> Iterator[Posting]:
    for posting in listed(response):
        posting.detail_pending = True
        yield posting
