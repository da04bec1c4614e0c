"""Accounts over HTTP: what strangers learn, what sessions and tokens may, and whose things are whose."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from jobtracker import passwords
from jobtracker.company import Company
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.models import MailRow, Notice, User
from jobtracker.store import companies, users
from jobtracker.tasks.mail import mail
from tests.api.conftest import ADA, ADAM, EVE, PASSWORD, LoggedIn, client_of, logged_in
from tests.jobtracker.store import boards
from tests.mailbox import Mailbox, smtp

OTHER = "eight loud herons"
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server, which the task sends to."""
    with smtp() as box:
        monkeypatch.setenv("JOBTRACKER_SMTP_URL", box.url)
        settings.cache_clear()
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


# What strangers learn


def without_date(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = [(name, value) for name, value in answer.headers if name not in {"Date", "Set-Cookie"}]
    return answer.status_code, answer.data, headers


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


# Sessions


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


# Tokens


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


# What is kept


@pytest.fixture
def board(database: Database) -> None:
    """A company with three vacancies."""
    database.write(companies.sync, [Company("acme", "Acme", "lever", {"token": "a"})], origin="given", now=NOW)
    boards.crawl(database, {"1", "2", "3"}, NOW)


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize("state", ["saved", "hidden", "applied"])
def test_what_is_kept_is_ones_own(user: LoggedIn, other: LoggedIn, state: str) -> None:
    for vacancy in (1, 2, 3):
        kept = user.put(f"/api/vacancies/{vacancy}/{state}")
        assert (kept.status_code, kept.json[f"{state}_at"] is not None) == (200, True)
    pages, cursor = [], ""
    while cursor is not None:
        page = user.get(f"/api/account/kept?state={state}&limit=1" + (f"&cursor={cursor}" if cursor else "")).json
        pages += page["items"]
        cursor = page["next"]
    assert [(item["vacancy_id"], item["title"], item["slug"]) for item in pages] == [
        (number, f"Title {number}", "acme") for number in (3, 2, 1)
    ]
    assert other.get(f"/api/account/kept?state={state}").json["items"] == []
    assert other.delete(f"/api/vacancies/1/{state}").status_code == 204
    assert len(user.get(f"/api/account/kept?state={state}").json["items"]) == 3
    assert user.delete(f"/api/vacancies/1/{state}").status_code == 204
    assert len(user.get(f"/api/account/kept?state={state}").json["items"]) == 2
    assert user.put(f"/api/vacancies/99/{state}").status_code == 404


@pytest.mark.usefixtures("board")
def test_a_note_is_kept_and_has_an_end(user: LoggedIn) -> None:
    assert user.put("/api/vacancies/1/note", json={"note": "call <b>them</b>"}).json["note"] == "call <b>them</b>"
    assert user.put("/api/vacancies/1/note", json={"note": "x" * 4001}).status_code == 422
    assert user.put("/api/vacancies/99/note", json={"note": "x"}).status_code == 404


@pytest.mark.usefixtures("board")
def test_companies_are_followed(user: LoggedIn, other: LoggedIn) -> None:
    assert user.put("/api/companies/acme/follow").json["slug"] == "acme"
    assert [item["name"] for item in user.get("/api/account/followed").json["items"]] == ["Acme"]
    assert other.get("/api/account/followed").json["items"] == []
    assert user.put("/api/companies/nobody/follow").status_code == 404
    assert user.delete("/api/companies/nobody/follow").status_code == 404
    assert user.delete("/api/companies/acme/follow").status_code == 204
    assert user.get("/api/account/followed").json["items"] == []


@pytest.mark.usefixtures("board")
def test_notices_are_read_by_whom_they_are_for(user: LoggedIn, other: LoggedIn, database: Database) -> None:
    about = {"kind": "removed", "vacancy_id": 1, "company_id": 1, "at": NOW, "detail": {"title": "Title 1"}}
    database.write(lambda s: s.add_all(Notice(user_id=user.user_id, **about) for _ in range(3)))
    page = user.get("/api/account/notices?limit=2").json
    assert [item["detail"] for item in page["items"]] == [{"title": "Title 1"}] * 2
    assert len(user.get(f"/api/account/notices?limit=2&cursor={page['next']}").json["items"]) == 1
    assert user.get("/api/account/notices?cursor=abc").status_code == 422
    first = page["items"][0]["id"]
    assert other.post("/api/account/notices/read", json={"ids": [first], "up_to": first}).status_code == 204
    assert user.get("/api/account").json["unread"] == 3
    user.post("/api/account/notices/read", json={"ids": [first]})
    assert len(user.get("/api/account/notices?unread=true").json["items"]) == 2
    user.post("/api/account/notices/read", json={"up_to": first})
    assert user.get("/api/account").json["unread"] == 0


@pytest.mark.usefixtures("board")
def test_a_mail_program_unsubscribes_by_one_post(
    app: APIFlask, user: LoggedIn, box: Mailbox, database: Database
) -> None:
    from jobtracker.tasks.notices import notices

    user.put("/api/vacancies/1/saved")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    boards.crawl(database, {"2", "3"}, later)
    assert notices(database, None, later) == "1 notices, 1 mails of notices"
    mail(database, None, later)
    [message] = box.mails
    assert message["Subject"] == "Title 1 at Acme, which you saved, was taken down"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = message["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert user.get(path).status_code == 405  # whoever looks at links unsubscribes nobody
    for _ in range(2):
        assert client_of(app).post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 204
    assert user.get("/api/account").json["notices_mailed"] is False
    assert client_of(app).post("/api/account/unsubscribe?token=nonsense").status_code == 410


@pytest.mark.usefixtures("board")
def test_the_export_is_one_document_for_its_owner_only(user: LoggedIn, other: LoggedIn) -> None:
    user.put("/api/vacancies/1/note", json={"note": "mine"})
    mine, his = user.get("/api/account/export"), other.get("/api/account/export")
    assert (mine.json["kept"][0]["note"], mine.json["vacancies"]["1"]["title"]) == ("mine", "Title 1")
    assert (his.json["kept"], "mine" in his.text, EVE in his.text) == ([], False, False)
    assert mine.headers["Cache-Control"] == "private, no-store"


def test_the_last_admin_cannot_go(admin: LoggedIn) -> None:
    assert admin.delete("/api/account", json={"password": PASSWORD}).status_code == 409
