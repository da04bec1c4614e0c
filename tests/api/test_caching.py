"""Answers that need not be made again, and answers that are shorter on the way."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIBlueprint, APIFlask
from flask import g, request
from flask.testing import FlaskClient
from sqlalchemy import update

from api import caching
from api.access import access
from api.caching import shared, shared_but_for
from api.callers import ALL, Caller
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import CompanyRow
from jobtracker.store import companies, freshness
from tests.api.conftest import client_of

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
Make = Callable[..., APIFlask]


@pytest.fixture
def asked() -> list[str]:
    """What was really looked for."""
    return []


@pytest.fixture
def app(app: APIFlask, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> APIFlask:
    monkeypatch.setattr(caching, "STALE", 0)
    bp = APIBlueprint("many", __name__, url_prefix="/api/many")

    @bp.get("")
    @access("public")
    @shared
    def many() -> dict[str, Any]:
        asked.append("many")
        return {"items": ["x" * 1000]}

    @bp.get("/secret")
    @access("user")
    def secret() -> dict[str, Any]:
        return {"items": ["x" * 1000]}

    app.register_blueprint(bp)
    return app


def add_company(database: Database) -> None:
    company = Company("acme", "Acme", "greenhouse", {"token": "acme"}, "", "", None, "", "")
    database.write(companies.sync, [company], origin="given", now=NOW)


def test_who_has_it_is_not_sent_it_again(client: FlaskClient, database: Database, asked: list[str]) -> None:
    first = client.get("/api/many?q=a")
    known = {"If-None-Match": first.headers["ETag"]}
    second = client.get("/api/many?q=a", headers=known)
    assert (second.status_code, second.data, second.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert second.headers["Cache-Control"] == "no-cache"
    assert len(asked) == 1
    assert client.get("/api/many?q=b", headers=known).status_code == 200
    assert client.get("/api/many?q=a", headers={"If-None-Match": '"other"'}).status_code == 200
    add_company(database)
    assert client.get("/api/many?q=a", headers=known).status_code == 200


def test_whatever_there_is_is_not_what_there_is_not(client: FlaskClient) -> None:
    assert client.get("/api/companies/acme", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/api/companies?ats=" + "x" * 61, headers={"If-None-Match": "*"}).status_code == 422


def test_what_is_for_somebody_has_no_tag(app: APIFlask, client: FlaskClient) -> None:
    known = {"If-None-Match": client.get("/api/many").headers["ETag"]}
    app.before_request_funcs[None].insert(0, lambda: setattr(g, "caller", Caller(1, scopes=ALL, by="session")))
    answer = client.get("/api/many", headers=known)
    assert (answer.status_code, "ETag" in answer.headers) == (200, False)
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_answers_are_compressed_but_not_those_of_one_person(app: APIFlask, client: FlaskClient) -> None:
    answer = client.get("/api/many", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"xxxx" in gzip.decompress(answer.data)
    assert {"Accept-Encoding", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    app.before_request_funcs[None].insert(0, lambda: setattr(g, "caller", Caller(1, scopes=ALL, by="session")))
    answer = client.get("/api/many/secret", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, "Content-Encoding" in answer.headers) == (200, False)


CHANGES: list[dict[str, Any]] = [
    {"last_complete_at": NOW},
    {"due_at": NOW},
    {"generation": 1},
    {"open_count": 3},
    {"paused_at": NOW},
    {"retired_at": NOW},
]


def test_whatever_moves_is_another_version(database_url: str) -> None:
    database = Database(database_url)
    add_company(database)
    versions = [database.read(freshness.version, now=NOW) for _ in range(2)]
    assert versions[0] == versions[1]
    for change in CHANGES:
        database.write(lambda session, change=change: session.execute(update(CompanyRow).values(**change)) and None)
        versions.append(database.read(freshness.version, now=NOW))
    assert len(set(versions)) == 1 + len(CHANGES)
    database.close()


def test_time_alone_makes_listings_unverified(make_app: Make, sqlite_url: str) -> None:
    database = client_of(make_app()).application.extensions["jobtracker"].database
    add_company(database)
    database.write(lambda session: session.execute(update(CompanyRow).values(last_complete_at=NOW)) and None)
    before = database.read(freshness.version, now=NOW + dt.timedelta(days=7))
    assert database.read(freshness.version, now=NOW + dt.timedelta(days=7, seconds=1)) != before


def test_what_depends_on_the_clock_has_no_tag(app: APIFlask, client: FlaskClient) -> None:
    bp = APIBlueprint("lately", __name__, url_prefix="/api/lately")

    @bp.get("")
    @access("public")
    @shared_but_for(lambda: "since" in request.args)
    def lately() -> dict[str, Any]:
        return {}

    app.register_blueprint(bp)
    assert "ETag" in client.get("/api/lately").headers
    assert "ETag" not in client.get("/api/lately?since=7d").headers
