"""An application on a database of its own, and clients of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from api import caching, clock, create_app
from jobtracker.config import Settings
from jobtracker.db import Database
from jobtracker.store import companies
from tests.api.crawled import ACME, NOON, World

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
HERE = "http://localhost:8000"
"""Where the settings say that it is."""


@pytest.fixture
def make_app(sqlite_url: str) -> Iterator[Callable[..., APIFlask]]:
    """Makes applications with other settings, or another database: `make_app(database_url=postgresql_url)`."""
    opened: list[Database] = []

    def make(**changes: Any) -> APIFlask:
        settings = Settings(**{"database_url": sqlite_url, "secret_key": KEY, **changes})
        database = Database(settings.database_url)
        opened.append(database)
        database.upgrade()
        app = create_app(settings, database=database)
        app.testing = False  # errors are answered, as they are for everybody
        return app

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def app(make_app: Callable[..., APIFlask]) -> APIFlask:
    """On a new SQLite file."""
    return make_app()


@pytest.fixture
def database(app: APIFlask) -> Database:
    """Of the application."""
    found: Database = app.extensions["jobtracker"].database
    return found


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """Nobody, with cookies."""
    return client_of(app)


def client_of(app: APIFlask) -> FlaskClient:
    """Nobody at this application, with cookies."""
    client = app.test_client()
    client.application.config["PREFERRED_URL_SCHEME"] = "http"
    client.environ_base["HTTP_HOST"] = "localhost:8000"
    return client


@pytest.fixture
def world(make_app: Callable[..., APIFlask], database_url: str, monkeypatch: pytest.MonkeyPatch) -> World:
    """On each kind of database, with one company, Acme, that was never read."""
    app = make_app(database_url=database_url)
    made = World(client_of(app), app.extensions["jobtracker"].database)
    made.database.write(companies.sync, [ACME], origin="given", now=NOON)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(caching, "STALE", 0)
    return made
