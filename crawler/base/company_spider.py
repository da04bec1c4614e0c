"""The base of every spider: one company, one board."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Request

from crawler.base.board_run import BoardRun
from jobtracker.company import Company
from jobtracker.listing import Posting

DETAIL_OF = "detail_of"
"""Request meta: external id of the posting whose detail this is. Its failure concerns that listing, not the list."""


class CompanySpider(scrapy.Spider):
    """One company. Yields a `Posting` for every posting of its board, each run.

    A site of its own sets `name`, `company` and `start_urls`, and defines `parse(response)`; it may yield requests
    too, as any Scrapy spider. Every request is seen to its end: one that fails makes the run partial.
    """

    company: Company
    version: ClassVar[int] = 1
    """Raise it when the adapter reads more or otherwise than before."""
    volatile: ClassVar[tuple[str, ...]] = ()
    """Top-level fields of the site's record that change for nothing; they stay out of the hash."""
    empty_is_answer: ClassVar[bool] = False
    """True if a well-formed empty board proves that nothing is open."""
    rate: ClassVar[float] = 0.0
    """Requests a second to the host of the board, all nodes and companies together; 0: as HOST_DELAY has it."""
    one_rate: ClassVar[tuple[str, ...]] = ()
    """Domains under which each company has a host of its own and all are the same servers: they share one rate."""
    switched_off: ClassVar[str] = ""
    """Why this spider does not run unless asked by name with permission; "" if it runs."""

    def __init__(self, company: Company | None = None, **kwargs: Any) -> None:
        if company is not None:
            self.company = company
            kwargs.setdefault("name", company.slug)
        super().__init__(**kwargs)
        self.run = BoardRun(volatile=self.volatile)

    @classmethod
    def host_of(cls, params: Mapping[str, str]) -> str:
        """The host under which a company counts, by its params and with no request: that of its first one; or ""."""
        return cls.rate_host(hostname(next(iter(getattr(cls, "start_urls", ())), "")))

    @classmethod
    def rate_host(cls, name: str) -> str:
        """The host under whose rate a host counts: itself, or the domain of `one_rate` that it is under."""
        return next((domain for domain in cls.one_rate if f".{name}".endswith(f".{domain}")), name)

    @cached_property
    def home(self) -> str:
        """The host of this company's board, as `host_of` has it."""
        return self.host_of(self.company.params)

    def detail(self, request: Request, posting: Posting) -> Request:
        """Mark a request as one for the details of a posting that the list named."""
        return request.replace(meta={**request.meta, DETAIL_OF: posting.id})


def hostname(url: str) -> str:
    """The host of a URL, in lower case; "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
