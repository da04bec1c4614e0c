"""Send a crawler to the sample sites: a download handler that asks them whatever it is asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.misc import build_from_crawler


class Detour(BaseDownloadHandler):
    """https://host/path becomes SAMPLE_SITES_URL/host/path; the answer keeps the URL that was asked for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._base = crawler.settings["SAMPLE_SITES_URL"] + "/"
        self._web = build_from_crawler(HTTP11DownloadHandler, crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch it from the sample sites."""
        url = urljoin(self._base, request.url.partition("://")[2])
        response = await self._web.download_request(request.replace(url=url))
        return response.replace(url=request.url)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._web.close()


def detour_settings(url: str) -> dict[str, Any]:
    """Scrapy settings that put the sample sites at `url` in place of the web."""
    return {
        "SAMPLE_SITES_URL": url,
        "INNER_DOWNLOAD_HANDLER": f"{__name__}.{Detour.__name__}",
        "POLITENESS_ENABLED": False,
        "RUN_SWITCHED_OFF": True,
    }
