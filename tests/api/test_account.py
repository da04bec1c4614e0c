"""Accounts over HTTP, from registration to deletion: what strangers learn, and who may sign up."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from jobtracker import passwords
from jobtracker.db import Database
from jobtracker.models import MailRow, User
from jobtracker.store import users
from tests.api.conftest import ADA, ADAM, EVE, PASSWORD, LoggedIn, client_of, delivered, token_in, without_date
from tests.mailbox import Mailbox

OTHER = "eight loud herons"
NOW = dt.datetime.now(dt.UTC)


def test_from_registration_to_deletion(client: FlaskClient, box: Mailbox, database: Database) -> None:
    answer = client.post("/api/account", json={"email": "Eve@Example.com", "password": PASSWORD})
    assert answer.status_code == 202
    [message] = delivered(box, database)
    assert (message["To"], message.get_content_type()) == (EVE, "multipart/alternative")
    link = {"token": token_in(message), "password": PASSWORD}
    entered = client.post("/api/account/confirm", json=link)
    assert entered.json["email"] == EVE
    assert entered.headers["Cache-Control"] == "private, no-store"
    assert client.get("/api/account").json["email"] == EVE
    csrf = {"X-CSRFToken": entered.json["csrf"]}
    assert client.delete("/api/account", json={"password": PASSWORD}).status_code == 403
    assert client.delete("/api/account", json={"password": OTHER}, headers=csrf).status_code == 401
    assert client.delete("/api/account", json={"password": PASSWORD}, headers=csrf).status_code == 204
    assert client.get("/api/account").status_code == 401
    [message] = delivered(box, database)
    assert message["Subject"] == "Your account was deleted"
    assert database.read(lambda session: session.scalars(select(MailRow.id)).all()) == []


@pytest.mark.parametrize("path", ["/api/account", "/api/account/reset", "/api/session", "/api/account/email"])
def test_answers_are_equal_byte_for_byte_whether_there_is_an_account(
    app: APIFlask, user: LoggedIn, other: LoggedIn, database: Database, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write(users.add, "new@example.com", password_hash="", admin=False, now=NOW)
    database.write(users.add, "off@example.com", password_hash=passwords.make(PASSWORD), admin=False, now=NOW)
    off = update(User).where(User.email == "off@example.com").values(disabled_at=NOW)
    database.write(lambda session: session.execute(off))
    statements = count_statements(database, monkeypatch)
    answers, costs = set(), set()
    for email in (ADAM, "nobody@example.com", "new@example.com", "off@example.com"):
        client = user if path == "/api/account/email" else client_of(app)
        body = {"email": email, "password": PASSWORD if path == "/api/account/email" else OTHER}
        statements.clear()
        answer = client.post(path, json={"email": email} if path.endswith("reset") else body)
        answers.add(json.dumps(without_date(answer), default=str))
        costs.add(tuple(statements))
    assert (len(answers), len(costs)) == (1, 1), answers | costs


def count_statements(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Units of work and hashes, as they are done."""
    done: list[str] = []

    def watched(kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(first: Any, *args: Any, **kwargs: Any) -> Any:
            done.append(f"{kind} {getattr(first, '__name__', '')}")
            return real(first, *args, **kwargs)

        return call

    for kind in ("read", "write"):
        monkeypatch.setattr(database.__class__, kind, _method(watched, kind, getattr(database, kind)))
    for kind in ("make", "fits"):
        monkeypatch.setattr(passwords, kind, watched(kind, getattr(passwords, kind)))
    return done


def _method(watched: Any, kind: str, real: Any) -> Any:
    call = watched(kind, real)
    return lambda self, *args, **kwargs: call(*args, **kwargs)


def test_a_right_password_of_one_who_may_not_enter_is_a_wrong_one(client: FlaskClient, database: Database) -> None:
    database.write(users.add, EVE, password_hash=passwords.make(PASSWORD), admin=False, now=NOW)
    wrong = client.post("/api/session", json={"email": EVE, "password": OTHER})
    database.write(lambda session: session.execute(update(User).values(disabled_at=NOW)))
    assert without_date(client.post("/api/session", json={"email": EVE, "password": PASSWORD})) == without_date(wrong)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "no address", "password": PASSWORD}, "email"),
        ({"email": f"{'x' * 250}@example.com", "password": PASSWORD}, "email"),
        ({"email": EVE, "password": "short"}, "password"),
        ({"email": EVE, "password": "Password1234"}, "password"),
        ({"email": EVE, "password": EVE.upper()}, "password"),
        ({"email": EVE, "password": "x" * 201}, "password"),
        ({"email": EVE, "password": "aaaaaaaaaaaa"}, "password"),
        ({"email": EVE, "password": "line\nfeeds are none"}, "password"),
        ({"email": EVE, "password": PASSWORD, "admin": True}, "admin"),
        ({"email": [EVE], "password": PASSWORD}, "email"),
    ],
)
def test_what_no_account_can_have_is_named(client: FlaskClient, body: dict[str, Any], field: str) -> None:
    answer = client.post("/api/account", json=body)
    assert (answer.status_code, [fault["field"] for fault in answer.json["errors"]]) == (422, [field])


@pytest.mark.parametrize(("signup", "status"), [("open", 202), ("invite", 403), ("closed", 403)])
def test_who_may_sign_up_is_set(make_app: Callable[..., APIFlask], signup: str, status: int) -> None:
    client = client_of(make_app(signup=signup))
    assert client.post("/api/account", json={"email": EVE, "password": PASSWORD}).status_code == status


def test_with_the_first_admin_sign_up_closes(client: FlaskClient, database: Database) -> None:
    body = {"email": EVE, "password": PASSWORD}
    assert client.post("/api/account", json=body).status_code == 202
    database.write(users.add, ADA, password_hash="", admin=True, now=NOW)
    assert client.post("/api/account", json=body).status_code == 403


def test_two_at_once_become_one_account(app: APIFlask, box: Mailbox, database: Database) -> None:
    for _ in range(2):
        client_of(app).post("/api/account", json={"email": EVE, "password": PASSWORD})
    links = [token_in(message) for message in delivered(box, database)]
    start, statuses = threading.Barrier(2), []

    def confirm(link: str) -> None:
        client = client_of(app)
        start.wait()
        statuses.append(client.post("/api/account/confirm", json={"token": link, "password": PASSWORD}).status_code)

    threads = [threading.Thread(target=confirm, args=(link,)) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 410]


def test_guessing_is_slowed_down_and_the_owner_is_not_locked_out(
    make_app: Callable[..., APIFlask], redis_url: str
) -> None:
    app = make_app(redis_url=redis_url, rate_limits=0, trusted_proxies=1)
    database = app.extensions["jobtracker"].database
    database.write(users.add, EVE, password_hash=passwords.make(PASSWORD), admin=False, now=NOW)

    def log_in(password: str, address: str, email: str = EVE) -> Any:
        body = {"email": email, "password": password}
        return client_of(app).post("/api/session", json=body, headers={"X-Forwarded-For": address})

    assert log_in(PASSWORD, "198.51.100.1").status_code == 200
    for email in (EVE, "nobody@example.com"):
        statuses = [log_in(OTHER, "203.0.113.9", email).status_code for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
    refused = log_in(PASSWORD, "203.0.113.9")
    assert (refused.status_code, int(refused.headers["Retry-After"]) >= 1) == (429, True)
    for host in range(1, 40):  # from everywhere
        log_in(OTHER, f"192.0.2.{host}")
    assert log_in(PASSWORD, "198.51.100.1").status_code == 200
    assert int(log_in(PASSWORD, "198.51.100.2").headers["Retry-After"]) <= 10


def test_the_last_admin_cannot_go(admin: LoggedIn) -> None:
    assert admin.delete("/api/account", json={"password": PASSWORD}).status_code == 409


def test_the_link_of_a_registration_leads_on_to_where_one_was(
    app: APIFlask, client: FlaskClient, box: Mailbox, database: Database
) -> None:
    to = "/trackers/new?q=a+%26+b#cadence=daily"
    asked = {"email": EVE, "password": PASSWORD, "to": to}
    assert client.post("/api/account", json=asked).status_code == 202
    [message] = delivered(box, database)
    text = message.get_body(("plain",)).get_content()
    [way, token] = re.findall(r"http://localhost:8000/confirm\?to=(\S+)#(\S+)", text)[0]
    assert unquote_plus(way) == to
    assert client.post("/api/account/confirm", json={"token": token, "password": PASSWORD}).status_code == 200
    client_of(app).post("/api/account", json=asked)
    [message] = delivered(box, database)
    assert f"http://localhost:8000/login?to={way}" in message.get_body(("plain",)).get_content(), "there is one already"


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "x", "/a b", "/a\n", "/ä"])
def test_no_mail_leads_elsewhere(client: FlaskClient, box: Mailbox, database: Database, to: str) -> None:
    answer = client.post("/api/account", json={"email": EVE, "password": PASSWORD, "to": to})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "to")
    assert delivered(box, database) == []
