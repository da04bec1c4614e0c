"""What closed runs found is offered to matching at once; where that fails, its next minute finds it."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress
from time import monotonic

from crawler.leases import Leases
from jobtracker.run import RunReport
from jobtracker.tasks.queue import offer

APART = 1.0
"""Seconds between two offers: what closes meanwhile is matched together."""


class Offering:
    """Asks for matching when runs of this process have found something. It keeps no run waiting."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases
        self._last = -APART
        self._waits = False
        self._ends = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self, report: RunReport) -> None:
        """On the loop, when a run is closed."""
        if (report.new or report.changed or report.reopened) and not self._waits:
            self._waits = True
            task = asyncio.get_running_loop().create_task(self._offer())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Offer what is left, at once."""
        self._ends.set()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _offer(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, self._last + APART - monotonic())):
                await self._ends.wait()
        self._waits, self._last = False, monotonic()
        client = self._leases.queue.client
        await self._leases.ask(lambda: offer(client, "match", dt.datetime.now(dt.UTC), soon=True), tries=1)
