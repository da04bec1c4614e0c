"""Rates: how soon a host is asked again."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from email.utils import format_datetime

import pytest

from crawler import politeness
from crawler.politeness import HostBusy, OwnHosts, retry_after


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(politeness, "monotonic", clock.monotonic)
    return clock


def turns(hosts: OwnHosts, name: str, count: int, clock: Clock, interval: float = 0.5) -> list[float]:
    """When so many requests of one host go out, seconds from now."""
    began = clock.now

    async def take() -> list[float]:
        out = []
        for _ in range(count):
            while wait := await hosts.turn(name, interval):
                clock.now += wait
            out.append(clock.now - began)
        return out

    return asyncio.run(take())


def test_a_host_is_asked_at_its_rate(clock: Clock) -> None:
    assert turns(OwnHosts(), "a", 4, clock) == [0, 0.5, 1.0, 1.5]


def test_each_host_has_a_rate_of_its_own(clock: Clock) -> None:
    hosts = OwnHosts()
    assert turns(hosts, "a", 2, clock) == [0, 0.5]
    assert turns(hosts, "b", 2, clock, 2.0) == [0, 2.0]


def test_a_crawl_delay_slows_a_host_down_but_never_speeds_it_up_nor_stops_it(clock: Clock) -> None:
    hosts = OwnHosts()
    asyncio.run(hosts.slow_down("a", 3))
    assert turns(hosts, "a", 3, clock) == [0, 3, 6]
    asyncio.run(hosts.slow_down("b", 0.1))
    assert turns(hosts, "b", 2, clock) == [0, 0.5]
    asyncio.run(hosts.slow_down("c", 86_400))
    assert turns(hosts, "c", 2, clock) == [0, politeness.LONGEST_DELAY]


def test_a_pause_is_kept_and_one_that_is_too_long_fails_at_once(clock: Clock) -> None:
    hosts = OwnHosts()
    asyncio.run(hosts.pause("a", 10))
    assert turns(hosts, "a", 2, clock) == [10, 10.5]
    asyncio.run(hosts.pause("b", 3_600))
    with pytest.raises(HostBusy, match="3600 s"):
        turns(hosts, "b", 1, clock)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        (b"", None),
        (b"120", 120),
        (b" 7 ", 7),
        (b"-1", None),
        (b"soon", None),
        (b"\xff", None),
        (b"9" * 400, 999_999_999),
        (b"Wed, 21 Oct 2015 07:28:00 GMT", 0),
        (b"Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_retry_after(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_retry_after_as_a_date_to_come() -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    assert 85 < (retry_after(format_datetime(later).encode()) or 0) < 91
