"""Scrapy's robots.txt, as RFC 9309 reads it, and for many companies."""

from __future__ import annotations

import asyncio
import logging
import math
from time import monotonic

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.downloadermiddlewares.robotstxt import logger as robots_logger
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.httpobj import urlparse_cached

from crawler.endings import describe
from crawler.politeness import HostOff

ASK_AGAIN = 60.0
"""Seconds after which a robots.txt that could not be had is asked for once more: a host has many companies' boards."""


class NoRobots(IgnoreRequest):
    """A host's robots.txt cannot be had, so that nothing of it may be read for now."""


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Reads rules from a 2xx only: a 4xx, 401 and 403 too, allows everything (RFC 9309, section 2.3.1.3).

    A 5xx, or no answer, allows nothing (section 2.3.1.4), after the retries that any request has. Many companies wait
    for one host's file: it is fetched to its end though the company that asked first is cancelled.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        robots_logger.addFilter(_not_an_error)
        self._fetches: dict[str, asyncio.Task[tuple[RobotParser | None, str]]] = {}
        self._troubles: dict[str, tuple[str, float]] = {}
        """Host -> why its file cannot be had, and since when."""

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None if there are none. Raises NoRobots."""
        host = urlparse_cached(request).netloc
        self._forget_trouble(host)
        if host not in self._fetches:
            self._fetches[host] = asyncio.create_task(self._fetch(request, host))
        parser, trouble = await asyncio.shield(self._fetches[host])
        if trouble:
            raise NoRobots(f"robots.txt of {host}: {trouble}")
        return parser

    async def _fetch(self, request: Request, host: str) -> tuple[RobotParser | None, str]:
        parser = await super().robot_parser(request)
        return parser, self._troubles.get(host, ("", 0.0))[0]

    def stop(self) -> None:
        """Give up what is being fetched: whoever waited for it has ended."""
        for fetch in self._fetches.values():
            fetch.cancel()

    def _forget_trouble(self, host: str) -> None:
        if host in self._troubles and monotonic() - self._troubles[host][1] > ASK_AGAIN:
            for known in (self._troubles, self._fetches, self._parsers):
                known.pop(host, None)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            raise HttpError(response)
        if response.status >= 300:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if f"offsite request to '{netloc.partition(':')[0]}'" not in str(exc):  # then the request is refused itself
            since = -math.inf if isinstance(exc, HostOff) else monotonic()  # the breaker remembers that itself
            self._troubles[netloc] = describe(exc), since
        super()._robots_error(exc, netloc)


def _not_an_error(record: logging.LogRecord) -> bool:
    """ERROR is for companies that failed, one line each; a file that cannot be fetched is not one."""
    if record.levelno > logging.INFO:
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True
