"""Scrapy's robots.txt, as RFC 9309 reads it."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request, Response


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Reads rules from a 2xx only: a 4xx allows everything, and a 5xx, after its retries, nothing (section 2.3.1)."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /")
        elif response.status >= 300:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
