"""One rate per host: how soon the next request may go out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import monotonic, time
from typing import Protocol

from scrapy.exceptions import IgnoreRequest

LONGEST_DELAY = 30.0
"""Seconds between two requests beyond which a Crawl-delay is not believed."""
LONGEST_PAUSE = 120.0
"""Seconds a host may ask to be left alone and still be waited for."""


class HostBusy(IgnoreRequest):
    """The host asked for a longer pause than a run can wait."""


class HostOff(IgnoreRequest):
    """The host failed so often that no node asks it for now."""


class Hosts(Protocol):
    """Whose turn it is at each host. A host goes by the name under which it has its rate (`AtsSpider.rate_host`)."""

    async def turn(self, host: str, interval: float, company: str) -> float:
        """0 if a request of a company may go out now; then the turn is taken. Else seconds after which to ask again.

        `interval`: seconds between two, unless the host wants more. Raises HostBusy, HostOff.
        """

    async def slow_down(self, host: str, crawl_delay: float) -> None:
        """Heed a Crawl-delay, seconds."""

    async def pause(self, host: str, seconds: float) -> None:
        """Heed a Retry-After."""

    async def report(self, host: str, why: str) -> None:
        """Note how a request ended: "" if the host answered, else what failed, in words."""

    async def close(self) -> None:
        """Let go of what is open."""


@dataclass(slots=True)
class _Host:
    """When a host may be asked next. Times are monotonic seconds."""

    delay: float = 0.0
    next_at: float = 0.0
    paused_until: float = 0.0


@dataclass(slots=True)
class OwnHosts:
    """The hosts as one process knows them that shares them with no other. It has no breaker: it ends too soon."""

    _hosts: dict[str, _Host] = field(default_factory=dict)

    async def turn(self, host: str, interval: float, company: str = "") -> float:
        """Take the turn if it is due."""
        known, now = self._host(host), monotonic()
        check_pause(known.paused_until - now)
        wait = max(known.next_at, known.paused_until) - now
        if wait > 0:
            return wait
        known.next_at = now + max(interval, known.delay)
        return 0.0

    async def slow_down(self, host: str, crawl_delay: float) -> None:
        """Never speeds a host up."""
        self._host(host).delay = max(self._host(host).delay, min(crawl_delay, LONGEST_DELAY))

    async def pause(self, host: str, seconds: float) -> None:
        """A shorter pause does not end a longer one."""
        self._host(host).paused_until = max(self._host(host).paused_until, monotonic() + seconds)

    async def report(self, host: str, why: str) -> None:
        """Nobody else is to know."""

    async def close(self) -> None:
        """Nothing is open."""

    def _host(self, name: str) -> _Host:
        return self._hosts.setdefault(name, _Host())


def check_pause(seconds: float) -> None:
    """Raises HostBusy if a host asks for a longer pause than can be waited for."""
    if seconds > LONGEST_PAUSE:
        raise HostBusy(f"the host asks to be left alone for {seconds:.0f} s")


def retry_after(value: bytes | None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or as a date; None if it says nothing."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() - time())
