"""Trackers by the API: made from a search, previewed, read as feeds, ended by a link without a log-in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from apiflask import APIFlask
from sqlalchemy import select
from werkzeug.test import TestResponse

from jobtracker import signing
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import Delivery, MailRow, Suppressed, Tracker
from jobtracker.store import audit, companies
from jobtracker.tasks.mail import mail
from jobtracker.tasks.match import match
from jobtracker.tasks.send import gather
from tests.api.conftest import ADA, EVE, HERE, KEY, LoggedIn, client_of, person
from tests.jobtracker.store import boards, tracking
from tests.mailbox import Mailbox

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
SAID = {"search": "q=title", "cadence": "daily", "zone": "Europe/Vienna", "days": 30}
TRACKERS = "/api/account/trackers"


@pytest.fixture
def board(database: Database) -> None:
    """A company with three vacancies."""
    database.write(companies.sync, [Company("acme", "Acme", "lever", {"token": "a"})], origin="given", now=NOW)
    boards.crawl(database, {"1", "2", "3"}, NOW)


def made(user: LoggedIn, **said: Any) -> dict[str, Any]:
    answer = user.post(TRACKERS, json={**SAID, **said})
    assert answer.status_code == 201, answer.text
    tracker: dict[str, Any] = answer.json
    return tracker


def fault(answer: TestResponse) -> Mapping[str, Any]:
    assert answer.status_code == 422, answer.text
    [found] = answer.json["errors"]  # type: ignore[index]
    return found


def test_one_is_made_from_the_address_of_a_search(user: LoggedIn) -> None:
    found = user.get("/api/listings?q=Engineer&where=Berlin~30km:hybrid&pay_min=60000").json
    tracker = made(user, search=found["query"]["url"], muted_words=["senior"])
    assert (tracker["search"], tracker["name"]) == (found["query"]["url"], "Engineer, Berlin~30km:hybrid, 60000")
    assert (tracker["mails_to"], tracker["not_mailed"], tracker["state"]) == (EVE, "", "running")
    assert (tracker["hour"], tracker["weekday"], tracker["matched"], tracker["webhook"]) == (8, 0, 0, None)
    assert user.get(f"{TRACKERS}/{tracker['id']}").json == tracker
    assert user.get(TRACKERS).json["items"] == [tracker]


@pytest.mark.parametrize(
    ("changed", "field", "rule"),
    [
        ({"search": "sort=pay&q=x"}, "search.sort", "is how results are shown: leave it out"),
        ({"search": ""}, "search", "asks for nothing: it needs words, or a filter"),
        ({"search": "q=x&state=all"}, "search.state", "has to be open: nobody is told of what is not"),
        ({"name": "a\r\nBcc: x"}, "name", "may hold no line breaks and no control characters"),
        ({"email": "nobody"}, "email", "is not a mail address"),
        (
            {"email": "a@example.com\r\nBcc: b@example.com"},
            "email",
            "may hold no line breaks and no control characters",
        ),
        ({"zone": "Vienna"}, "zone", "has to be a time zone by its IANA name, as in Europe/Vienna"),
        ({"days": 400}, "days", "Input should be less than or equal to 366"),
        ({"days": None}, "days", "say for how many days, or in until the last day; one of both"),
        ({"days": None, "until": "2020-01-01"}, "until", "is past"),
        ({"webhook_url": "http://127.0.0.1/x"}, "webhook_url", "leads to a private address"),
        ({"muted_words": ["x\ny"]}, "muted_words", "may hold no line breaks and no control characters"),
        ({"cadence": "hourly"}, "cadence", "Input should be 'instant', 'daily' or 'weekly'"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_rule(
    user: LoggedIn, changed: dict[str, Any], field: str, rule: str
) -> None:
    found = fault(user.post(TRACKERS, json={**SAID, **changed}))
    assert (found["field"], found["rule"]) == (field, rule)
    assert user.get(TRACKERS).json["items"] == []


def test_a_query_that_cannot_be_read_is_refused_with_the_place(user: LoggedIn) -> None:
    found = fault(user.post(TRACKERS, json={**SAID, "search": "q=engineer+(berlin"}))
    assert (found["field"], found["start"], found["end"]) == ("search.q", 9, 10)


def test_the_same_twice_is_a_conflict(user: LoggedIn) -> None:
    first = made(user)
    again = user.post(TRACKERS, json={**SAID, "search": "q=TITLE"})
    assert (again.status_code, again.json["detail"]) == (409, f"You watch for the same already: tracker {first['id']}.")


def test_it_is_changed_paused_resumed_renewed_and_deleted(user: LoggedIn) -> None:
    tracker = made(user)
    path = f"{TRACKERS}/{tracker['id']}"
    changed = user.patch(path, json={"cadence": "weekly", "weekday": 4}).json
    assert changed == {**tracker, "cadence": "weekly", "weekday": 4}
    anew = user.patch(path, json={"search": "q=other"}).json
    assert (anew["search"], anew["since"] > tracker["since"]) == ("q=other", True)
    assert user.post(f"{path}/pause").json["state"] == "paused"
    assert user.post(f"{path}/resume").json["state"] == "running"
    ends_at = user.post(f"{path}/renew", json={"days": 90}).json["ends_at"]
    assert dt.datetime.fromisoformat(ends_at) > NOW + 89 * DAY
    assert fault(user.post(f"{path}/renew", json={"days": 3, "until": "2026-01-01"}))["field"] == "days"
    assert fault(user.patch(path, json={"search": "q=x", "hour": 24}))["field"] == "hour"
    assert user.delete(path).status_code == 204
    assert user.get(path).status_code == 404


@pytest.mark.usefixtures("board")
def test_a_preview_keeps_nothing_and_needs_no_account(app: APIFlask, database: Database) -> None:
    boards.crawl(database, {"1", "2", "3", "4"}, NOW + dt.timedelta(seconds=1))
    nobody = client_of(app)
    seen = nobody.post("/api/trackers/preview", json={"search": "q=title"})
    assert seen.status_code == 200, seen.text
    assert (seen.json["number"], seen.json["exact"], seen.json["broad"]) == (1, True, True)
    assert [each["listings"][0]["title"] for each in seen.json["first"]] == ["Title 4"]
    assert seen.json["biggest"] == {"slug": "acme", "name": "Acme", "number": 1}
    assert seen.json["fits"] == {"vacancies": 4, "listings": 4, "exact": True}
    muted = nobody.post("/api/trackers/preview", json={"search": "q=title", "muted_companies": ["acme"]}).json
    assert (muted["number"], muted["biggest"], muted["of_all"]) == (0, None, 0.0)
    assert fault(nobody.post("/api/trackers/preview", json={"search": ""}))["field"] == "search"
    assert database.read(lambda s: s.scalars(select(Tracker.id)).all()) == []


@pytest.mark.usefixtures("board")
def test_what_was_found_comes_in_pages(user: LoggedIn, database: Database) -> None:
    tracker = made(user)
    for vacancy in (1, 2, 3):
        tracking.found(database, tracker["id"], vacancy, NOW + vacancy * DAY)
    path, got, cursor = f"{TRACKERS}/{tracker['id']}/matches?limit=2", [], ""
    while cursor is not None:
        page = user.get(path + (f"&cursor={cursor}" if cursor else "")).json
        got += page["items"]
        cursor = page["next"]
    assert [(item["vacancy_id"], item["title"], item["state"]) for item in got] == [
        (number, f"Title {number}", "waits") for number in (3, 2, 1)
    ]
    assert user.get(f"{TRACKERS}/{tracker['id']}").json["waiting"] == 3


@pytest.mark.usefixtures("board")
def test_a_feed_is_read_by_whoever_has_its_address_until_it_is_revoked(
    app: APIFlask, user: LoggedIn, database: Database
) -> None:
    tracker = made(user, name="Mine & <b>")
    for vacancy in (1, 2):
        tracking.found(database, tracker["id"], vacancy, NOW + vacancy * DAY)
    nobody = client_of(app)
    rss, json = (tracker["feeds"][kind].removeprefix(HERE) for kind in ("rss", "json_feed"))
    channel = ET.fromstring(nobody.get(rss).data).find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Jobs: Mine & <b>"
    assert [item.findtext("title") for item in channel.iter("item")] == ["Title 2 (Acme)", "Title 1 (Acme)"]
    feed = nobody.get(json)
    assert feed.headers["Content-Type"] == "application/feed+json"
    assert [item["url"] for item in feed.json["items"]] == [f"{HERE}/jobs/2", f"{HERE}/jobs/1"]
    assert feed.headers["Cache-Control"] == "private, no-cache"
    boards.crawl(database, {"1", "3"}, NOW + DAY)
    assert len(nobody.get(json).json["items"]) == 1, "what was taken down is in it no more"
    user.put("/api/vacancies/1/hidden")
    assert nobody.get(json).json["items"] == []
    other = user.post(f"{TRACKERS}/{tracker['id']}/revoke").json["feeds"]
    assert (nobody.get(rss).status_code, nobody.get(json).status_code) == (404, 404)
    assert nobody.get(other["rss"].removeprefix(HERE)).status_code == 200
    assert nobody.get("/api/trackers/feed/feed.1.0.nonsense.json").status_code == 404


def link(purpose: signing.Purpose, *parts: str | int) -> str:
    return f"/api/trackers/act/{signing.sign(KEY, purpose, *parts)}"


def stand(user: LoggedIn, tracker_id: int) -> tuple[str, str]:
    found = user.get(f"{TRACKERS}/{tracker_id}").json
    return found["state"], found["ends_at"]


@pytest.mark.parametrize(("purpose", "state"), [("unsubscribe", "ended"), ("pause", "paused")])
def test_a_link_shows_what_it_does_and_a_post_does_it_as_often_as_one_likes(
    app: APIFlask, user: LoggedIn, purpose: signing.Purpose, state: str
) -> None:
    tracker, path = made(user), ""
    path, nobody = link(purpose, tracker["id"]), client_of(app)
    shown = nobody.get(path)
    assert (shown.status_code, shown.json["does"], shown.json["done"]) == (200, purpose, False)
    assert shown.headers["Cache-Control"] == "no-store"
    assert stand(user, tracker["id"])[0] == "running", "whoever looks at links does nothing"
    for _ in range(2):
        done = nobody.post(path, data={"List-Unsubscribe": "One-Click"})
        assert (done.status_code, done.json["done"]) == (200, True)
    assert stand(user, tracker["id"])[0] == state


def test_a_renewal_counts_once(app: APIFlask, user: LoggedIn) -> None:
    tracker = made(user)
    before = dt.datetime.fromisoformat(tracker["ends_at"])
    path, nobody = link("renew", tracker["id"], int(before.timestamp())), client_of(app)
    assert nobody.get(path).json["ends_at"] == nobody.post(path).json["ends_at"]
    renewed = stand(user, tracker["id"])[1]
    assert dt.datetime.fromisoformat(renewed) - before == 30 * DAY
    assert (nobody.post(path).status_code, nobody.get(path).status_code) == (410, 410)
    assert stand(user, tracker["id"])[1] == renewed


@pytest.mark.usefixtures("board")
def test_an_answer_counts_once_per_vacancy(app: APIFlask, user: LoggedIn, database: Database) -> None:
    tracker = made(user)
    for vacancy in (1, 2):
        tracking.found(database, tracker["id"], vacancy, NOW)
    nobody = client_of(app)
    yes, no = (link("relevant", tracker["id"], 1, answer) for answer in ("yes", "no"))
    assert nobody.get(yes).json["words"] == "Say that “Title 1” was relevant for “title”."
    assert nobody.post(yes).status_code == 200
    assert [nobody.post(path).status_code for path in (yes, no)] == [410, 410]
    assert nobody.post(link("relevant", tracker["id"], 2, "no")).status_code == 200
    assert nobody.post(link("relevant", tracker["id"], 3, "yes")).status_code == 410
    found = user.get(f"{TRACKERS}/{tracker['id']}").json
    assert (found["relevant"], found["irrelevant"]) == (1, 1)


def test_a_link_that_is_wrong_or_was_used_gets_one_plain_answer(app: APIFlask, user: LoggedIn) -> None:
    tracker = made(user)
    good = link("pause", tracker["id"])
    wrong = [good[:-1], f"{good}x", good.replace("pause", "unsubscribe"), "/api/trackers/act/x"]
    wrong += [link("pause", 999), link("feed", tracker["id"], 0), link("confirm", tracker["id"], "x")]
    wrong.append(link("renew", tracker["id"], 1))
    nobody = client_of(app)
    answers = {(answer.status_code, answer.text) for path in wrong for answer in (nobody.get(path), nobody.post(path))}
    assert len(answers) == 1
    assert answers.pop()[0] == 410
    html = {"Accept": "text/html"}
    pages = {nobody.post(path, headers=html).text for path in wrong}
    assert len(pages) == 1
    assert stand(user, tracker["id"])[0] == "running"


def test_a_browser_gets_a_page_whose_button_works_in_a_session_too(app: APIFlask, user: LoggedIn) -> None:
    tracker = made(user, name="<script>alert(1)</script>")
    path = link("unsubscribe", tracker["id"])
    html = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = user.get(path, headers=html)
    assert page.mimetype == "text/html"
    assert "<script" not in page.text
    assert '<form method="post">' in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    user.csrf = ""
    done = user.post(path, headers={**html, "Origin": HERE, "Sec-Fetch-Site": "same-origin"})
    assert (done.status_code, "has ended" in done.text, "<form" in done.text) == (200, True, False)
    assert stand(user, tracker["id"])[0] == "ended"


def test_another_address_gets_nothing_before_it_agrees_nor_after_it_has_ended_it(
    app: APIFlask, user: LoggedIn, database: Database, box: Mailbox
) -> None:
    tracker = made(user, email="mum@example.com")
    assert (tracker["mails_to"], tracker["not_mailed"] != "") == ("mum@example.com", True)
    mail(database, None, dt.datetime.now(dt.UTC))
    [message] = box.mails
    assert message["To"] == "mum@example.com"
    text = message.get_body(("plain",))
    assert text is not None
    token = text.get_content().split("/agree#")[1].split()[0]
    nobody = client_of(app)
    assert nobody.post("/api/trackers/agree", json={"token": token}).status_code == 204
    assert nobody.post("/api/trackers/agree", json={"token": token}).status_code == 410
    path = f"{TRACKERS}/{tracker['id']}"
    assert user.get(path).json["not_mailed"] == ""
    assert nobody.post(link("unsubscribe", tracker["id"])).status_code == 200
    renewed = user.post(f"{path}/renew", json={"days": 9}).json
    assert (renewed["state"], renewed["not_mailed"] != "") == ("running", True)


def test_a_webhook_shows_its_secret_to_its_owner(user: LoggedIn) -> None:
    tracker = made(user, webhook_url="https://example.com/hook")
    hook = tracker["webhook"]
    assert (hook["url"], hook["failures"], hook["given_up"]) == ("https://example.com/hook", 0, False)
    other = user.post(f"{TRACKERS}/{tracker['id']}/revoke").json["webhook"]
    assert len({hook["secret"], other["secret"]}) == 2
    assert user.patch(f"{TRACKERS}/{tracker['id']}", json={"webhook_url": ""}).json["webhook"] is None


def without_tokens(words: str) -> list[str]:
    """The task that sent it signs with this machine's key, not with the application's."""
    return re.sub(r"(#[\w.]+\.)[\w-]{24}", r"\1", words).split()


@pytest.mark.usefixtures("board")
def test_mails_are_read_again_as_they_were_by_whom_they_were_for(
    user: LoggedIn, other: LoggedIn, database: Database, box: Mailbox
) -> None:
    tracker = made(user, cadence="instant")
    tracking.found(database, tracker["id"], 1, NOW)
    database.write(lambda s: s.execute(Tracker.__table__.update().values(next_at=NOW)))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    gather(database, later)
    mail(database, None, later)
    [sent] = box.mails
    [item] = user.get("/api/account/deliveries").json["items"]
    assert (item["name"], item["kind"], item["number"], item["subject"]) == ("title", "news", 1, sent["Subject"])
    whole = user.get(f"/api/account/deliveries/{item['id']}").json
    html, text = sent.get_body(("html",)), sent.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert without_tokens(whole["html"]) == without_tokens(html.get_content())
    assert without_tokens(whole["text"]) == without_tokens(text.get_content())
    assert whole["content"]["total"] == 1
    assert other.get("/api/account/deliveries").json["items"] == []
    assert other.get(f"/api/account/deliveries/{item['id']}").status_code == 404
    assert user.get("/api/account/deliveries?tracker=999").json["items"] == []
    database.write(lambda s: s.add(Delivery(tracker_id=tracker["id"], kind="news", created_at=NOW)))
    pages = [user.get("/api/account/deliveries?limit=1").json]
    pages.append(user.get(f"/api/account/deliveries?limit=1&cursor={pages[0]['next']}").json)
    assert [page["items"][0]["id"] for page in pages] == [item["id"] + 1, item["id"]]


@pytest.mark.usefixtures("board")
def test_from_a_search_to_a_mail_and_back_by_its_link(
    app: APIFlask, user: LoggedIn, database: Database, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobtracker.tasks.mail.key_of", lambda settings: KEY)
    match(database, None, NOW)
    tracker = made(user, cadence="instant", muted_words=["Title 5"])
    paused = made(user, search="q=text")
    user.post(f"{TRACKERS}/{paused['id']}/pause")
    at = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    boards.crawl(database, {"1", "2", "3", "4", "5"}, at)
    assert match(database, None, at) == "1 runs matched: 1 matches, 0 beginnings"
    later = at + dt.timedelta(minutes=11)
    gather(database, later)
    mail(database, None, later)
    [sent] = box.mails
    assert sent["Subject"] == "1 new job for title: Title 4 at Acme"
    stand = user.get(f"{TRACKERS}/{tracker['id']}").json
    assert (stand["matched"], stand["told"], stand["waiting"]) == (1, 1, 0)
    ends = sent["List-Unsubscribe"].strip("<>").removeprefix(HERE)
    assert client_of(app).post(ends, data={"List-Unsubscribe": "One-Click"}).json["words"].startswith("The tracker")
    text = sent.get_body(("plain",))
    assert text is not None
    for token in re.findall(r"/trackers/act#(\S+)", text.get_content()):
        assert client_of(app).post(f"/api/trackers/act/{token}").status_code in {200, 410}
    stand = user.get(f"{TRACKERS}/{tracker['id']}").json
    assert (stand["state"], stand["relevant"] + stand["irrelevant"]) == ("ended", 1)
    boards.crawl(database, {"1", "2", "3", "4", "5", "6"}, later)
    assert match(database, None, later).startswith("1 runs matched: 0 matches")


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
