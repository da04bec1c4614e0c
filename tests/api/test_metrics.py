from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import update

from api.callers import Caller
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import CompanyRow
from jobtracker.store import companies
from jobtracker.store.figures import figures
from tests.api.conftest import client_of
from tests.jobtracker.store import boards

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
STATES: dict[str, dict[str, Any]] = {
    "retired": {"retired_at": NOW, "paused_at": NOW},
    "off": {"switched_off": "robots.txt"},
    "paused": {"paused_at": NOW},
    "failing": {"failures": 2},
    "unread": {},
    "held": {"last_complete_at": NOW, "held_since": NOW},
    "well": {"last_complete_at": NOW, "open_count": 7, "due_at": NOW - dt.timedelta(minutes=5)},
}


def test_figures(database_url: str) -> None:
    database = Database(database_url)
    rows = [Company(name, name, "greenhouse", {"token": name}, "", "", None, "", "") for name in STATES]
    database.write(companies.sync, rows, origin="given", now=NOW)
    for name, values in STATES.items():
        if values:
            changed = update(CompanyRow).where(CompanyRow.slug == name).values(**values)
            database.write(lambda session, changed=changed: session.execute(changed) and None)
    found = database.read(figures, now=NOW)
    assert found.companies == dict.fromkeys(STATES, 1)
    assert (found.open_listings, found.oldest_due, found.open_incidents) == (7, 300, 0)
    assert set(found.runs.values()) == {0}
    database.close()


def test_what_is_typed_is_no_label(client: FlaskClient) -> None:
    client.get("/api/typed-by-somebody?q=typed-by-somebody")
    client.open("/api", method="TYPED")
    text = client.get("/metrics").text
    assert "typed" not in text.lower()
    assert 'route="none"' in text
    assert 'jobtracker_companies{state="well"} 0.0' in text


def test_queues_are_counted(make_app: Callable[..., APIFlask], redis_url: str) -> None:
    text = client_of(make_app(redis_url=redis_url)).get("/metrics").text
    assert 'jobtracker_queue_length{queue="companies"} 0.0' in text
    for name in ("tasks", "matching", "mails"):
        assert f'jobtracker_queue_length{{queue="{name}"}} 0.0' in text
        assert f'jobtracker_workers{{queue="{name}"}} 0.0' in text


def test_runs_that_wait_to_be_matched_are_counted_and_timed(client: FlaskClient, database: Database) -> None:
    at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=6)
    database.write(companies.sync, [Company("acme", "Acme")], origin="given", now=at)
    boards.crawl(database, {"1"}, at)
    text = client.get("/metrics").text
    assert "jobtracker_unmatched_runs 1.0" in text
    (seconds,) = re.findall(r"^jobtracker_oldest_unmatched_seconds (\S+)", text, re.MULTILINE)
    assert 360 <= float(seconds) < 400
    assert client.get("/readyz").json["matching"] is False


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Host": "tracker.example"}},
    ],
)
def test_they_are_for_this_machine_and_for_admins_with_a_token(
    make_app: Callable[..., APIFlask], elsewhere: dict[str, Any]
) -> None:
    app = make_app(base_url="http://tracker.example")
    assert client_of(app).get("/metrics", **elsewhere).status_code == 401
    for scopes, status in (({"read"}, 403), ({"admin"}, 200)):
        whom = Caller(1, admin=True, scopes=frozenset(scopes), by="token")
        app.before_request_funcs[None].insert(0, lambda whom=whom: setattr(g, "caller", whom))
        assert client_of(app).get("/metrics", **elsewhere).status_code == status
        app.before_request_funcs[None].pop(0)
