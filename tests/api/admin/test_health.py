"""What is wrong, at one glance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from jobtracker.db import Database
from jobtracker.fleet.redis import connect
from jobtracker.tasks.worker import TaskWorker
from tests.jobtracker.store.failing import HOUR, fail

NOON = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)


def test_the_signs_and_who_shows_them(ask: Any, acme: Database) -> None:
    fail(acme, ["acme"], "empty", NOON)
    fail(acme, ["bolt", "cafe"], "blocked", NOON + HOUR)
    found = ask("GET", "/api/admin/health")
    assert found["signs"] == {"zero": 1, "drop": 0, "changed": 0, "failing": 2}
    assert [(each["sign"], each["cause"], each["companies"]) for each in found["groups"]] == [
        ("failing", "blocked", 2), ("zero", "empty", 1),
    ]  # fmt: skip
    assert found["companies"]["failing"] == 3
    assert found["fleet"] is None
    assert found["mail"] == {"ready": False, "unsent": 0, "oldest_unsent": None, "failing": 0}


def test_the_companies_come_in_pages(ask: Any, acme: Database) -> None:
    for hours, slug in enumerate(("acme", "bolt", "cafe")):
        fail(acme, [slug], "blocked", NOON + hours * HOUR)
    first = ask("GET", "/api/admin/broken?limit=2&sign=failing")
    assert [each["company"] for each in first["items"]] == ["cafe", "bolt"]
    assert first["items"][0]["why"] == "GET /: blocked"
    second = ask("GET", f"/api/admin/broken?limit=2&sign=failing&cursor={first['next']}")
    assert [each["company"] for each in second["items"]] == ["acme"]
    assert second["next"] is None


class TestWithRedis:
    @pytest.fixture
    def app(self, make_app: Callable[..., APIFlask], redis_url: str) -> APIFlask:
        return make_app(redis_url=redis_url)

    def test_workers_are_seen(self, ask: Any, redis_url: str) -> None:
        with connect(redis_url) as client:
            worker = TaskWorker(["tasks"], name="one", connection=client)
            worker.register_birth()
            fleet = ask("GET", "/api/admin/health")["fleet"]
            assert [(each["name"], each["queue"]) for each in fleet["workers"]] == [("one", "tasks")]
            assert (fleet["due"], fleet["nodes"], fleet["matching"]) == (0, 0, "")
            worker.register_death()
