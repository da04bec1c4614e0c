"""How gunicorn's processes differ from its own: what they cannot read is answered with a problem document, too."""

from __future__ import annotations

import contextlib
from http import HTTPStatus
from socket import socket
from typing import Any

import orjson
from gunicorn.http import errors as unreadable
from gunicorn.workers.gthread import ThreadWorker

from api.errors import MEDIA_TYPE

_STATUS = (
    (unreadable.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long."),
    (unreadable.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too long."),
    (unreadable.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED, "That transfer coding is not known here."),
    (unreadable.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED, "That expectation cannot be met."),
    (
        unreadable.InvalidRequestLine,
        HTTPStatus.BAD_REQUEST,
        "The first line is not HTTP. In an address all but ASCII is percent-encoded: m%C3%BCnchen, not münchen.",
    ),
    (unreadable.ParseException, HTTPStatus.BAD_REQUEST, "The request is not HTTP."),
)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A process with threads."""

    def handle_error(self, req: Any, client: socket, addr: Any, exc: Exception) -> None:
        """Answer what could not be read. What breaks while it is answered is gunicorn's to tell."""
        of_ours = (unreadable.InvalidResponseHeader, unreadable.InvalidResponseHeaderName)
        for kind, status, detail in _STATUS:
            if isinstance(exc, kind) and not isinstance(exc, of_ours):
                self.log.warning("unreadable request: %s: %.200s", type(exc).__name__, exc)
                with contextlib.suppress(OSError):
                    client.sendall(_problem(status, detail))
                return
        super().handle_error(req, client, addr, exc)


def _problem(status: HTTPStatus, detail: str) -> bytes:
    about = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    body = orjson.dumps(about)
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"Content-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
