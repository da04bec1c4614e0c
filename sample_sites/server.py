"""The sample sites over HTTP, on loopback.

Each is at /<host>/<path> of this server, so https://api.lever.co/v0/postings/acme is at /api.lever.co/v0/postings/acme
(`sample_sites.ways` sends a crawler there). `/` is a page for people (`sample_sites.pages`), `/-/` is for whoever runs
it (`sample_sites.control`). One asyncio loop: a few hundred answers a second cost it a small part of a core.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from types import TracebackType
from typing import Self

from crawler.recordings import Answer
from sample_sites import pages
from sample_sites.asked import Asked
from sample_sites.control import CONTROL, control
from sample_sites.faults import HUGE, Trouble
from sample_sites.http import HttpRequest, read_request, write_head
from sample_sites.request_log import RequestLog
from sample_sites.sites import Sites

MEGABYTE = 2**20
PATIENCE = 3600.0
"""Seconds after which a client that gets no answer is let go of."""


class Server:
    """One port for all sites. A context manager: it serves, in a thread, from `with` to its end."""

    def __init__(self, sites: Sites, *, port: int = 0, drip: float = 1.0) -> None:
        self.sites = sites
        self.drip = drip
        """Seconds between two bytes of a slow drip."""
        self.requests = RequestLog()
        self._socket = socket.create_server(("127.0.0.1", port), backlog=1024)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._serving = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    def serve_forever(self) -> None:
        """Serve until `stop`."""
        with suppress(asyncio.CancelledError):
            asyncio.run(self._serve())

    def stop(self) -> None:
        """End the serving, those included who wait for an answer. May be called from any thread."""
        with suppress(RuntimeError):  # its loop has ended
            self._loop.call_soon_threadsafe(self._over.set)

    def __enter__(self) -> Self:
        self._thread.start()
        self._serving.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        listening = await asyncio.start_server(self._converse, sock=self._socket)
        self._serving.set()
        try:
            await self._over.wait()
        finally:
            listening.close()

    async def _converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer the requests of one connection, one after the other."""
        with suppress(ConnectionError, EOFError, ValueError, asyncio.LimitOverrunError, asyncio.CancelledError):
            while await self._answer(await read_request(reader), reader, writer):
                await writer.drain()
        writer.close()

    async def _answer(self, request: HttpRequest, reader: StreamReader, writer: StreamWriter) -> bool:
        """Answer a request. Returns False if the connection is to end."""
        host, _, path = request.target.removeprefix("/").partition("/")
        if request.target.startswith(CONTROL):
            answer: Answer | Trouble = control(self.sites, self.requests, request)
        elif "." not in host:
            answer = pages.answer(self.sites, request)
        else:
            self.requests.note(host, f"/{path}")
            asked = Asked(request.method, f"https:/{request.target}", request.body)
            answer, after = self.sites.reply(asked)
            if after:
                await asyncio.sleep(after)
            if isinstance(answer, Trouble):
                await self._trouble(answer, self.sites.good(asked), reader, writer)
                return False
        body = b"" if request.method == "HEAD" else answer.body
        writer.write(write_head(answer, len(answer.body)) + body)
        return request.keeps_alive

    async def _trouble(self, trouble: Trouble, good: Answer, reader: StreamReader, writer: StreamWriter) -> None:
        if trouble is Trouble.TIMEOUT:
            await asyncio.wait_for(reader.read(), PATIENCE)  # until the client has had enough
        elif trouble is Trouble.CUT:
            writer.write(write_head(good, len(good.body)) + good.body[: len(good.body) // 2])
        elif trouble is Trouble.HUGE:
            writer.write(write_head(good, HUGE))
            for _ in range(HUGE // MEGABYTE):
                writer.write(b" " * MEGABYTE)
                await writer.drain()
        elif trouble is Trouble.DRIP:
            writer.write(write_head(good, len(good.body)))
            for place in range(len(good.body)):
                writer.write(good.body[place : place + 1])
                await writer.drain()
                await asyncio.sleep(self.drip)
