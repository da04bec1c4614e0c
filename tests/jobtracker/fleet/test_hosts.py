"""Hosts in Redis: one rate over all nodes, pauses, and the breaker."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from jobtracker.fleet import turns
from jobtracker.fleet.hosts import PROBE_LAPSES, Hosts, HostState, host_key
from jobtracker.fleet.redis import connect
from jobtracker.fleet.turns import OFF, WINDOW, Turn, Turns
from tests import servers

START = 4_000_000_000_000  # to come: a key that is to expire then is there
SECOND = 1_000


class Web:
    """Redis, with a clock that stands still until it is told."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.redis = connect(url)
        self.hosts = Hosts(self.redis)
        self.pass_time(0)

    @property
    def now(self) -> int:
        return int(self.redis.get("now") or START)

    def pass_time(self, seconds: float | dt.timedelta) -> None:
        span = seconds.total_seconds() if isinstance(seconds, dt.timedelta) else seconds
        self.redis.set("now", self.now + round(span * SECOND))

    def do(self, *calls: Callable[[Turns], Coroutine[Any, Any, Any]]) -> list[Any]:
        """Call one after the other, each from a node of its own."""

        async def all_of_them() -> list[Any]:
            done = []
            for call in calls:
                node = Turns(self.url)
                done.append(await call(node))
                await node.close()
            return done

        return asyncio.run(all_of_them())

    def turn(self, company: str = "a", interval: float = 0.5, host: str = "h") -> Turn:
        return self.do(lambda node: node.turn(host, interval, company))[0]

    def report(self, *whys: str, host: str = "h") -> list[Turn | None]:
        return self.do(*[lambda node, why=why: node.report(host, why) for why in whys])

    def fail(self, times: int = 3) -> None:
        self.report(*["503 Service Unavailable"] * times)


@pytest.fixture
def web(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Web:
    monkeypatch.setattr(turns, "CLOCK", "local now = tonumber(redis.call('GET', 'now'))")
    return Web(redis_url)


def at(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


def test_a_turn_that_is_due_is_taken_and_the_next_is_an_interval_later(web: Web) -> None:
    assert web.turn() == Turn()
    assert web.turn().wait == pytest.approx(0.5, abs=0.002)
    assert web.turn(host="other") == Turn()
    web.pass_time(0.501)
    assert web.turn() == Turn()


def test_who_is_told_to_wait_holds_no_place(web: Web) -> None:
    web.turn()
    assert [web.turn().wait for _ in range(3)] == pytest.approx([0.5] * 3, abs=0.002)


def test_without_an_interval_nothing_is_kept(web: Web) -> None:
    assert [web.turn(interval=0) for _ in range(3)] == [Turn()] * 3
    assert web.hosts.states() == []


@settings(max_examples=40, deadline=None)
@given(
    rate=st.floats(0.2, 50),
    asks=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 400)), min_size=1, max_size=60),
)
def test_never_more_than_the_rate_in_any_window_however_many_nodes(rate: float, asks: list[tuple[int, int]]) -> None:
    with servers.fresh_valkey() as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "CLOCK", "local now = tonumber(redis.call('GET', 'now'))")
        granted = asyncio.run(_ask(url, rate, asks))
    for first, began in enumerate(granted):
        for last, ended in enumerate(granted[first:], 1):
            assert last <= rate * (ended - began) / SECOND + 1 + 1e-9


async def _ask(url: str, rate: float, asks: list[tuple[int, int]]) -> list[int]:
    """When turns were granted to three nodes that ask in some order, milliseconds between."""
    redis, nodes, now, granted = Redis.from_url(url), [Turns(url) for _ in range(3)], START, []
    for node, passed in asks:
        now += passed
        redis.set("now", now)
        if not (await nodes[node].turn("h", 1 / rate)).wait:
            granted.append(now)
    for node in nodes:
        await node.close()
    redis.close()
    return granted


def test_a_crawl_delay_holds_for_every_node_and_never_speeds_up(web: Web) -> None:
    web.do(lambda node: node.slow_down("h", 3), lambda node: node.slow_down("h", 1))
    web.turn()
    assert web.turn().wait == pytest.approx(3, abs=0.002)
    web.do(lambda node: node.slow_down("fast", 0.1))
    web.turn(host="fast")
    assert web.turn(host="fast").wait == pytest.approx(0.5, abs=0.002)


def test_a_pause_holds_for_every_node_and_a_shorter_one_does_not_end_it(web: Web) -> None:
    web.do(lambda node: node.pause("h", 60), lambda node: node.pause("h", 5))
    assert web.turn() == Turn(wait=60, paused=True)
    assert web.hosts.states() == [HostState("h", 0, paused_until=at(web.now + 60 * SECOND))]
    web.pass_time(60)
    assert web.turn() == Turn()


def test_three_failures_open_the_breaker_for_half_an_hour(web: Web) -> None:
    until = at(web.now) + OFF
    opened = web.report("503 Service Unavailable", "no answer in time", "429 Too Many Requests")
    assert opened == [None, None, Turn(off_until=until, failures=3, why="429 Too Many Requests")]
    assert web.turn() == Turn(off_until=until, failures=3, why="429 Too Many Requests")
    assert web.hosts.off_until("h") == until
    assert web.hosts.state("h") == HostState("h", 0, None, at(web.now), until, 3, "429 Too Many Requests")
    assert web.turn(host="other") == Turn()


def test_a_success_between_or_more_than_ten_minutes_keep_it_closed(web: Web) -> None:
    web.report("403 Forbidden", "403 Forbidden", "", "403 Forbidden", "403 Forbidden")
    assert web.turn() == Turn()
    web.pass_time(WINDOW + dt.timedelta(seconds=1))
    assert web.report("403 Forbidden", "403 Forbidden") == [None, None]
    assert web.turn() == Turn()
    assert web.report("403 Forbidden")[0] is not None


def test_when_the_time_is_over_one_company_is_let_through(web: Web) -> None:
    web.fail()
    web.pass_time(OFF)
    assert web.turn("a") == Turn()
    assert web.turn("b").off_until == at(web.now) + PROBE_LAPSES
    web.pass_time(1)
    assert web.turn("a") == Turn(), "its second request"
    assert web.hosts.state("h").probe == "a"


def test_a_probe_that_succeeds_closes_it(web: Web) -> None:
    web.fail()
    web.pass_time(OFF)
    web.turn("a")
    assert web.report("") == [Turn()]
    web.pass_time(1)
    assert web.turn("b") == Turn()
    assert web.hosts.state("h").off_until is None
    web.fail(2)
    assert web.hosts.off_until("h") is None, "it begins anew"


def test_a_probe_that_fails_opens_it_again(web: Web) -> None:
    began = at(web.now)
    web.fail()
    web.pass_time(OFF)
    web.turn("a")
    web.report("connection refused")
    state = web.hosts.state("h")
    assert (state.off_since, state.off_until) == (began, at(web.now) + OFF)
    assert (state.failures, state.why, state.probe) == (4, "connection refused", "")
    assert web.turn("a").failures == 4


def test_a_probe_of_which_nothing_is_heard_makes_room_for_another(web: Web) -> None:
    web.fail()
    web.pass_time(OFF)
    web.turn("a")
    web.pass_time(PROBE_LAPSES)
    assert web.turn("b") == Turn()
    assert web.turn("a").off_until == at(web.now) + PROBE_LAPSES


def test_what_was_sent_before_it_went_off_changes_nothing(web: Web) -> None:
    web.fail()
    before = web.hosts.state("h")
    assert web.report("", "503 Service Unavailable") == [None, None]
    assert web.hosts.state("h") == before


def test_an_operator_can_forget_failures_and_pauses(web: Web) -> None:
    web.do(lambda node: node.pause("h", 60))
    web.fail()
    web.hosts.reset("h")
    assert web.turn() == Turn()
    web.hosts.reset("never heard of")


def test_the_table_has_each_host_of_which_anything_is_known(web: Web) -> None:
    assert web.hosts.state("h") is None
    web.turn(interval=0.1, host="fast")
    web.turn(interval=0.1, host="a-slow-one")
    web.do(lambda node: node.slow_down("a-slow-one", 2))
    web.report("403 Forbidden", host="ill")
    assert [(s.host, s.rate, s.failures, s.why) for s in web.hosts.states()] == [
        ("a-slow-one", 0.5, 0, ""),
        ("fast", 10.0, 0, ""),
        ("ill", 0.0, 1, "403 Forbidden"),
    ]


def test_every_key_expires_and_a_host_that_is_well_has_none(web: Web) -> None:
    def left(host: str) -> float:
        return (web.redis.pexpiretime(host_key(host)) - web.now) / SECOND

    web.turn(host="asked")
    assert 0.5 < left("asked") < 2
    web.do(lambda node: node.pause("paused", 60), lambda node: node.slow_down("slow", 3))
    assert 60 < left("paused") < 62
    assert left("slow") == 3600
    web.report("403 Forbidden", host="ill")
    assert left("ill") == WINDOW.total_seconds()
    web.report("", host="ill")
    web.report("", host="well")
    assert not web.redis.exists(host_key("ill"), host_key("well"))
    web.fail()
    assert left("h") > OFF.total_seconds()


def test_a_pause_without_end_is_not_believed(web: Web) -> None:
    web.do(lambda node: node.pause("h", 1e9))
    assert web.turn().wait == 86_400


def test_redis_own_clock_counts(redis_url: str) -> None:
    async def two() -> list[float]:
        node = Turns(redis_url)
        waits = [(await node.turn("h", 30)).wait for _ in range(2)]
        await node.close()
        return waits

    first, second = asyncio.run(two())
    assert first == 0
    assert 29 < second <= 30.01
