"""Say in a few words how a request ended, and in one word why."""

from __future__ import annotations

from http import HTTPStatus
from json import JSONDecodeError
from pathlib import Path
from traceback import walk_tb
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

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
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError

from jobtracker.causes import BLOCKED, CAUSES, CHANGED, GONE, MOVED, OURS, TIME_OUT
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


def cause_of(error: BaseException) -> str:
    """The word of jobtracker.causes for what went wrong. An error of ours may say it itself, by `cause`."""
    if isinstance(error, HttpError):
        return MOVED if _led_elsewhere(error.response) else _cause_of_status(error.response.status)
    if (own := getattr(error, "cause", "")) in CAUSES:
        return str(own)
    if isinstance(error, DownloadCancelledError | JSONDecodeError | ParseError):  # too large, or not whole
        return CHANGED
    if isinstance(error, tuple(_PLAIN)):
        return TIME_OUT
    return _cause_of_refusal(str(error)) if isinstance(error, IgnoreRequest) else OURS


def _led_elsewhere(response: Response) -> bool:
    """True if redirects led to another host than the one that was asked."""
    asked = response.meta.get("redirect_urls") if response.request else None
    return bool(asked) and urlsplit(asked[0]).netloc != urlsplit(response.url).netloc


def _cause_of_status(status: int) -> str:
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return GONE
    if status in _REFUSALS:
        return BLOCKED
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        return TIME_OUT
    return MOVED if 300 <= status < 400 else CHANGED


_REFUSALS = (401, 402, 403, 407, 429, 451)
_REFUSED = {
    "Forbidden by robots.txt": BLOCKED,
    "max redirections reached": MOVED,
    "offsite": MOVED,
    "DOWNLOAD_MAXSIZE": CHANGED,
}
"""Words of Scrapy's own middlewares, which raise one kind of error for everything."""


def _cause_of_refusal(text: str) -> str:
    return next((cause for words, cause in _REFUSED.items() if words in text), OURS)


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
