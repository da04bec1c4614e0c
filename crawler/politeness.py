"""One rate per host: how soon the next request may go out."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import monotonic, time

from scrapy.exceptions import IgnoreRequest

from jobtracker.causes import BLOCKED

LONGEST_DELAY = 30.0
"""Seconds between two requests beyond which a Crawl-delay is not believed."""
LONGEST_PAUSE = 120.0
"""Seconds a host may ask to be left alone and still be waited for."""


class HostBusy(IgnoreRequest):
    """The host asked for a longer pause than a run can wait."""

    cause = BLOCKED


@dataclass(slots=True)
class Host:
    """When a host may be asked next. Times are monotonic seconds."""

    delay: float
    at_once: asyncio.Semaphore
    next_at: float = 0.0
    paused_until: float = 0.0

    async def turn(self) -> None:
        """Wait for this host's next slot. Raises HostBusy."""
        while True:
            now = monotonic()
            pause = self.paused_until - now
            if pause > LONGEST_PAUSE:
                raise HostBusy(f"the host asks to be left alone for {pause:.0f} s")
            slot = max(now, self.next_at, self.paused_until)
            if slot <= now:
                self.next_at = now + self.delay
                return
            self.next_at = slot + self.delay
            await asyncio.sleep(slot - now)
            if self.paused_until <= monotonic():
                return


@dataclass(slots=True)
class Hosts:
    """All hosts of an engine."""

    delay: float
    at_once: int
    delays: Mapping[str, float] = field(default_factory=dict)
    """What is known of single hosts."""
    _hosts: dict[str, Host] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Host:
        host = self._hosts.get(name)
        if host is None:
            delay = self.delays.get(name, self.delay)
            host = self._hosts[name] = Host(delay, asyncio.Semaphore(self.at_once))
        return host

    def slow_down(self, name: str, crawl_delay: float) -> None:
        """Heed a Crawl-delay, seconds."""
        self[name].delay = max(self[name].delay, min(crawl_delay, LONGEST_DELAY))

    def pause(self, name: str, seconds: float) -> None:
        """Heed a Retry-After."""
        self[name].paused_until = max(self[name].paused_until, monotonic() + seconds)


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
