"""What this process has taken from the queue. A thread says, again and again, that it is still being crawled."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Self, TypeVar

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from jobtracker.fleet.queue import LEASE, Lease, Queue, company_of
from jobtracker.fleet.redis import RedisAway

logger = logging.getLogger(__name__)
T = TypeVar("T")

BEAT = LEASE / 6
"""Seconds between two times that the thread says so."""
ASK_AGAIN = 1.0
"""Seconds until a Redis that is away is asked again."""


class Leases:
    """The leases of one process, by company. A context manager: the thread lives as long as it does.

    The thread says nothing while the loop does not turn: then the companies are another node's.
    """

    def __init__(self, queue: Queue, *, patience: float) -> None:
        self.queue = queue
        self.on_lost: Callable[[str], None] = lambda slug: None
        """Called on the loop, for a company that another has by now."""
        self.on_beat: Callable[[], None] = lambda: None
        """Called in the thread, after each beat."""
        self._patience = patience
        self._held: dict[str, Lease] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._away = False
        self._thread = threading.Thread(target=self._beat_on, name="leases", daemon=True)
        self._redis = ThreadPoolExecutor(1, thread_name_prefix="redis")
        self._turned = monotonic()

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[str]:
        return iter([*self._held])

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._turn()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._turning.cancel()
        self._thread.join()
        self._redis.shutdown(cancel_futures=True)

    def add(self, lease: Lease) -> None:
        """Keep it."""
        with self._lock:
            self._held[company_of(lease.message)] = lease

    async def release(self, slug: str) -> None:
        """Give it back, if it is held. While Redis is away that is left to the lease's own end."""
        with self._lock:
            lease = self._held.pop(slug, None)
        if lease is not None:
            await self.ask(lambda: self.queue.release(lease), tries=3)

    async def ask(self, what: Callable[[], T], *, tries: int = 0) -> T | None:
        """Do something with Redis, off the loop; again while Redis is away, or so many times, and then None."""
        tried = 0
        while True:
            try:
                return await self._loop.run_in_executor(self._redis, what)
            except RedisError as error:
                self._say_away(error)
            tried += 1
            if tried == tries:
                return None
            await asyncio.sleep(ASK_AGAIN)

    def soon(self, what: Callable[[], object]) -> None:
        """From the thread: have something done on the loop."""
        self._loop.call_soon_threadsafe(what)

    def _turn(self) -> None:
        self._turned = monotonic()
        self._turning = self._loop.call_later(BEAT / 2, self._turn)

    def _beat_on(self) -> None:
        while not self._over.wait(BEAT):
            if monotonic() - self._turned > self._patience:
                continue
            try:
                self._beat()
                self._say_back()
            except RedisError as error:
                self._say_away(error)
            except Exception:  # whatever it is: a thread that ends would end all leases
                logger.exception("the leases' thread")

    def _beat(self) -> None:
        with self._lock:
            mine = list(self._held.values())
        for message in self.queue.beat(mine):
            with self._lock:
                gone = self._held.get(company_of(message))
                if gone is None or gone not in mine:
                    continue  # done, or taken again, meanwhile
                del self._held[company_of(message)]
            logger.warning("%s: another node has it now", company_of(message))
            self._loop.call_soon_threadsafe(self.on_lost, company_of(message))
        self.on_beat()

    def _say_away(self, error: RedisError) -> None:
        if not self._away:
            self._away = True
            away = isinstance(error, RedisConnectionError | RedisTimeoutError)
            what = "is away" if away else "refuses what it is asked"
            logger.error("%s", RedisAway(f"Redis {what}: {error}: nothing is taken from the queue until that is over"))

    def _say_back(self) -> None:
        if self._away:
            self._away = False
            logger.warning("Redis is back")


def memory() -> int:
    """MB that this process takes; 0 where nothing tells."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def end_if_larger_than(limit: int, companies: Callable[[], list[str]]) -> None:
    """End this process at once, as the system would, before it takes the machine's memory.

    Its companies are taken again, each alone, so that the one that did it becomes known.
    """
    if (mb := memory()) > limit > 0:
        logger.critical("%d MB, more than FLEET_MEMORY = %d: this node ends, with %s", mb, limit, companies()[:20])
        logging.shutdown()
        os.kill(os.getpid(), signal.SIGKILL)
