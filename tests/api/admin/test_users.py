from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from api.admin import users as views
from jobtracker.db import Database
from jobtracker.models import MailRow
from jobtracker.store import accounts, tickets, users

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


@pytest.fixture
def app(make_app: Callable[..., APIFlask]) -> APIFlask:
    return make_app(signup="invite")


def add(database: Database, email: str, **about: Any) -> int:
    return database.write(lambda s: accounts.add(s, email, now=NOW, confirmed=True, password_hash="x", **about).id)


def mails(database: Database) -> list[tuple[str, str]]:
    rows = select(MailRow.kind, MailRow.recipient).order_by(MailRow.id)
    return [(kind, to) for kind, to in database.read(lambda s: s.execute(rows).all())]


def acts(ask: Any) -> list[tuple[str, str]]:
    return [(act["act"], act["subject"]) for act in ask("GET", "/api/admin/audit")["items"]][::-1]


def test_accounts_are_found_and_paged(ask: Any, database: Database) -> None:
    for name in ("bob", "bobby", "carl"):
        add(database, f"{name}@example.com")
    first = ask("GET", "/api/admin/users?words=BOB&limit=1")
    rest = ask("GET", f"/api/admin/users?words=BOB&limit=1&cursor={first['next']}")
    assert [row["email"] for row in first["items"] + rest["items"]] == ["bobby@example.com", "bob@example.com"]
    assert "password_hash" not in first["items"][0]
    ask("GET", "/api/admin/users/999", 404)


def test_whoever_is_mailed_need_not_wait_for_the_minute(
    ask: Any, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hastened: list[list[tuple[str, str]]] = []
    monkeypatch.setattr(views, "hasten_mail", lambda: hastened.append(mails(database)[-1:]))
    here = f"/api/admin/users/{add(database, 'bob@example.com')}"
    ask("POST", f"{here}/reset", 202)
    ask("DELETE", here, 204)
    ask("POST", "/api/admin/invites", 204, json={"email": "new@example.com"})
    assert hastened == [
        [("reset", "bob@example.com")], [("deleted", "bob@example.com")], [("invite", "new@example.com")],
    ]  # fmt: skip


def test_an_account_is_disabled_enabled_and_deleted(ask: Any, database: Database) -> None:
    here = f"/api/admin/users/{add(database, 'bob@example.com')}"
    for _ in range(2):
        assert ask("POST", f"{here}/disable")["disabled_at"]
    assert "is disabled" in ask("POST", f"{here}/reset", 409)["detail"]
    assert ask("POST", f"{here}/enable")["disabled_at"] is None
    ask("POST", f"{here}/reset", 202)
    assert mails(database) == [("reset", "bob@example.com")]
    done = [f"user.{act}" for act in ("disable", "enable", "reset", "delete")]
    ask("DELETE", here, 204)
    ask("DELETE", here, 404)
    number = here.rpartition("/")[2]
    assert acts(ask) == [(act, f"account {number}") for act in done]  # the address is gone with the account


def test_the_last_admin_stays(ask: Any, database: Database) -> None:
    [ada] = ask("GET", "/api/admin/users")["items"]
    here = f"/api/admin/users/{ada['id']}"
    add(database, "closed@example.com", admin=True)
    closed = ask("GET", "/api/admin/users?words=closed")["items"][0]["id"]
    ask("POST", f"/api/admin/users/{closed}/disable")
    for method, path, body in (("POST", "/disable", None), ("PUT", "/admin", {"admin": False}), ("DELETE", "", None)):
        said = ask(method, here + path, 409, **({"json": body} if body else {}))
        assert "the last admin" in said["detail"]
    ask("POST", f"/api/admin/users/{closed}/enable")
    assert "your own account" in ask("DELETE", here, 409)["detail"]
    assert ask("PUT", f"{here}/admin", json={"admin": False})["admin"] is False
    assert ask("PUT", f"{here}/admin", json={"admin": True})["admin"] is True


def test_somebody_is_invited_once_and_it_can_be_withdrawn(ask: Any, database: Database) -> None:
    ask("POST", "/api/admin/invites", 204, json={"email": "Eve@Example.com"})
    ask("POST", "/api/admin/invites", 409, json={"email": "eve@example.com"})
    assert mails(database) == [("invite", "eve@example.com")]
    ask("POST", "/api/admin/invites/withdraw", 204, json={"email": "eve@example.com"})
    ask("POST", "/api/admin/invites/withdraw", 404, json={"email": "eve@example.com"})
    assert mails(database) == []
    database.write(lambda s: tickets.make(s, "invite", "eve@example.com", now=dt.datetime.now(dt.UTC)))
    assert [row["email"] for row in ask("GET", "/api/admin/invites")["items"]] == ["eve@example.com"]
    ask("POST", "/api/admin/invites", 409, json={"email": "eve@example.com"})
    ask("POST", "/api/admin/invites/withdraw", 204, json={"email": "eve@example.com"})
    assert database.read(users.invitations, now=NOW) == []
    assert "has an account" in ask("POST", "/api/admin/invites", 409, json={"email": "ada@example.com"})["detail"]
    ask("POST", "/api/admin/invites", 422, json={"email": "no address"})


def test_where_nobody_may_sign_up_nobody_is_invited(ask: Any, app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.admin.users.rules.signup", lambda *_, **__: "closed")
    ask("POST", "/api/admin/invites", 409, json={"email": "eve@example.com"})
