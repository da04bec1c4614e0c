"""The base of every spider: one company, one board."""

from __future__ import annotations

from typing import Any, ClassVar

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
    switched_off: ClassVar[str] = ""
    """Why this spider does not run unless asked by name with permission; "" if it runs."""

    def __init__(self, company: Company | None = None, **kwargs: Any) -> None:
        if company is not None:
            self.company = company
            kwargs.setdefault("name", company.slug)
        super().__init__(**kwargs)
        self.run = BoardRun(volatile=self.volatile)

    def detail(self, request: Request, posting: Posting) -> Request:
        """Mark a request as one for the details of a posting that the list named."""
        return request.replace(meta={**request.meta, DETAIL_OF: posting.id})
