"""What closed runs found is offered to matching, on a real Valkey."""

from __future__ import annotations

import asyncio
import time

import pytest

from crawler import offering as module
from crawler.leases import Leases
from crawler.offering import Offering
from jobtracker.fleet.queue import Queue
from jobtracker.fleet.redis import connect
from jobtracker.run import RunReport
from jobtracker.tasks.queue import queue, task_of
from jobtracker.tasks.queue_names import MATCHING

NOTHING = RunReport(company="acme", outcome="complete", seen=3, removed=1)
FOUND = [RunReport(company="acme", outcome="partial", **{what: 1}) for what in ("new", "changed", "reopened")]
NOBODY = "redis://127.0.0.1:1"


async def hear(leases, *reports, then=lambda: None):
    with leases:
        offering = Offering(leases)
        for report in reports:
            offering.heard(report)
        await asyncio.sleep(0.2)
        then()
        await offering.end()


def waiting(redis):
    return [task_of(each) for each in queue(redis, MATCHING).job_ids]


@pytest.fixture
def redis(redis_url):
    with connect(redis_url) as client:
        yield client


@pytest.mark.parametrize("report", FOUND)
def test_a_run_that_found_something_is_offered_at_once(redis, report):
    seen = []
    asyncio.run(hear(Leases(Queue(redis), patience=5), report, then=lambda: seen.extend(waiting(redis))))
    assert seen == ["match"]


def test_one_that_found_nothing_is_left_to_the_next_minute(redis):
    asyncio.run(hear(Leases(Queue(redis), patience=5), NOTHING))
    assert waiting(redis) == []


def test_what_closes_within_a_second_is_offered_together_and_nothing_is_left_at_the_end(redis, monkeypatch):
    monkeypatch.setattr(module, "APART", 60.0)
    offered = []
    monkeypatch.setattr(module, "offer", lambda *_, **__: offered.append(time.monotonic()))
    leases = Leases(Queue(redis), patience=5)

    async def many():
        with leases:
            offering = Offering(leases)
            offering.heard(FOUND[0])
            await asyncio.sleep(0.2)
            for _ in range(5):
                offering.heard(FOUND[0])
            await asyncio.sleep(0.2)
            assert len(offered) == 1
            await offering.end()

    asyncio.run(many())
    assert len(offered) == 2


def test_a_redis_that_is_away_is_asked_once_and_said_in_one_line(caplog):
    with connect(NOBODY) as client:
        asyncio.run(hear(Leases(Queue(client), patience=5), *FOUND))
    assert [line for line in caplog.messages if "Redis is away" in line] == caplog.messages
    assert len(caplog.messages) == 1
