"""How long a PostgreSQL is waited for that says nothing more.

It ends a statement that takes too long by itself, unless it is frozen, or its machine is: libpq would wait without end,
and its TCP options do nothing on a Unix socket. psycopg2 has one way of waiting in a process: once this one is set
there is no COPY, which is for programs without patience.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from psycopg2 import OperationalError  # type: ignore[import-untyped]  # psycopg2 ships no types
from psycopg2.extensions import (  # type: ignore[import-untyped]  # likewise
    POLL_OK,
    POLL_READ,
    STATUS_SETUP,
    connection,
    set_wait_callback,
)


class _Patient(connection):  # type: ignore[misc]  # psycopg2 ships no types
    """A connection that knows how long it is waited for."""

    def __init__(self, dsn: str, *, answer: float, connect: float) -> None:
        self.answer, self.connect = answer, connect  # before anything is waited for
        super().__init__(dsn)


def patient(answer: float, connect: float) -> Callable[[str], Any]:
    """What makes connections that break off after so many seconds without a word, by OperationalError."""
    set_wait_callback(_wait)
    return partial(_Patient, answer=answer, connect=connect)


def _wait(waiting: connection) -> None:
    until = None
    if isinstance(waiting, _Patient):
        until = time.monotonic() + (waiting.connect if waiting.status == STATUS_SETUP else waiting.answer)
    while (state := waiting.poll()) != POLL_OK:
        word = select.poll()
        word.register(waiting.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        if not word.poll(None if until is None else max(0.0, until - time.monotonic()) * 1000):
            raise OperationalError("the connection says nothing more")  # which closes it
