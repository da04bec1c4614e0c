"""An admin, who asks with a token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from api import callers
from api.callers import ALL, Caller
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import User
from jobtracker.store import companies
from tests.api.conftest import client_of

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


@pytest.fixture
def ask(app: APIFlask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Asks as an admin: `ask("GET", "/api/admin/...", 200, json=...)` gives the document."""
    user = User(
        email="ada@example.com", admin=True, created_at=NOW, confirmed_at=NOW, session_key="k", password_hash=""
    )

    def add(session: Any) -> int:
        session.add(user)
        session.flush()
        return int(user.id)

    who = Caller(database.write(add), True, ALL, "token")
    monkeypatch.setattr(callers, "by_token", {"admins": who}.get)
    client: FlaskClient = client_of(app)

    def ask(method: str, path: str, status: int = 200, **about: Any) -> Any:
        answer = client.open(path, method=method, headers={"Authorization": "Bearer admins"}, **about)
        assert answer.status_code == status, answer.text
        return answer.get_json() if answer.data else None

    return ask


@pytest.fixture
def acme(database: Database) -> Database:
    """A database with the companies acme, bolt and cafe."""
    rows = [Company(slug, slug.title(), "lever", {"token": slug}, "DE") for slug in ("acme", "bolt", "cafe")]
    database.write(companies.sync, rows, origin="registry", now=NOW)
    return database
