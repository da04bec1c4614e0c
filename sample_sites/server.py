"""The sites over HTTP, on loopback.

Each is at /<host>/<path> of this server, so https://api.lever.co/v0/postings/acme is at /api.lever.co/v0/postings/acme
(`sample_sites.detour` sends a crawler there). Faults are set by `fault`, or by `PUT /-/faults/<company>?kind=500`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked
from sample_sites.boards import Board
from sample_sites.faults import HUGE, KINDS, Trouble, misbehave

MEGABYTE = 2**20
CONTROL = "/-/"


@dataclass(slots=True)
class _Fault:
    kind: str
    good_ones: int
    """So many requests are answered well before the fault begins."""


class SampleSites:
    """All boards behind one port. A context manager: it serves from `with` to its end."""

    def __init__(self, boards: Iterable[Board] = (), *, port: int = 0, drip: float = 1.0) -> None:
        self.boards = {board.slug: board for board in boards}
        self._by_root = {root: board for board in self.boards.values() for root in board.roots}
        self._faults: dict[str, _Fault] = {}
        self._over = threading.Event()
        self._drip = drip
        self.requests: list[tuple[str, Asked]] = []
        """Every request, with the company it asked."""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._server.sites = self  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        """Where it serves: `http://127.0.0.1:<port>`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def fault(self, slug: str, kind: str = "", *, good_ones: int = 0) -> None:
        """Give a company's site a fault, after so many good answers; "" takes it away. Raises KeyError."""
        if slug not in self.boards or (kind and kind not in KINDS):
            raise KeyError(kind if slug in self.boards else slug)
        self._faults.pop(slug, None)
        if kind:
            self._faults[slug] = _Fault(kind, good_ones)

    def answer(self, asked: Asked) -> Answer | Trouble:
        """What the sites answer, faults included."""
        board = self._find(asked)
        if board is None:
            return NOT_FOUND
        self.requests.append((board.slug, asked))
        fault = self._faults.get(board.slug)
        if fault is None or fault.good_ones:
            if fault is not None:
                fault.good_ones -= 1
            return board.answer(asked)
        return misbehave(fault.kind, asked, board.answer, board.ats)

    def good(self, asked: Asked) -> Answer:
        """The same without faults."""
        board = self._find(asked)
        return board.answer(asked) if board else NOT_FOUND

    def _find(self, asked: Asked) -> Board | None:
        """The board of the longest root that the URL begins with."""
        place = asked.place
        while place:
            if place in self._by_root:
                return self._by_root[place]
            place = place.rpartition("/")[0]
        return None

    def control(self, method: str, path: str) -> Answer:
        """PUT or DELETE /-/faults/<company>; anything else lists the companies with their faults."""
        parts = urlsplit(path)
        slug = parts.path.removeprefix(f"{CONTROL}faults/")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        try:
            if method in ("PUT", "DELETE"):
                kind = query["kind"] if method == "PUT" else ""
                self.fault(slug, kind, good_ones=int(query.get("good_ones", "0")))
        except (KeyError, ValueError) as error:
            return Answer(400, {"Content-Type": ["text/plain"]}, f"unknown: {error}\n".encode())
        state = {slug: fault.kind if (fault := self._faults.get(slug)) else "" for slug in self.boards}
        return Answer(200, {"Content-Type": ["application/json"]}, json.dumps(state).encode())

    def wait(self, seconds: float) -> bool:
        """Sleep; True, at once, if the server is to end."""
        return self._over.wait(seconds)

    @property
    def drip(self) -> float:
        """Seconds between two bytes of a slow drip."""
        return self._drip

    def serve(self) -> None:
        """Serve until `close`."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """End, and let go of those that still wait for an answer."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ThreadingHTTPServer

    @property
    def sites(self) -> SampleSites:
        sites: SampleSites = self.server.sites  # type: ignore[attr-defined]
        return sites

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith(CONTROL):
            self._send(self.sites.control(self.command, self.path))
            return
        asked = Asked(self.command, f"https:/{self.path}", body)
        answer = self.sites.answer(asked)
        with suppress(ConnectionError):
            if isinstance(answer, Answer):
                self._send(answer)
            else:
                self.close_connection = True
                self._trouble(answer, asked)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = _serve  # noqa: N815  (their names there)

    def _head(self, answer: Answer, length: int) -> None:
        known = answer.status in HTTPStatus._value2member_map_
        self.send_response(answer.status, None if known else "Unknown")
        for name, values in answer.headers.items():
            for value in values:
                self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send(self, answer: Answer) -> None:
        self._head(answer, len(answer.body))
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _trouble(self, trouble: Trouble, asked: Asked) -> None:
        good = self.sites.good(asked)
        if trouble is Trouble.TIMEOUT:
            self.sites.wait(3600)
        elif trouble is Trouble.CUT:
            self._head(good, len(good.body))
            self.wfile.write(good.body[: len(good.body) // 2])
        elif trouble is Trouble.HUGE:
            self._head(good, HUGE)
            for _ in range(HUGE // MEGABYTE):
                self.wfile.write(b" " * MEGABYTE)
        elif trouble is Trouble.DRIP:
            self._head(good, len(good.body))
            for place in range(len(good.body)):
                self.wfile.write(good.body[place : place + 1])
                if self.sites.wait(self.sites.drip):
                    return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Say nothing."""
