"""Scrapy's offsite filter, by the company's own allowed_domains."""

from __future__ import annotations

from scrapy import Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.http import Request

from crawler.company_run import RUN, CompanyRun


class CompanyOffsiteMiddleware(OffsiteMiddleware):
    """Asks the spider of the request's run, not the engine's, which has no domains."""

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """True if the request's own company may go there."""
        run: CompanyRun | None = request.meta.get(RUN)
        own = spider if run is None or run.spider is None else run.spider
        return not getattr(own, "allowed_domains", None) or super().should_follow(request, own)
