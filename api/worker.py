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
    (unreadable.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (unreadable.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (unreadable.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (unreadable.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (unreadable.ParseException, HTTPStatus.BAD_REQUEST),
)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A process with threads."""

    def handle_error(self, req: Any, client: socket, addr: Any, exc: Exception) -> None:
        """Answer what could not be read. What breaks while it is answered is gunicorn's to tell."""
        of_ours = (unreadable.InvalidResponseHeader, unreadable.InvalidResponseHeaderName)
        for kind, status in _STATUS:
            if isinstance(exc, kind) and not isinstance(exc, of_ours):
                self.log.warning("unreadable request: %s: %.200s", type(exc).__name__, exc)
                with contextlib.suppress(OSError):
                    client.sendall(_problem(status))
                return
        super().handle_error(req, client, addr, exc)


def _problem(status: HTTPStatus) -> bytes:
    body = orjson.dumps({"type": "about:blank", "title": status.phrase, "status": status.value})
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"Content-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
