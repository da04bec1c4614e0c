"""A small web site that does everything a crawler dreads."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit


class Handler(BaseHTTPRequestHandler):
    """`/board?ids=1,2` is a board; every other path is a trouble of its own."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[Counter[str]] = Counter()
    robots: ClassVar[bytes] = b"User-agent: *\nDisallow: /forbidden\n"
    robots_wait: ClassVar[float] = 0

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        parts = urlsplit(self.path)
        words = {name: values[0] for name, values in parse_qs(parts.query).items()}
        getattr(self, "_" + parts.path.strip("/").replace(".", "_").split("/")[0])(words)

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _robots_txt(self, words: dict[str, str]) -> None:
        time.sleep(self.robots_wait)
        self._send(200, self.robots, Content_Type="text/plain")

    def _board(self, words: dict[str, str]) -> None:
        time.sleep(float(words.get("wait", 0)))
        jobs = [{"id": id_, "title": f"Baker {id_}"} for id_ in words.get("ids", "1,2,3").split(",")]
        self._send(200, json.dumps({"jobs": jobs}).encode(), Content_Type="application/json")

    _forbidden = _board

    def _status(self, words: dict[str, str]) -> None:
        self._send(int(words["code"]))

    def _busy(self, words: dict[str, str]) -> None:
        if self.asked[self.path] == 1:
            self._send(429, Retry_After=words["for"])
        else:
            self._board(words)

    def _flaky(self, words: dict[str, str]) -> None:
        self._send(500) if self.asked[self.path] <= int(words["fails"]) else self._board(words)

    def _hops(self, words: dict[str, str]) -> None:
        left = int(words["left"])
        self._send(302, Location=f"/hops?left={left - 1}" if left else "/board")

    def _to(self, words: dict[str, str]) -> None:
        self._send(302, Location=words["url"])

    def _hang(self, words: dict[str, str]) -> None:
        time.sleep(float(words.get("wait", 6)))

    def _large(self, words: dict[str, str]) -> None:
        self._send(200, b" " * int(words["bytes"]))

    def _bomb(self, words: dict[str, str]) -> None:
        self._send(200, gzip.compress(b" " * int(words["bytes"])), Content_Encoding="gzip")

    def _cut(self, words: dict[str, str]) -> None:
        self._send(200, b'{"jobs": [', length="1000")
        self.close_connection = True

    def _cut_chunks(self, words: dict[str, str]) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"a\r\n0123456789\r\n")
        self.close_connection = True

    def _cookie(self, words: dict[str, str]) -> None:
        sent = self.headers.get("Cookie", "none")
        self._send(
            200,
            json.dumps({"jobs": [{"id": f"{sent} {words['mine']}", "title": "Baker"}]}).encode(),
            Set_Cookie=f"who={words['mine']}",
        )

    def _agent(self, words: dict[str, str]) -> None:
        self._send(200, json.dumps({"jobs": [{"id": self.headers["User-Agent"], "title": "Baker"}]}).encode())

    def handle(self) -> None:
        with suppress(ConnectionError):  # the crawler hung up
            super().handle()

    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256


@contextmanager
def running() -> Iterator[str]:
    """Serve on loopback while this lasts; yields the URL."""
    Handler.asked.clear()
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
