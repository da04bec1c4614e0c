"""The download handler: whom a request may reach, and when."""

from __future__ import annotations

import asyncio
import random
from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.core.downloader.handlers import DownloadHandlerProtocol
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.company_run import RUN, CompanyRun
from crawler.politeness import Hosts, retry_after
from crawler.resolver import PublicResolver

BUSY = (429, 503)
LONGEST_BACK_OFF = 60.0

_handlers: WeakKeyDictionary[Crawler, Any] = WeakKeyDictionary()


class PoliteHandler:
    """Waits for the host's turn, then for one of all slots, then lets INNER_DOWNLOAD_HANDLER fetch.

    It stands here, not in a middleware, so that retries and robots.txt are spaced too, and so that a slow host's
    requests wait outside the slots of the others.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        inner = load_object(settings["INNER_DOWNLOAD_HANDLER"])
        self._inner: DownloadHandlerProtocol = build_from_crawler(inner, crawler)
        self._hosts = Hosts(
            settings.getfloat("HOST_DELAY"), settings.getint("HOST_AT_ONCE"), settings.getdict("HOST_DELAYS")
        )
        self._total = asyncio.Semaphore(settings.getint("CONCURRENT_REQUESTS"))
        self._back_off = settings.getfloat("RETRY_BACK_OFF")
        self._user_agent: str = settings["USER_AGENT"]
        self._resolver = _install_resolver(crawler) if settings.getbool("POLITENESS_ENABLED") else None
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One for http and https together: a host has one rate, a replay one recorder."""
        if crawler not in _handlers:
            _handlers[crawler] = cls(crawler)
        handler: Self = _handlers[crawler]
        return handler

    async def download_request(self, request: Request) -> Response:
        """Fetch when it is the request's turn. Raises IgnoreRequest for what must not be fetched."""
        run: CompanyRun | None = request.meta.get(RUN)
        task = asyncio.current_task()
        if run is None or task is None or request.callback is NO_CALLBACK:  # robots.txt is everybody's
            return await self._download(request)
        if run.closed:
            raise IgnoreRequest("the run is closed")
        run.transfers.add(task)  # cancelling a download does not stop its transfer: the run's close does
        try:
            return await self._download(request)
        finally:
            run.transfers.discard(task)

    async def _download(self, request: Request) -> Response:
        if self._resolver is None:
            return await self._inner.download_request(request)
        if tries := request.meta.get("retry_times", 0):
            pause = min(self._back_off * 2 ** (tries - 1), LONGEST_BACK_OFF)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        name = urlparse_cached(request).hostname or ""
        host = self._hosts[name]
        async with host.at_once:
            await host.turn()
            async with self._total:
                if "proxy" not in request.meta:
                    await self._resolver.check(name)
                response = await self._inner.download_request(request)
        if response.status in BUSY:
            asked = retry_after(response.headers.get("Retry-After"))
            self._hosts.pause(name, self._back_off if asked is None else asked)
        return response

    def _robots_parsed(self, robotparser: Any, request: Request) -> None:
        rules = getattr(robotparser, "rp", None)  # Protego's; Scrapy's own interface has no Crawl-delay
        delay = rules.crawl_delay(self._user_agent) if rules is not None else None
        if delay:
            self._hosts.slow_down(urlparse_cached(request).hostname or "", float(delay))

    async def close(self) -> None:
        """Close the inner handler."""
        await self._inner.close()


def _install_resolver(crawler: Crawler) -> PublicResolver:
    from twisted.internet import reactor  # not before it is chosen

    resolver = PublicResolver(
        crawler.settings.getlist("ALLOWED_PRIVATE_HOSTS"), crawler.settings.getfloat("DNS_TIMEOUT")
    )
    reactor.installNameResolver(resolver)
    return resolver
