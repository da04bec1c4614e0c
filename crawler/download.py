"""The download handler: whom a request may reach, and when."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.core.downloader.handlers import DownloadHandlerProtocol
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.company_run import RUN, CompanyRun
from crawler.endings import describe, describe_status
from crawler.politeness import Hosts, OwnHosts, retry_after
from crawler.pulse import Pulse
from crawler.resolver import PublicResolver
from jobtracker.config import settings as own_settings

BUSY = (429, 503)
ILL = (403, 408, 429)
"""Statuses below 500 that are a failure of the host, not of what it was asked for."""
FAILURES = (DownloadTimeoutError, DownloadConnectionRefusedError, DownloadFailedError, ResponseDataLossError)
"""So are these. A name that does not resolve is not: nothing reached the host, and the fault may be our own."""
LONGEST_BACK_OFF = 60.0
SPACING = 1.05
"""So many times the distance that their rate asks for lies between requests: one that is late comes near the next."""

_handlers: WeakKeyDictionary[Crawler, Any] = WeakKeyDictionary()


@dataclass(slots=True)
class _Gate:
    """Where the requests of one host wait, in this process."""

    at_once: asyncio.Semaphore
    """So many are open or wait at the door."""
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One at a time asks for the host's turn."""
    next_at: float = 0.0
    """Monotonic; before that, asking is in vain."""


@dataclass(slots=True, frozen=True)
class _Asked:
    """Whose rate a request counts under, and for which company."""

    host: str
    interval: float
    company: str
    robots: bool
    first_try: bool


class PoliteHandler:
    """Waits for the host's turn and for one of all slots, then lets INNER_DOWNLOAD_HANDLER fetch.

    It stands here, not in a middleware, so that retries and robots.txt are spaced too, and so that a slow host's
    requests wait outside the slots of the others. A turn is taken with the slot in hand: one taken before would be
    used whenever a slot comes free, several at once.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        inner = load_object(settings["INNER_DOWNLOAD_HANDLER"])
        self._inner: DownloadHandlerProtocol = build_from_crawler(inner, crawler)
        self._polite = settings.getbool("POLITENESS_ENABLED")
        self._hosts = _hosts(settings)
        self._transfers: set[asyncio.Task[Any]] = set()
        self._pulse = Pulse()
        self._gates: dict[str, _Gate] = {}
        self._at_once = settings.getint("HOST_AT_ONCE")
        self._delay = settings.getfloat("HOST_DELAY")
        self._total = asyncio.Semaphore(settings.getint("CONCURRENT_REQUESTS"))
        self._back_off = settings.getfloat("RETRY_BACK_OFF")
        self._user_agent: str = settings["USER_AGENT"]
        checks = self._polite and settings.getbool("CHECK_ADDRESSES")
        self._resolver = _install_resolver(crawler) if checks else None
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
        if task is None:
            return await self._download(request)
        # Cancelling a download does not stop its transfer: the close of its run does, or of the engine.
        transfers = self._transfers
        if run is not None and request.callback is not NO_CALLBACK:  # robots.txt is everybody's
            if run.closed:
                raise IgnoreRequest("the run is closed")
            transfers = run.transfers
        transfers.add(task)
        try:
            return await self._download(request)
        finally:
            transfers.discard(task)

    def stop(self) -> None:
        """Stop what is fetched for everybody: whoever waits for it has ended."""
        for transfer in self._transfers:
            transfer.cancel()

    async def _download(self, request: Request) -> Response:
        if not self._polite:
            return await self._inner.download_request(request)
        if tries := request.meta.get("retry_times", 0):
            pause = min(self._back_off * 2 ** (tries - 1), LONGEST_BACK_OFF)
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        asked = self._asked(request)
        self._pulse.begin()
        began = monotonic()
        try:
            response = await self._fetch(request, asked)
        except FAILURES as error:
            if not self._pulse.stood_still_since(began):  # the host cannot answer a process that sleeps
                await self._report(asked, describe(error))
            raise
        if response.status in BUSY:
            wanted = retry_after(response.headers.get("Retry-After"))
            await self._hosts.pause(asked.host, self._back_off if wanted is None else wanted)
        await self._report(asked, describe_status(response.status) if _is_ill(response.status, asked) else "")
        return response

    def _asked(self, request: Request) -> _Asked:
        run: CompanyRun | None = request.meta.get(RUN)
        spider = run.spider if run is not None else None
        name = urlparse_cached(request).hostname or ""
        host = spider.rate_host(name) if spider is not None else name
        own = spider is not None and spider.rate and host == spider.home
        return _Asked(
            host,
            interval=SPACING * (1 / spider.rate if own else self._delay),
            company=run.slug if run is not None else "",
            robots=request.callback is NO_CALLBACK,
            first_try=not request.meta.get("retry_times"),
        )

    async def _fetch(self, request: Request, asked: _Asked) -> Response:
        gate = self._gates.get(asked.host)
        if gate is None:
            gate = self._gates[asked.host] = _Gate(asyncio.Semaphore(self._at_once))
        async with gate.at_once:
            await self._enter(gate, request, asked)
            try:
                return await self._inner.download_request(request)
            finally:
                self._total.release()

    async def _enter(self, gate: _Gate, request: Request, asked: _Asked) -> None:
        """Wait for the host's turn, outside the slots of the others. Returns with a slot in hand."""
        async with gate.door:
            wait = gate.next_at - monotonic()
            while True:
                if wait > 0:
                    await asyncio.sleep(wait)
                await self._total.acquire()
                try:
                    wait = await self._turn(request, asked)
                except BaseException:
                    self._total.release()
                    raise
                if wait <= 0:
                    gate.next_at = monotonic() + asked.interval
                    return
                self._total.release()

    async def _turn(self, request: Request, asked: _Asked) -> float:
        if self._resolver is not None:
            if proxy := request.meta.get("proxy"):  # None: a request that is to go without the environment's
                self._resolver.trust(urlsplit(proxy).hostname or "")
            else:
                await self._resolver.check(urlparse_cached(request).hostname or "")
        return await self._hosts.turn(asked.host, asked.interval, asked.company)

    async def _report(self, asked: _Asked, why: str) -> None:
        """Tell the breaker. A retry that fails too is no second failure: one ill board is not the host of thousands.

        Nor is robots.txt a sign of health: another server may answer for it.
        """
        if asked.first_try if why else not asked.robots:
            await self._hosts.report(asked.host, why)

    async def _robots_parsed(self, robotparser: Any, request: Request) -> None:
        rules = getattr(robotparser, "rp", None)  # Protego's; Scrapy's own interface has no Crawl-delay
        delay = rules.crawl_delay(self._user_agent) if rules is not None else None
        if delay:
            await self._hosts.slow_down(self._asked(request).host, SPACING * float(delay))

    async def close(self) -> None:
        """Close the inner handler."""
        self._pulse.end()
        await self._inner.close()
        await self._hosts.close()


def _is_ill(status: int, asked: _Asked) -> bool:
    """A robots.txt that is forbidden is one that is not there (RFC 9309)."""
    return status >= 500 or (status in ILL and not (asked.robots and status == 403))


def _hosts(settings: BaseSettings) -> Hosts:
    url = own_settings().redis_url
    if not (url and settings.getbool("SHARED_HOSTS") and settings.getbool("POLITENESS_ENABLED")):
        return OwnHosts()
    from crawler.shared_hosts import SharedHosts  # half a second, which only a fleet needs to wait

    return SharedHosts(url)


def _install_resolver(crawler: Crawler) -> PublicResolver:
    from twisted.internet import reactor  # not before it is chosen

    resolver = PublicResolver(
        crawler.settings.getlist("ALLOWED_PRIVATE_HOSTS"), crawler.settings.getfloat("DNS_TIMEOUT")
    )
    reactor.installNameResolver(resolver)
    return resolver
