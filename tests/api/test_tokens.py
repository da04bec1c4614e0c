"""API tokens: what they may, who sees them, how they end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask.testing import FlaskClient

from jobtracker.db import Database
from tests.api.conftest import ADAM, EVE, PASSWORD, LoggedIn, without_date

OTHER = "eight loud herons"
NOW = dt.datetime.now(dt.UTC)


def test_a_token_may_what_it_was_made_for(user: LoggedIn, token_client: Callable[..., FlaskClient]) -> None:
    reads, writes = token_client(user, "read"), token_client(user, "read", "write")
    assert reads.get("/api/account").json["email"] == EVE
    change = {"json": {"notices_mailed": False}}
    assert (reads.patch("/api/account", **change).status_code, writes.patch("/api/account", **change).status_code) == (
        403,
        200,
    )
    for method, path, body in (
        ("POST", "/api/account/tokens", {"name": "x", "scopes": ["read"]}),
        ("DELETE", "/api/account", {"password": PASSWORD}),
        ("POST", "/api/account/password", {"password": OTHER, "old": PASSWORD}),
        ("POST", "/api/account/email", {"email": ADAM, "password": PASSWORD}),
        ("DELETE", "/api/account/sessions", None),
    ):
        assert writes.open(path, method=method, json=body).status_code == 403, path


def test_a_token_is_shown_once_and_kept_as_a_hash(user: LoggedIn, database: Database) -> None:
    made = user.post("/api/account/tokens", json={"name": " mine ", "scopes": ["write", "read", "read"]}).json
    assert (made["token"].startswith("jt_"), made["name"], made["scopes"]) == (True, "mine", ["read", "write"])
    [shown] = user.get("/api/account/tokens").json["items"]
    assert "token" not in shown
    exported = user.get("/api/account/export").text
    assert made["token"] not in exported


def test_scopes_are_no_more_than_their_owner_may(user: LoggedIn, admin: LoggedIn) -> None:
    body = {"name": "x", "scopes": ["admin"]}
    assert user.post("/api/account/tokens", json=body).status_code == 422
    assert admin.post("/api/account/tokens", json=body).status_code == 201
    for wrong in ({"scopes": []}, {"scopes": ["all"]}, {"name": ""}, {"expires_at": "2020-01-01T00:00:00Z"}):
        assert user.post("/api/account/tokens", json={"name": "x", "scopes": ["read"], **wrong}).status_code == 422


def test_a_revoked_token_opens_nothing_and_others_cannot_revoke_it(
    user: LoggedIn, other: LoggedIn, token_client: Callable[..., FlaskClient]
) -> None:
    reads = token_client(user, "read")
    [token] = user.get("/api/account/tokens").json["items"]
    unknown = other.delete(f"/api/account/tokens/{token['id'] + 1}")
    assert without_date(other.delete(f"/api/account/tokens/{token['id']}")) == without_date(unknown)
    assert (unknown.status_code, reads.get("/api/account").status_code) == (404, 200)
    assert user.delete(f"/api/account/tokens/{token['id']}").status_code == 204
    assert reads.get("/api/account").status_code == 401
