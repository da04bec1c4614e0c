"""The book of runs, kept in SQL: claims, saves and closes, off the reactor."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from jobtracker.company import Company
from jobtracker.db import Database, DatabaseAway, DatabaseFailed
from jobtracker.lifecycle import Evidence
from jobtracker.run import Claim, Prepared, RunReport
from jobtracker.store import closing, runs

P = ParamSpec("P")
T = TypeVar("T")
WRITERS = 4
"""Threads that write to a server at once; SQLite has one writer anyway."""


class Ledger:
    """What the driver and the store pipeline write. All times come from one clock."""

    def __init__(
        self, database: Database, clock: Callable[[], dt.datetime], *, node: str = "", only_due: bool = False
    ) -> None:
        self.clock = clock
        self._node = node
        self._only_due = only_due
        self._database = database
        self._pool = ThreadPoolExecutor(1 if database.dialect == "sqlite" else WRITERS, thread_name_prefix="sql")

    async def claim(self, slug: str, version: Callable[[Company], str]) -> Claim:
        """Raises LookupError if the company is not in the database; runs.NotDue, if only what is due may be claimed."""
        about = {"version": version, "node": self._node, "only_due": self._only_due}
        return await self._write(runs.claim, slug, now=self.clock(), **about)

    async def load(self, claim: Claim) -> Claim:
        """The claim with its board."""
        return await self._in_thread(partial(self._database.read, runs.load, claim))

    async def save(self, claim: Claim, prepared: Sequence[Prepared]) -> None:
        """Write listings before the run is closed. Raises runs.Superseded."""
        await self._write(runs.save, claim, prepared, now=self.clock())

    async def close(
        self, claim: Claim, evidence: Evidence, prepared: Sequence[Prepared], *, log: str, **about: Any
    ) -> RunReport:
        """End a run; `about` is its digest, unchanged and seconds. Raises runs.Superseded."""
        try:
            return await self._write(closing.close, claim, evidence, prepared, now=self.clock(), log=log, **about)
        except runs.Superseded:
            await self.keep_log(claim, log)
            raise
        except (DatabaseFailed, DatabaseAway) as error:
            with contextlib.suppress(DatabaseFailed, DatabaseAway):  # a disk that is full may have room for a line
                await self._write(runs.fail, claim, str(error), now=self.clock())
                await self.keep_log(claim, log)
            raise

    async def keep_log(self, claim: Claim, log: str) -> None:
        """Keep the lines of a run that was superseded or failed, if the database lets us: nothing depends on them."""
        with contextlib.suppress(DatabaseFailed, DatabaseAway):
            await self._write(runs.keep_log, claim, log)

    async def _write(self, unit: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._in_thread(partial(self._database.write, unit, *args, **kwargs))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Run it in a thread. A cancelled caller waits for its end: a transaction is never abandoned."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise

    def shut(self) -> None:
        """Let go of the threads."""
        self._pool.shutdown()
