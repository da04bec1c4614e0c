"""The sample sites over HTTP, on loopback.

Each is at /<host>/<path> of this server, so https://api.lever.co/v0/postings/acme is at /api.lever.co/v0/postings/acme
(`sample_sites.ways` sends a crawler there). `/-/` is for whoever runs it: GET lists the companies with their faults,
PUT /-/faults/<company>?kind=500&good_ones=3 sets one, DELETE takes it away, and PUT /-/boards/<company>?open=5&close=2
changes a made-up board.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.boards import MadeUpBoard
from sample_sites.faults import HUGE, Trouble
from sample_sites.sites import Sites

MEGABYTE = 2**20
CONTROL = "/-/"


class Server(ThreadingHTTPServer):
    """One port for all sites. A context manager: it serves, in a thread, from `with` to its end."""

    daemon_threads = True

    def __init__(self, sites: Sites, *, port: int = 0, drip: float = 1.0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.sites = sites
        self.drip = drip
        """Seconds between two bytes of a slow drip."""
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it serves: `http://127.0.0.1:<port>`."""
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()  # lets go of those that wait for an answer
        self.shutdown()
        self.server_close()


def control(sites: Sites, method: str, path: str) -> Answer:
    """Do what a request to /-/... asks for, and answer with each company's fault."""
    parts = urlsplit(path)
    what, _, slug = parts.path.removeprefix(CONTROL).partition("/")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    try:
        _change(sites, f"{method} {what}", slug, query)
    except (KeyError, ValueError) as error:
        return Answer(400, {"Content-Type": ["text/plain"]}, f"unknown: {error}\n".encode())
    return Answer(200, {"Content-Type": ["application/json"]}, json.dumps(sites.faults()).encode())


def _change(sites: Sites, action: str, slug: str, query: Mapping[str, str]) -> None:
    if action == "PUT faults":
        sites.fault(slug, query["kind"], good_ones=int(query.get("good_ones", "0")))
    elif action == "DELETE faults":
        sites.fault(slug)
    elif action == "PUT boards":
        board = sites.boards[slug]
        if not isinstance(board, MadeUpBoard):
            raise ValueError(f"{slug} is recorded, and stays as it is")
        board.close(*list(board.openings)[len(board.openings) - int(query.get("close", "0")) :])
        board.open(int(query.get("open", "0")))
    elif not action.startswith("GET"):
        raise ValueError(action)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith(CONTROL):
            self._send(control(self.server.sites, self.command, self.path))
            return
        asked = Asked(self.command, f"https:/{self.path}", body)
        answer = self.server.sites.answer(asked)
        with suppress(ConnectionError):
            if isinstance(answer, Answer):
                self._send(answer)
            else:
                self.close_connection = True
                self._trouble(answer, self.server.sites.good(asked))

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

    def _trouble(self, trouble: Trouble, good: Answer) -> None:
        if trouble is Trouble.TIMEOUT:
            self.server.over.wait(3600)
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
                if self.server.over.wait(self.server.drip):
                    return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Say nothing."""
