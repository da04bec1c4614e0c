"""Say in a few words how a request ended."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from traceback import walk_tb

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
from jobtracker.normalise.characters import drop_unsafe

LONGEST, LONGEST_URL, LONGEST_LINE = 300, 200, 600
"""Characters of a problem's description, of the URL before it, and of both."""

PLUGIN = "jobtracker_plugin_"
"""What the name of a plugin's module begins with."""
SPIDERS = (PLUGIN, "crawler.spiders.")
"""And that of any module that holds spiders."""

INTERRUPTED = "interrupted"
"""What an interrupted run's error begins with."""

_PLAIN: dict[type[BaseException], str] = {
    CannotResolveHostError: "no such host",
    DownloadConnectionRefusedError: "connection refused",
    ResponseDataLossError: "the connection was cut before the end of the answer",
    DownloadFailedError: "the connection was lost",
    DownloadTimeoutError: "no answer in time",
}


def outline(request: Request) -> str:
    """Its method and URL."""
    return f"{request.method} {one_line(request.url, LONGEST_URL)}"


def describe(error: BaseException) -> str:
    """One line for what went wrong, as a person would say it."""
    if isinstance(error, HttpError):
        return describe_status(error.response.status)
    for kind, words in _PLAIN.items():
        if isinstance(error, kind):
            return words
    if isinstance(error, DownloadCancelledError) and "max size" in str(error):
        return "the answer is larger than DOWNLOAD_MAXSIZE"
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return "the answer, unpacked, is larger than DOWNLOAD_MAXSIZE"
    text = one_line(str(getattr(error, "reason", "") if isinstance(error, CloseSpider) else error))
    if isinstance(error, IgnoreRequest | JobTrackerError) and text:
        return text
    return (f"{type(error).__name__}: {text}" if text else type(error).__name__) + _place(error)


def _place(error: BaseException) -> str:
    """The last line of a spider's file, a plugin's above all, that the error came through."""
    through = [
        f" ({Path(frame.f_code.co_filename).name}:{line})"
        for frame, line in walk_tb(error.__traceback__)
        if str(frame.f_globals.get("__name__")).startswith(SPIDERS)
    ]
    return through[-1] if through else ""


def describe_status(status: int) -> str:
    """An HTTP status with its name, if it has one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def one_line(text: str, longest: int = LONGEST) -> str:
    """No longer than that, and without what a database refuses."""
    line = " ".join(drop_unsafe(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
