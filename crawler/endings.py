"""Say in a few words how a request ended."""

from __future__ import annotations

from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    CloseSpider,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request
from scrapy.spidermiddlewares.httperror import HttpError

from jobtracker.errors import JobTrackerError

LONGEST = 300
"""Characters of a problem's description, and of a URL in it."""

_PLAIN: dict[type[BaseException], str] = {
    CannotResolveHostError: "no such host",
    DownloadConnectionRefusedError: "connection refused",
    ResponseDataLossError: "the connection was cut before the end of the answer",
    DownloadFailedError: "the connection was lost",
    DownloadTimeoutError: "no answer in time",
}


def outline(request: Request) -> str:
    """`GET https://...`"""
    return f"{request.method} {_one_line(request.url)}"


def describe(error: BaseException) -> str:
    """One line for what went wrong, as a person would say it."""
    if isinstance(error, HttpError):
        return _status(error.response.status)
    for kind, words in _PLAIN.items():
        if isinstance(error, kind):
            return words
    if isinstance(error, DownloadCancelledError) and "max size" in str(error):
        return "the answer is larger than DOWNLOAD_MAXSIZE"
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return "the answer, unpacked, is larger than DOWNLOAD_MAXSIZE"
    text = _one_line(str(getattr(error, "reason", "") if isinstance(error, CloseSpider) else error))
    if isinstance(error, IgnoreRequest | JobTrackerError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
