"""The fleet's spider: it takes companies off the shared queue until nothing is due."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from scrapy.crawler import Crawler
from scrapy_redis.spiders import RedisSpider

from crawler.apart import crawl_apart
from crawler.driver import Driver
from crawler.leases import BEAT, Leases, end_if_larger_than, memory
from crawler.local import Clock
from crawler.offering import Offering
from jobtracker.db import Database, DatabaseAway, DatabaseFailed
from jobtracker.fleet import nodes
from jobtracker.fleet.queue import Lease, company_of
from jobtracker.fleet.redis import key
from jobtracker.run import RunReport
from jobtracker.tasks.due import offer
from jobtracker.tasks.sweep import sweep

logger = logging.getLogger(__name__)

WAIT = 0.5
"""Seconds until a queue is asked again whose hosts have all they may have."""
LOOK_AGAIN = 15.0
"""Seconds after which an empty queue is filled from SQL once more before the node goes."""
SHOWN = 200


@dataclass(slots=True, frozen=True)
class Node:
    """What a fleet stands on."""

    name: str
    database: Database
    leases: Leases
    place: nodes.Place
    clock: Clock
    began: float

    def fill(self) -> None:
        """Find what there is to do in SQL, as the tasks do: a node needs nobody for that."""
        self.sweep()
        offer(self.database, self.leases.queue, self.clock())

    def sweep(self) -> None:
        """Give back what dead nodes had."""
        sweep(self.database, self.leases.queue.client, self.clock())

    def say(self, state: str, done: int = 0) -> None:
        """Tell the other nodes, and whoever looks at them, what this one does."""
        about = {"version": nodes.code_version(), "pid": os.getpid(), "memory": memory(), "said_at": time.time()}
        counts = {"crawling": len(self.leases), "done": done}
        node = nodes.Node(name=self.name, state=state, started_at=self.began, **about, **counts)
        nodes.say(self.leases.queue.client, node)


class FleetSpider(RedisSpider, Driver):  # type: ignore[misc]  (scrapy-redis has no types)
    """scrapy-redis' spider with our driver: what it reads from Redis are companies, not requests."""

    name = "fleet"
    redis_key = key("ready")

    def __init__(self, node: Node, group: str, **kwargs: Any) -> None:
        super().__init__(companies=self._companies(), on_report=self._report, **kwargs)
        self._node = node
        self._leases = node.leases
        self._offering = Offering(node.leases)
        self._group = group
        self._busy = 0
        self._state = "empty"
        self._finished = asyncio.Event()
        self._releases: set[asyncio.Task[None]] = set()
        self._filled_at = -LOOK_AGAIN
        self.done = 0
        """Companies."""

    def setup_redis(self, crawler: Crawler | None = None) -> None:
        """Its connection; but what is taken is leased, not popped."""
        super().setup_redis(crawler)
        self.fetch_data = self._take
        self._leases.on_lost, self._leases.on_beat = self.cancel, self._beat

    def spider_idle(self) -> None:
        """The engine is never idle while `start` goes on, and closes when it ends."""

    def make_request_from_data(self, data: Lease) -> Lease | None:
        """A company of ours; a message that names none is dropped, counted and shown."""
        if company_of(data.message):
            return data
        logger.warning("dropped a message that is none of ours: %r", data.message[:SHOWN])
        self.crawler.stats.inc_value("fleet/messages_dropped")
        self._leases.queue.release(data)
        return None

    def _take(self, redis_key: str, count: int) -> tuple[Lease, ...]:
        taken = self._leases.queue.take(self._node.name, count, busy=self._busy, group=self._group)
        self._state = taken.state
        return taken.leases

    async def _companies(self) -> AsyncIterator[str]:
        """What this node takes, until nothing is due."""
        most = self.settings.getint("COMPANIES_AT_ONCE")
        while not self._is_closing():
            self._finished.clear()
            self._busy = len(self._leases)
            self.redis_batch_size = max(1, most - self._busy)
            taken = await self._leases.ask(lambda: list(self.next_requests())) or []
            for lease in taken:
                self._leases.add(lease)
            for lease in taken:
                yield company_of(lease.message)
            if not taken and not await self._wait():
                return
            if taken and taken[0].alone:
                await self._finish()

    async def _wait(self) -> bool:
        """Wait until it is worth while to ask again. False if nothing is left to do."""
        if self._state == "drain":
            await self._finish()
        elif len(self._leases):
            await self._next_end(BEAT)
        elif self._state == "wait":
            await asyncio.sleep(WAIT)
        elif time.monotonic() - self._filled_at < LOOK_AGAIN:
            return False
        else:
            await self._fill()
        return True

    async def _fill(self) -> None:
        self._filled_at = time.monotonic()
        try:
            await self._leases.ask(self._node.fill)
        except (DatabaseAway, DatabaseFailed) as error:
            logger.warning("what is due cannot be read: %s", error)

    async def _finish(self) -> None:
        """Wait for the end of all that is under way."""
        while len(self._leases):
            await self._next_end(BEAT)

    async def _next_end(self, patience: float) -> None:
        try:
            async with asyncio.timeout(patience):
                await self._finished.wait()
        except TimeoutError:
            pass
        self._finished.clear()

    async def _crawl(self, slug: str) -> None:
        if not self._loader.has_own_settings(slug):
            await super()._crawl(slug)
            return
        await self._leases.release(slug)  # the other process takes it
        try:
            status = await crawl_apart(slug, self.settings)
            if status:
                logger.error("%s: failed in a process of its own, with exit status %d", slug, status)
        except OSError as error:
            logger.error("%s: no process of its own can be started: %s", slug, error)  # noqa: TRY400  (one line says it all)
        finally:
            self.done += 1
            self._finished.set()

    def _report(self, report: RunReport) -> None:
        self.done += report.outcome != "not due"
        self._offering.heard(report)
        self._give_back(report.company)

    def _give_back(self, slug: str) -> None:
        task = asyncio.get_running_loop().create_task(self._release(slug))
        self._releases.add(task)
        task.add_done_callback(self._releases.discard)

    async def _release(self, slug: str) -> None:
        await self._leases.release(slug)
        self._finished.set()

    async def closed(self, reason: str) -> None:
        """Wait for what is under way, and give all of it back."""
        await super().closed(reason)
        for slug in self._leases:
            self._give_back(slug)  # taken, and not begun
        await self._offering.end()
        if self._releases:
            await asyncio.wait(self._releases)

    def _beat(self) -> None:
        """In the leases' thread."""
        if not self._node.place.keep():
            logger.error("another fleet has the place of node %s: this one ends", self._node.name)
            self._leases.soon(self.interrupt)
        self._node.say("crawling", self.done)
        end_if_larger_than(self.settings.getint("FLEET_MEMORY"), lambda: sorted(self._runs))
        if self._leases.queue.lost():
            try:
                self._node.sweep()
            except (DatabaseAway, DatabaseFailed) as error:
                logger.warning("what dead nodes had cannot be given back: %s", error)
