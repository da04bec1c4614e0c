"""As much of HTTP/1.1 as a server on loopback needs: a request is read, an answer is written."""

from __future__ import annotations

from asyncio import StreamReader
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from crawler.recordings import Answer

LARGEST_BODY = 2**20
"""Bytes that a request may bring."""
_REASONS = {int(status): status.phrase for status in HTTPStatus}


@dataclass(slots=True, frozen=True)
class HttpRequest:
    """One request; names of headers are in lower case."""

    method: str
    target: str
    """Path and query."""
    headers: Mapping[str, str]
    body: bytes

    @property
    def keeps_alive(self) -> bool:
        """True if the connection serves a further request."""
        return self.headers.get("connection", "").lower() != "close"


async def read_request(reader: StreamReader) -> HttpRequest:
    """The next request. Raises EOFError at the end of the connection, ValueError if it is no HTTP."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
    size = int(headers.get("content-length") or 0)
    if not 0 <= size <= LARGEST_BODY or "transfer-encoding" in headers:
        raise ValueError("a body without a length, or too long")
    return HttpRequest(method, target, headers, await reader.readexactly(size) if size else b"")


def write_head(answer: Answer, length: int) -> bytes:
    """The status line and the headers of an answer whose body has so many bytes."""
    lines = [f"HTTP/1.1 {answer.status} {_REASONS.get(answer.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, values in answer.headers.items() for value in values]
    return ("\r\n".join([*lines, f"Content-Length: {length}"]) + "\r\n\r\n").encode("latin-1")
