"""The hosts as all nodes know them, over Redis. While it is away, whoever would ask a host waits."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from redis.exceptions import RedisError

from crawler.politeness import LONGEST_DELAY, HostOff, check_pause
from jobtracker.fleet.turns import Turn, Turns

logger = logging.getLogger(__name__)
T = TypeVar("T")
ASK_AGAIN = 1.0
"""Seconds after which Redis is tried again."""


class SharedHosts:
    """Implements `politeness.Hosts`. Nothing fails for want of Redis: only a run's deadline ends the waiting."""

    def __init__(self, url: str) -> None:
        self._turns = Turns(url)
        self._delays: dict[str, float] = {}
        """The Crawl-delays that this process read: it does so once, and Redis may be emptied."""
        self._away = False

    async def turn(self, host: str, interval: float, company: str) -> float:
        """Take the turn if it is due, for all nodes. Raises HostBusy, HostOff."""
        turn = await self._try(partial(self._turns.turn, host, max(interval, self._delays.get(host, 0.0)), company))
        if turn is None:
            return ASK_AGAIN
        if turn.off_until is not None:
            raise HostOff(_why(host, turn))
        if turn.paused:
            check_pause(turn.wait)
        return turn.wait

    async def slow_down(self, host: str, crawl_delay: float) -> None:
        """Never speeds a host up."""
        delay = min(crawl_delay, LONGEST_DELAY)
        self._delays[host] = max(self._delays.get(host, 0.0), delay)
        await self._tell(partial(self._turns.slow_down, host, delay))

    async def pause(self, host: str, seconds: float) -> None:
        """For all nodes; a shorter pause does not end a longer one."""
        await self._tell(partial(self._turns.pause, host, seconds))

    async def report(self, host: str, why: str) -> None:
        """Three failures with no success between, and no node asks the host for half an hour."""
        changed = await self._tell(partial(self._turns.report, host, why))
        if changed is not None:
            logger.warning("%s", _why(host, changed) if changed.off_until else f"host {host} answers again")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._turns.close()

    async def _tell(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """Say what would be good to know; while Redis is away nobody waits to say it."""
        return None if self._away else await self._try(call)

    async def _try(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """The answer; None while Redis is away. One line says that it went, and one that it is back."""
        try:
            answer = await call()
        except RedisError as error:
            if not self._away:
                logger.warning("Redis is away, and hosts are asked again when it is back: %s", error)
            self._away = True
            return None
        if self._away:
            logger.warning("Redis is back")
        self._away = False
        return answer


def _why(host: str, turn: Turn) -> str:
    return f"host {host} is off until {turn.off_until:%H:%M} UTC: {turn.failures} failures, the last: {turn.why}"
