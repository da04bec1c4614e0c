"""Replay: a company's answers come from its recording in place of the network.

An unrecorded robots.txt counts as 404. Any other unrecorded request fails: a detail's leaves its listing pending, any
other keeps its company's run from being complete.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from crawler.company_run import COMPANY, CURRENT
from crawler.recordings import NOT_FOUND, Answer, NotRecorded, Recording, recording_path


class Replay(BaseDownloadHandler):
    """Download handler that answers from ARCHIVE_DIR, by the company of the request's run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._folder = Path(crawler.settings["ARCHIVE_DIR"])
        self._largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        # Of the companies that are being crawled at once each is read once, and let go when others follow.
        self._open = lru_cache(maxsize=2 * crawler.settings.getint("COMPANIES_AT_ONCE", 16))(Recording)

    async def download_request(self, request: Request) -> Response:
        """Raises NotRecorded, and what a live download of such an answer would raise."""
        answer = self.answer(request)
        if 0 < self._largest < len(answer.body):
            raise DownloadCancelledError(f"{len(answer.body)} bytes: larger than download max size ({self._largest})")
        return to_response(request, answer)

    def answer(self, request: Request) -> Answer:
        """What was recorded. Raises NotRecorded."""
        try:
            recording = self._open(recording_path(self._folder, _company(request)))
        except NotRecorded:
            if _is_robots(request):
                return NOT_FOUND
            raise
        found = recording.find(request.method, request.url, request.body)
        if found is None and not _is_robots(request):
            raise NotRecorded("not recorded")
        return found or NOT_FOUND


def to_response(request: Request, answer: Answer) -> Response:
    """The answer as Scrapy has it, of the class that its headers or its body ask for."""
    headers = Headers(answer.headers)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=answer.body)
    return kind(url=request.url, status=answer.status, headers=headers, body=answer.body)


def _is_robots(request: Request) -> bool:
    return urlsplit(request.url).path == "/robots.txt"


def _company(request: Request) -> str:
    """The company on whose behalf a request is made; Scrapy's own for robots.txt do not say it."""
    run = CURRENT.get()
    slug: str = request.meta.get(COMPANY) or (run.slug if run else "")
    if not slug:
        raise NotRecorded("not recorded: the request belongs to no company")
    return slug


def replay_settings(folder: Path) -> dict[str, Any]:
    """Scrapy settings that put a replay of a folder of recordings in place of the network."""
    return {
        "ARCHIVE_DIR": str(folder),
        "INNER_DOWNLOAD_HANDLER": f"{__name__}.{Replay.__name__}",
        "POLITENESS_ENABLED": False,
        "RETRY_ENABLED": False,  # a recording answers the same again
        "RUN_SWITCHED_OFF": True,
    }
