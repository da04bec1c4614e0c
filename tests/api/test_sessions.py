"""Sessions: begun anew by logging in, ended by logging out, a reset, a change, a ban, and time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from jobtracker.db import Database
from jobtracker.store import users
from tests.api.conftest import EVE, PASSWORD, LoggedIn, client_of, delivered, logged_in, token_in
from tests.mailbox import Mailbox

OTHER = "eight loud herons"
NOW = dt.datetime.now(dt.UTC)


def test_a_session_is_renewed_by_logging_in(app: APIFlask, user: LoggedIn) -> None:
    client = client_of(app)
    before = client.get("/api/csrf").json["token"]
    refused = client.post("/api/session", json={"email": EVE, "password": PASSWORD})
    assert refused.status_code == 403
    cookie = client.get_cookie("jobtracker").value
    headers = {"X-CSRFToken": before}
    entered = client.post("/api/session", json={"email": EVE, "password": PASSWORD}, headers=headers)
    assert (entered.status_code, client.get_cookie("jobtracker").value == cookie) == (200, False)
    assert client.patch("/api/account", json={"notices_mailed": False}, headers=headers).status_code == 403
    headers = {"X-CSRFToken": entered.json["csrf"]}
    assert client.patch("/api/account", json={"notices_mailed": False}, headers=headers).json["notices_mailed"] is False
    cookie = entered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_another_site_acts_for_nobody(user: LoggedIn) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert user.delete("/api/account/sessions", headers=headers).status_code == 403


def test_logging_out_ends_it_here_and_everywhere_if_one_likes(app: APIFlask, user: LoggedIn) -> None:
    elsewhere = logged_in(app, EVE)
    user.csrf = user.delete("/api/account/sessions").json["csrf"]
    assert (user.get("/api/account").status_code, elsewhere.get("/api/account").status_code) == (200, 401)
    assert user.delete("/api/session").status_code == 204
    assert user.get("/api/account").status_code == 401


def test_a_session_does_not_last_for_ever(app: APIFlask, user: LoggedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for days, status in ((29, 200), (31, 401)):
        now = NOW.timestamp() + days * 86400
        monkeypatch.setattr("api.sessions.time.time", lambda now=now: now)
        assert user.get("/api/account").status_code == status


def ends(act: Callable[[], Any], *clients: FlaskClient) -> None:
    assert {client.get("/api/account").status_code for client in clients} == {200}
    act()
    assert {client.get("/api/account").status_code for client in clients} == {401}


def test_sessions_end_with_a_reset_a_change_and_a_ban(
    app: APIFlask, user: LoggedIn, box: Mailbox, database: Database
) -> None:
    elsewhere = logged_in(app, EVE)
    client_of(app).post("/api/account/reset", json={"email": EVE})
    [message] = delivered(box, database)
    link = {"token": token_in(message), "password": OTHER}
    stranger = client_of(app, LoggedIn)

    def reset() -> None:
        entered = stranger.post("/api/account/password", json=link)
        assert entered.status_code == 200
        stranger.csrf = entered.json["csrf"]

    ends(reset, user, elsewhere)
    assert stranger.post("/api/account/password", json=link).status_code == 410

    def change() -> None:
        entered = elsewhere.post("/api/account/password", json={"old": OTHER, "password": PASSWORD})
        assert entered.status_code == 200

    elsewhere = logged_in(app, EVE, OTHER)
    ends(change, stranger)
    assert elsewhere.get("/api/account").status_code == 200
    ends(lambda: database.write(users.disable, user.user_id, now=NOW), elsewhere)


def test_an_address_moves_by_its_mailbox(app: APIFlask, user: LoggedIn, box: Mailbox, database: Database) -> None:
    asked = user.post("/api/account/email", json={"email": "eva@example.com", "password": PASSWORD})
    assert (asked.status_code, user.get("/api/account").json["email"]) == (202, EVE)
    [message] = delivered(box, database)
    assert message["To"] == "eva@example.com"
    link = {"token": token_in(message)}
    assert client_of(app).post("/api/account/email/confirm", json=link).json["email"] == "eva@example.com"
    assert {message["To"] for message in delivered(box, database)} == {EVE, "eva@example.com"}
    assert user.get("/api/account").status_code == 401


def test_setting_a_password_needs_something(client: FlaskClient, user: LoggedIn) -> None:
    assert client.post("/api/account/password", json={"password": OTHER}).status_code == 422
    assert client.post("/api/account/password", json={"password": OTHER, "old": PASSWORD}).status_code == 401
    wrong = user.post("/api/account/password", json={"password": OTHER, "old": OTHER})
    assert (wrong.status_code, wrong.json["detail"]) == (401, "The password is wrong.")
    both = {"password": OTHER, "old": PASSWORD, "token": "x"}
    assert user.post("/api/account/password", json=both).status_code == 422
