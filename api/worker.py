"""How gunicorn's processes differ from its own: threads are for what has arrived, and refusals are problems, too."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from typing import Any

import orjson
from gunicorn.http import errors as unreadable
from gunicorn.workers.gthread import ThreadWorker

from api.arriving import Arriving, Kind
from api.errors import MEDIA_TYPE
from api.guard import LARGEST_BODY

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
ARRIVES = 20.0
"""Seconds that a request may take to arrive."""
WAITS = 10.0
"""Seconds that one may wait for a thread."""
SOON = 5
"""Seconds after which one may ask again for whom there was none."""
STANDS_STILL = 10
"""Seconds after which whoever takes nothing of an answer is left."""
LINGERS = 2.0
"""Seconds that a connection is kept after its last answer, for what is still on its way."""
DRAINED = 64 * 1024
"""Bytes that are read meanwhile."""
_WHY = {
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The head of the request is too long.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: f"A body has {LARGEST_BODY} bytes at most.",
    HTTPStatus.REQUEST_TIMEOUT: f"A request has to arrive within {ARRIVES:g} s.",
}


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A process with threads. None of them waits for a request to arrive, or for a client to hang up.

    gunicorn's own gives a thread to what has begun: eight requests that never end would be all that it serves. And
    searches have threads of their own here: however many there are, whatever else is asked does not wait for them. So
    has the probe of whoever would end a server that does not answer, because its database does not.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._threads: dict[Kind, Executor] = {}
        self._queued: dict[Any, tuple[Future[Any], float]] = {}
        self._arriving: dict[Any, tuple[Arriving, float]] = {}
        self._lingering: dict[Any, tuple[int, float]] = {}

    def get_thread_pool(self) -> Executor:
        """The threads of each kind of request: gunicorn's own are those of what is neither search nor probe."""
        others = super().get_thread_pool()
        self._threads = {"search": super().get_thread_pool(), "probe": ThreadPoolExecutor(1), "other": others}
        return others  # type: ignore[no-any-return]  # gunicorn ships no types

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection a thread, once its next request is here."""
        if not conn.initialized:
            conn.init()
            with contextlib.suppress(OSError):  # it is gone already
                for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
                    conn.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STANDS_STILL, 0))
        conn.sock.setblocking(False)
        arriving = Arriving()
        arriving.add(conn.parser.unreader.take_buffered())  # what came together with the request before
        self._arriving[conn] = arriving, time.monotonic() + ARRIVES
        self.poller.register(conn.sock, EVENT_READ, partial(self._more, conn))
        self._see(conn, arriving)

    def _more(self, conn: Any, sock: socket.socket) -> None:
        arriving, _ = self._arriving[conn]
        try:
            piece = sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._leave(conn)
            return
        arriving.add(piece)
        self._see(conn, arriving)

    def _see(self, conn: Any, arriving: Arriving) -> None:
        if arriving.refused:
            self._refuse(conn, arriving.refused)
        elif arriving.whole:
            self._forget(conn)
            conn.parser.unreader.unread(bytes(arriving.bytes))
            conn.data_ready = True
            self._queue(conn, self._threads[arriving.kind()])
        elif arriving.waits:
            arriving.waits = False
            with contextlib.suppress(OSError):
                conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _queue(self, conn: Any, threads: Executor) -> None:
        asked = threads.submit(self.handle, conn)
        self._queued[conn] = asked, time.monotonic() + WAITS
        asked.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def _refuse(self, conn: Any, status: HTTPStatus) -> None:
        self.log.warning("refused request: %s", status.phrase)
        self._forget(conn)
        self._say(conn, _problem(status, _WHY[status]))

    def _say(self, conn: Any, last: bytes) -> None:
        with contextlib.suppress(OSError):
            conn.sock.send(last)
        self._linger(conn)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """What becomes of a connection after an answer. gunicorn's own would have everybody wait for a hang-up."""
        self._queued.pop(conn, None)
        if fs.cancelled():
            self.log.warning("refused request: it waited for %g s", WAITS)
            busy = _problem(HTTPStatus.SERVICE_UNAVAILABLE, "Too much is asked at once. Try again in a moment.", SOON)
            self._say(conn, busy)
        elif fs.exception() is not None or not fs.result():
            self._linger(conn)
        else:
            super().finish_request(conn, fs)

    def _linger(self, conn: Any) -> None:
        """Hang up, but read what is on its way: else the answer could be lost, too (RFC 9112, 9.6)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))
        except (OSError, ValueError):
            self._close(conn)
        else:
            self._lingering[conn] = 0, time.monotonic() + LINGERS

    def _drain(self, conn: Any, sock: socket.socket) -> None:
        drained, until = self._lingering[conn]
        try:
            piece = sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self._lingering[conn] = drained + len(piece), until
        if not piece or drained + len(piece) > DRAINED:
            self._leave(conn)

    def murder_pending(self) -> None:
        """Leave those who take too long; where there is no room for others, those who have taken longest."""
        super().murder_pending()
        now = time.monotonic()
        for conn, (_, until) in list(self._lingering.items()):
            if until <= now:
                self._leave(conn)
        for conn, (arriving, until) in list(self._arriving.items()):
            if not arriving.bytes and (until <= now or not self.alive):
                self._leave(conn)
            elif until <= now:
                self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
            elif self.nr_conns >= self.worker_connections:
                self._leave(conn)
            else:
                break
        for asked, until in self._queued.values():
            if until > now:
                break
            asked.cancel()  # which what a thread has begun does not mind

    def _leave(self, conn: Any) -> None:
        self._forget(conn)
        self._close(conn)

    def _forget(self, conn: Any) -> None:
        self._arriving.pop(conn, None)
        self._lingering.pop(conn, None)
        self.poller.unregister(conn.sock)

    def _close(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what could not be read. What breaks while it is answered is gunicorn's to tell."""
        of_ours = (unreadable.InvalidResponseHeader, unreadable.InvalidResponseHeaderName)
        for kind, status, detail in _STATUS:
            if isinstance(exc, kind) and not isinstance(exc, of_ours):
                self.log.warning("unreadable request: %s: %.200s", type(exc).__name__, exc)
                with contextlib.suppress(OSError):
                    client.sendall(_problem(status, detail))
                return
        super().handle_error(req, client, addr, exc)


def _problem(status: HTTPStatus, detail: str, retry_after: int = 0) -> bytes:
    about = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    body = orjson.dumps(about)
    again = f"Retry-After: {retry_after}\r\n" if retry_after else ""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"Content-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"{again}"
        "Cache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
