"""Asks a server as fast as it answers, over connections that are kept. One process, little work per answer."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Mapping


class Line:
    """A connection with one question on the way."""

    def __init__(self, port: int, question: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._question = question
        self._answer = bytearray()

    def ask(self) -> None:
        self._answer.clear()
        self.socket.sendall(self._question)

    def is_answered(self) -> int:
        """The status, when all of the answer is there; 0 before."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the line")
        self._answer += part
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not end:
            return 0
        lines = bytes(head).lower().split(b"\r\n")
        lengths = [int(line[15:]) for line in lines if line.startswith(b"content-length:")]
        if len(body) < (lengths[0] if lengths else 0):
            return 0
        return int(head.split(b" ", 2)[1])


def rate(
    port: int, path: str, *, status: int, seconds: float, lines: int, headers: Mapping[str, str] | None = None
) -> float:
    """Answers a second. Raises RuntimeError if one has another status."""
    sent = {"Host": "localhost", **(headers or {})}
    question = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items()) + "\r\n"
    opened = [Line(port, question.encode()) for _ in range(lines)]
    with selectors.DefaultSelector() as selector:
        for line in opened:
            line.ask()
            selector.register(line.socket, selectors.EVENT_READ, line)
        answered, begun = 0, time.perf_counter()
        while (passed := time.perf_counter() - begun) < seconds:
            for key, _ in selector.select(timeout=10):
                if found := key.data.is_answered():
                    if found != status:
                        raise RuntimeError(f"{path}: {found}")
                    answered += 1
                    key.data.ask()
    for line in opened:
        line.socket.close()
    return answered / passed
