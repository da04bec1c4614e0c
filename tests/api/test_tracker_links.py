"""Links of a tracker's mails, which act without a log-in; and its mails, read again as they were."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from apiflask import APIFlask

from jobtracker import signing
from jobtracker.db import Database
from jobtracker.models import Delivery, Tracker
from jobtracker.tasks.mail import mail
from jobtracker.tasks.match import match
from jobtracker.tasks.send import gather
from tests.api.conftest import HERE, KEY, NOW, LoggedIn, client_of
from tests.api.trackers import DAY, TRACKERS, made
from tests.jobtracker.store import boards, tracking
from tests.mailbox import Mailbox


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
    assert match(database, None, at) == "1 run matched: 1 match, 0 beginnings"
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
    assert match(database, None, later).startswith("1 run matched: 0 matches")
