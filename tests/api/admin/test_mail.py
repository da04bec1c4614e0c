"""What admins see of mails, and do about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask

from jobtracker.db import Database
from jobtracker.models import MailRow, Suppressed
from jobtracker.store import audit
from tests.api.conftest import ADA, EVE, NOW, LoggedIn, person
from tests.api.trackers import DAY, fault, made
from tests.jobtracker.store import tracking


@pytest.mark.usefixtures("board")
def test_admins_see_what_waits_and_since_when(user: LoggedIn, admin: LoggedIn, database: Database) -> None:
    first, second = made(user), made(user, search="q=other")
    tracking.found(database, first["id"], 1, NOW)
    for vacancy in (2, 3):
        tracking.found(database, second["id"], vacancy, NOW - DAY)
    about = {"kind": "notices", "recipient": EVE, "data": {}, "created_at": NOW - DAY}
    waits = [MailRow(**about, due_at=NOW + number * DAY, tries=number, error="mail: away") for number in range(3)]
    sent = MailRow(**about, due_at=NOW, sent_at=NOW, error="given up: no")
    database.write(lambda s: s.add_all([*waits, sent]))
    state = admin.get("/api/admin/mail").json
    assert (state["unsent"], state["failing"], state["given_up"], state["waiting"]) == (3, 2, 1, 3)
    assert dt.datetime.fromisoformat(state["oldest_unsent"]) == NOW - DAY
    assert [(each["tracker_id"], each["number"], each["owner"]) for each in state["trackers"]] == [
        (second["id"], 2, EVE),
        (first["id"], 1, EVE),
    ]
    page = admin.get("/api/admin/mail/queue?limit=2").json
    rest = admin.get(f"/api/admin/mail/queue?limit=2&cursor={page['next']}").json
    assert [mail["tries"] for mail in page["items"] + rest["items"]] == [0, 1, 2]


def test_admins_have_an_address_mailed_to_again_and_that_is_written_down(admin: LoggedIn, database: Database) -> None:
    rows = [Suppressed(address=f"{name}@example.com", reason="bounce", at=NOW) for name in ("a", "b")]
    database.write(lambda s: s.add_all(rows))
    page = admin.get("/api/admin/mail/suppressed?limit=1").json
    rest = admin.get(f"/api/admin/mail/suppressed?limit=1&cursor={page['next']}").json
    assert [each["address"] for each in page["items"] + rest["items"]] == ["a@example.com", "b@example.com"]
    remove = "/api/admin/mail/suppressed/remove"
    assert admin.post(remove, json={"email": "A@example.com"}).status_code == 204
    assert admin.post(remove, json={"email": "a@example.com"}).status_code == 404
    [act] = database.read(audit.acts, audit.Sought(), before=None, limit=9)
    assert (act.who, act.act, act.subject) == (ADA, "mail.allow", "a@example.com")


def test_admins_try_how_mails_go_out(make_app: Callable[..., APIFlask], tmp_path: Path) -> None:
    app = make_app(mail_dir=str(tmp_path))
    database = app.extensions["jobtracker"].database
    admin = person(app, database, ADA, admin=True)
    tried = admin.post("/api/admin/mail/test", json={"email": "Me@example.com"})
    assert tried.status_code == 200, tried.text
    first = tried.json["items"][0]
    assert (first["step"], first["state"], first["fix"] != "") == ("folder", "doubtful", True)
    assert len(list(tmp_path.glob("*.eml"))) == 1
    assert fault(admin.post("/api/admin/mail/test", json={"email": "nobody"}))["field"] == "email"
    assert [act.act for act in database.read(audit.acts, audit.Sought(), before=None, limit=9)] == ["mail.test"]
