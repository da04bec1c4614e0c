"""Scrapy's robots.txt, as RFC 9309 reads it, and for many companies."""

from __future__ import annotations

import asyncio
import logging

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.downloadermiddlewares.robotstxt import logger as robots_logger
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Reads rules from a 2xx only: a 4xx allows everything, and a 5xx, after its retries, nothing (section 2.3.1).

    Many companies wait for one host's file: it is fetched to its end though the company that asked first is cancelled.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        robots_logger.addFilter(_not_an_error)
        self._fetches: dict[str, asyncio.Task[RobotParser | None]] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None if there are none."""
        host = urlparse_cached(request).netloc
        if host not in self._fetches:
            self._fetches[host] = asyncio.create_task(super().robot_parser(request))
        return await asyncio.shield(self._fetches[host])

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /")
        elif response.status >= 300:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)


def _not_an_error(record: logging.LogRecord) -> bool:
    """ERROR is for companies that failed, one line each; a file that cannot be fetched is not one."""
    if record.levelno > logging.INFO:
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True
