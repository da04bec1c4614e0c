"""Notices a callback that never returns: everything else in this process waits for it."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

logger = logging.getLogger(__name__)


@contextmanager
def watching(patience: float, *, deadly: bool = False) -> Iterator[None]:
    """While this lasts, a thread says once for each time that the loop has not turned for `patience` seconds.

    The driver's tasks bear the names of their companies. Code that keeps hold of the interpreter (one endless regular
    expression) keeps this thread from running, too. `deadly` ends the process, that one included, when the loop has not
    turned for twice as long: another will take its place.
    """
    loop, ended = asyncio.get_running_loop(), threading.Event()
    turned = [monotonic()]

    def turn() -> None:
        turned[0] = monotonic()
        if deadly:  # a thread of C, which needs no interpreter
            faulthandler.dump_traceback_later(2 * patience, exit=True, file=sys.__stderr__)
        handle[0] = loop.call_later(patience / 4, turn)

    def watch() -> None:
        told = 0.0
        while not ended.wait(patience / 4):
            if monotonic() - turned[0] > patience and turned[0] != told:
                told = turned[0]
                task = asyncio.current_task(loop)
                who = task.get_name() if task is not None else "nobody's task"
                logger.error("%s: its code has not let go for %g s: all companies wait for it", who, patience)

    handle = [loop.call_soon(turn)]
    thread = threading.Thread(target=watch, name="watchdog", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        handle[0].cancel()
        if deadly:
            faulthandler.cancel_dump_traceback_later()
        thread.join()
