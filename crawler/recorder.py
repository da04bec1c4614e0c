"""Write down a crawl: what the sites answered, and the postings that were read from it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Request, Response

from crawler.batch import Batch
from crawler.recordings import save_cassette, write_json
from jobtracker.listing import Posting

KEPT = ("Content-Type", "Content-Encoding", "Location", "Retry-After", "ETag", "Last-Modified")
"""Headers that a recording holds. All others stay out: some are secrets, and a replay needs none of them."""
LARGEST = 64 * 2**20
"""Bytes of all answers together; what would exceed it is left out, and the crawl is not a recording."""

CASSETTE, EXPECTED = FILES = ("cassette.json", "expected.json")


class Recorder:
    """Extension that writes cassette.json and expected.json into RECORD_INTO when the crawl ends.

    expected.json is the list of postings by id, each with those fields that are not empty, without its raw record.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._interactions: dict[tuple[str, str, bytes], dict[str, Any]] = {}
        self._postings: dict[str, dict[str, Any]] = {}
        self._size = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to all that is downloaded and read."""
        recorder = cls(Path(crawler.settings["RECORD_INTO"]))
        # Before any middleware: redirects, refusals and robots.txt belong to a recording too.
        crawler.signals.connect(recorder.downloaded, signals.response_downloaded)
        crawler.signals.connect(recorder.scraped, signals.item_scraped)
        crawler.signals.connect(recorder.close, signals.spider_closed)
        return recorder

    def downloaded(self, response: Response, request: Request) -> None:
        """Take an answer; of several to the same request, retries, the last."""
        self._size += len(response.body)
        if self._size <= LARGEST:
            self._interactions[request.method, request.url, request.body] = _interaction(request, response)

    def scraped(self, item: Any) -> None:
        """Take the postings of a batch; a list entry whose detail follows, only once it has come."""
        if isinstance(item, Batch):
            whole = (p for p in item.postings if isinstance(p, Posting) and (item.last or not p.detail_pending))
            self._postings |= {posting.id: filled(posting) for posting in whole}

    def close(self) -> None:
        """Write both files, unless the crawl was too large."""
        if self._size <= LARGEST:
            save_cassette(self._folder / CASSETTE, list(self._interactions.values()))
            write_json(self._folder / EXPECTED, [self._postings[id_] for id_ in sorted(self._postings)])


def record_settings(folder: Path) -> dict[str, Any]:
    """Scrapy settings that write a crawl down."""
    return {
        "RECORD_INTO": str(folder),
        "EXTENSIONS": {f"{__name__}.{Recorder.__name__}": 500},
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Encoding": "identity"},  # bodies that people can read
    }


def filled(posting: Posting) -> dict[str, Any]:
    """The fields of a posting that hold something, without its raw record."""
    values = {f.name: getattr(posting, f.name) for f in fields(posting) if f.name not in ("raw", "detail_pending")}
    return {name: value for name, value in values.items() if value not in (None, "", (), [])}


def _interaction(request: Request, response: Response) -> dict[str, Any]:
    return {
        "recorded_at": f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S}",
        "request": {
            "body": _body(request.body, packed=False),
            "headers": _kept(request.headers),
            "method": request.method,
            "uri": request.url,
        },
        "response": {
            "body": _body(response.body, packed=b"Content-Encoding" in response.headers),
            "headers": _kept(response.headers),
            "status": {"code": response.status, "message": ""},
            "url": response.url,
        },
    }


def _kept(headers: Headers) -> Mapping[str, Sequence[str]]:
    return {name: [v.decode("latin-1") for v in headers.getlist(name)] for name in KEPT if name in headers}


def _body(body: bytes, *, packed: bool) -> dict[str, str]:
    try:
        if not packed:
            return {"encoding": "utf-8", "string": body.decode()}
    except UnicodeDecodeError:
        pass
    return {"encoding": "utf-8", "base64_string": base64.b64encode(body).decode()}
