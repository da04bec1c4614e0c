from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from jobtracker import gate_tickets
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.fleet import nodes
from jobtracker.fleet.queue import Due, Queue
from jobtracker.fleet.redis import connect
from jobtracker.store import companies
from jobtracker.tasks.queue import offer
from tests.jobtracker.store import boards


@pytest.fixture
def app(make_app: Callable[..., APIFlask], redis_url: str) -> APIFlask:
    return make_app(redis_url=redis_url)


@pytest.fixture
def redis(redis_url: str) -> Any:
    with connect(redis_url) as client:
        yield client


def test_nodes_say_what_they_are_busy_with_and_whether_they_fell_silent(ask: Any, redis: Any) -> None:
    about = {"version": "1", "pid": 1, "crawling": 1, "done": 3, "memory": 100, "started_at": time.time() - 500}
    nodes.say(redis, nodes.Node(name="one", state="crawling", said_at=time.time(), **about))
    nodes.say(redis, nodes.Node(name="two", state="crawling", said_at=time.time() - 100, **about))
    nodes.want(redis, "2")
    Queue(redis).seize("acme", "host", "one")
    found = ask("GET", "/api/admin/nodes")
    assert found["wanted"] == "2"
    assert [(each["name"], each["silent"], each["outdated"], each["companies"]) for each in found["items"]] == [
        ("one", False, True, ["acme"]), ("two", True, True, []),
    ]  # fmt: skip


def test_queues_are_counted(ask: Any, redis: Any) -> None:
    queue = Queue(redis)
    queue.offer([Due("a", "x.example", 1.0), Due("b", "x.example", 2.0), Due("c", "y.example", 1.0)])
    queue.seize("d", "x.example", "one")
    ask("POST", "/api/admin/additions", 202, json={"url": "https://x.example"})
    found = ask("GET", "/api/admin/queues")
    assert (found["due"], found["crawling"], found["additions"]) == (3, 1, 1)
    assert found["hosts"] == [{"host": "x.example", "waiting": 2}, {"host": "y.example", "waiting": 1}]


def test_background_work_is_counted_by_queue_and_a_matcher_that_is_down_is_told(
    ask: Any, redis: Any, database: Database
) -> None:
    offer(redis, "match", dt.datetime.now(dt.UTC))
    found = ask("GET", "/api/admin/queues")
    assert {each["queue"]: (each["waiting"], each["workers"]) for each in found["tasks"]} == {
        "tasks": (0, 0), "matching": (1, 0), "mails": (0, 0),
    }  # fmt: skip
    assert (found["unmatched"], found["oldest_unmatched"], found["matching"]) == (0, None, "")
    at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=6)
    database.write(companies.sync, [Company("acme", "Acme")], origin="given", now=at)
    boards.crawl(database, {"1"}, at)
    found = ask("GET", "/api/admin/queues")
    assert (found["unmatched"], dt.datetime.fromisoformat(found["oldest_unmatched"])) == (1, at)
    assert found["matching"].endswith("no worker does that: start `jobtracker worker --queue matching`")


def test_a_ticket_opens_the_gate_for_whoever_asked(ask: Any, redis: Any) -> None:
    made = ask("POST", "/api/admin/ticket")
    token = made["url"].partition("ticket=")[2]
    session = gate_tickets.enter(redis, token)
    assert session is not None
    assert gate_tickets.who_is(redis, session) == "ada@example.com"
    assert [act["act"] for act in ask("GET", "/api/admin/audit")["items"]] == ["gate.ticket"]
