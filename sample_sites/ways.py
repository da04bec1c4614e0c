"""Two ways for a crawler to reach the sample sites in place of the web: over a port, or straight in this process."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Request, Response
from scrapy.utils.misc import build_from_crawler

from crawler.archive import to_response
from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked
from sample_sites.faults import Trouble
from sample_sites.sites import Sites


class Detour(BaseDownloadHandler):
    """https://host/path becomes SAMPLE_SITES_URL/host/path; the answer keeps the URL that was asked for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._base = crawler.settings["SAMPLE_SITES_URL"] + "/"
        self._web = build_from_crawler(HTTP11DownloadHandler, crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch it from the server."""
        url = urljoin(self._base, request.url.partition("://")[2])
        response = await self._web.download_request(request.replace(url=url))
        return response.replace(url=request.url)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._web.close()


_AS_SCRAPY_SAYS: dict[Trouble, type[Exception]] = {
    Trouble.TIMEOUT: DownloadTimeoutError,
    Trouble.CUT: ResponseDataLossError,
    Trouble.DRIP: DownloadTimeoutError,
    Trouble.HUGE: DownloadCancelledError,
}


class Shortcut(BaseDownloadHandler):
    """Asks SAMPLE_SITES without a socket. What a connection would suffer comes as Scrapy would report it, at once."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._sites: Sites = crawler.settings["SAMPLE_SITES"]

    async def download_request(self, request: Request) -> Response:
        """Raises what the fault of the company's site would come to."""
        answer: Answer | Trouble = NOT_FOUND
        if urlsplit(request.url).path != "/robots.txt":
            answer = self._sites.answer(Asked(request.method, request.url, request.body))
        if isinstance(answer, Trouble):
            raise _AS_SCRAPY_SAYS[answer]("larger than download max size" if answer is Trouble.HUGE else answer)
        return to_response(request, answer)


def detour_settings(url: str, *, polite: bool = False) -> dict[str, Any]:
    """Scrapy settings that put the server at `url` in place of the web; `polite` if its hosts' rates are to be kept."""
    own = {"SAMPLE_SITES_URL": url, "POLITENESS_ENABLED": polite, "CHECK_ADDRESSES": False}
    return _settings(Detour) | own


def shortcut_settings(sites: Sites) -> dict[str, Any]:
    """Scrapy settings that put sites in this process in place of the web."""
    return _settings(Shortcut) | {"SAMPLE_SITES": sites, "RETRY_ENABLED": False}


def _settings(handler: type[BaseDownloadHandler]) -> dict[str, Any]:
    return {
        "INNER_DOWNLOAD_HANDLER": f"{__name__}.{handler.__name__}",
        "POLITENESS_ENABLED": False,
        "RUN_SWITCHED_OFF": True,
    }
