"""An application on a database of its own, and clients of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from apiflask import APIFlask
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

from api import caching, clock, create_app
from jobtracker import passwords
from jobtracker.account import Scope, new_token
from jobtracker.company import Company
from jobtracker.config import Settings
from jobtracker.config import settings as of_this_process
from jobtracker.db import Database
from jobtracker.store import accounts, api_tokens, companies
from jobtracker.store.accounts import Owner
from jobtracker.tasks.mail import mail
from tests.api.crawled import ACME, NOON, World
from tests.jobtracker.store import boards
from tests.mailbox import Mailbox, smtp

Client = TypeVar("Client", bound=FlaskClient)
KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
HERE = "http://localhost:8000"
"""Where the settings say that it is."""
NOW = dt.datetime.now(dt.UTC)
"""About when tests began."""


@pytest.fixture
def make_app(sqlite_url: str) -> Iterator[Callable[..., APIFlask]]:
    """Makes applications with other settings, or another database: `make_app(database_url=postgresql_url)`."""
    opened: list[Database] = []

    def make(**changes: Any) -> APIFlask:
        settings = Settings(**{"database_url": sqlite_url, "secret_key": KEY, **changes})
        database = Database(settings.database_url)
        opened.append(database)
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
def board(database: Database) -> None:
    """A company with three vacancies."""
    database.write(companies.sync, [Company("acme", "Acme", "lever", {"token": "a"})], origin="given", now=NOW)
    boards.crawl(database, {"1", "2", "3"}, NOW)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """Nobody, with cookies."""
    return client_of(app)


def client_of(app: APIFlask, kind: type[Client] = FlaskClient) -> Client:  # type: ignore[assignment]
    """Nobody at this application, with cookies."""
    client = kind(app, app.response_class, use_cookies=True)
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


class LoggedIn(FlaskClient):
    """Sends its X-CSRFToken, as our pages do."""

    csrf = ""
    user_id = 0

    def open(self, *args: Any, **kwargs: Any) -> Any:
        headers = Headers(kwargs.pop("headers", None))
        headers.setdefault("X-CSRFToken", self.csrf)
        return super().open(*args, headers=headers, **kwargs)


PASSWORD = "seven quiet herons"
EVE, ADAM, ADA = "eve@example.com", "adam@example.com", "ada@example.com"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of the same form that cost little."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def account(database: Database, email: str, *, admin: bool = False) -> Owner:
    """An account with the password PASSWORD."""
    now = dt.datetime.now(dt.UTC)

    def unit(session: Session) -> Owner:
        secret = passwords.make(PASSWORD)
        found = accounts.add(session, email, now=now, password_hash=secret, admin=admin, confirmed=True)
        return Owner(found.id, found.email, found.admin, found.session_key)

    return database.write(unit)


def logged_in(app: APIFlask, email: str, password: str = PASSWORD) -> LoggedIn:
    """A client that has logged in."""
    client = client_of(app, LoggedIn)
    answer = client.post("/api/session", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    client.csrf = answer.json["csrf"]
    return client


@pytest.fixture
def user(app: APIFlask, database: Database) -> LoggedIn:
    """Somebody who is logged in."""
    return person(app, database, EVE)


@pytest.fixture
def other(app: APIFlask, database: Database) -> LoggedIn:
    """Somebody else who is logged in."""
    return person(app, database, ADAM)


@pytest.fixture
def admin(app: APIFlask, database: Database) -> LoggedIn:
    """An admin who is logged in."""
    return person(app, database, ADA, admin=True)


def person(app: APIFlask, database: Database, email: str, *, admin: bool = False) -> LoggedIn:
    """Somebody with a new account, who is logged in."""
    owner = account(database, email, admin=admin)
    client = logged_in(app, email)
    client.user_id = owner.id
    return client


@pytest.fixture
def token_client(app: APIFlask) -> Callable[..., FlaskClient]:
    """Makes clients with an API token: `token_client(user, "read", "write")`."""

    def make(whose: LoggedIn, *scopes: str) -> FlaskClient:
        made = whose.post("/api/account/tokens", json={"name": "test", "scopes": scopes})
        assert made.status_code == 201, made.text
        client = client_of(app)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made.json['token']}"
        return client

    return make


def token_of(app: APIFlask, *scopes: Scope, admin: bool = False) -> str:
    """An API token of a new account."""
    database, token = app.extensions["jobtracker"].database, new_token()
    owner = account(database, f"{token[:20].lower()}@example.org", admin=admin)
    about = {"name": "a program", "scopes": scopes, "expires_at": None, "now": dt.datetime.now(dt.UTC)}
    database.write(api_tokens.add, owner.id, token, **about)
    return token


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server, which the task sends to."""
    with smtp() as box:
        monkeypatch.setenv("JOBTRACKER_SMTP_URL", box.url)
        of_this_process.cache_clear()
        yield box


def delivered(box: Mailbox, database: Database) -> list[Any]:
    """What the task sends now."""
    before = len(box.mails)
    mail(database, None, dt.datetime.now(dt.UTC))
    return box.mails[before:]


def token_in(message: Any) -> str:
    text = message.get_body(("plain",)).get_content()
    [token] = re.findall(r"http://localhost:8000/\w+#(\S+)", text)
    return str(token)


def without_date(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """What two answers must have in common if nobody is to tell them apart."""
    headers = [(name, value) for name, value in answer.headers if name not in {"Date", "Set-Cookie"}]
    return answer.status_code, answer.data, headers
