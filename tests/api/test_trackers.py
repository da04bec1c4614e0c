"""Trackers by the API: made from a search, previewed, read as feeds."""

from __future__ import annotations

import datetime as dt
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from jobtracker.db import Database
from jobtracker.models import Tracker
from tests.api.conftest import EVE, HERE, NOW, LoggedIn, client_of
from tests.api.trackers import DAY, SAID, TRACKERS, fault, made
from tests.jobtracker.store import boards, tracking


def test_one_is_made_from_the_address_of_a_search(user: LoggedIn) -> None:
    found = user.get("/api/listings?q=Engineer&where=Berlin~30km:hybrid&pay_min=60000").json
    tracker = made(user, search=found["query"]["url"], muted_words=["senior"])
    assert (tracker["search"], tracker["name"]) == (
        found["query"]["url"],
        "Engineer, Berlin + 30 km, hybrid, from 60,000 EUR a year",
    )
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
    user.put("/api/companies/acme/mute")
    assert nobody.get(json).json["items"] == []
    user.delete("/api/companies/acme/mute")
    user.put("/api/vacancies/1/hidden")
    assert nobody.get(json).json["items"] == []
    other = user.post(f"{TRACKERS}/{tracker['id']}/revoke").json["feeds"]
    assert (nobody.get(rss).status_code, nobody.get(json).status_code) == (404, 404)
    assert nobody.get(other["rss"].removeprefix(HERE)).status_code == 200
    assert nobody.get("/api/trackers/feed/feed.1.0.nonsense.json").status_code == 404


def test_a_webhook_shows_its_secret_to_its_owner(user: LoggedIn) -> None:
    tracker = made(user, webhook_url="https://example.com/hook")
    hook = tracker["webhook"]
    assert (hook["url"], hook["failures"], hook["given_up"]) == ("https://example.com/hook", 0, False)
    other = user.post(f"{TRACKERS}/{tracker['id']}/revoke").json["webhook"]
    assert len({hook["secret"], other["secret"]}) == 2
    assert user.patch(f"{TRACKERS}/{tracker['id']}", json={"webhook_url": ""}).json["webhook"] is None


@pytest.mark.usefixtures("board")
def test_a_tracker_says_what_it_found_lately(user: LoggedIn, database: Database) -> None:
    busy, calm = made(user), made(user, search="q=other")
    assert calm["lately"] == {"number": 0, "newest": []}
    boards.crawl(database, {"1", "2", "3", "4", "5"}, NOW)
    for vacancy in (1, 2, 3, 4):
        tracking.found(database, busy["id"], vacancy, NOW - vacancy * DAY)
    tracking.found(database, busy["id"], 5, NOW - 8 * DAY)
    lately = {item["id"]: item["lately"] for item in user.get(TRACKERS).json["items"]}
    assert lately[calm["id"]]["number"] == 0
    assert lately[busy["id"]]["number"] == 4, "what is older than a week is not lately"
    newest = lately[busy["id"]]["newest"]
    assert [(each["listing_id"], each["title"], each["company"]) for each in newest] == [
        (1, "Title 1", "Acme"),
        (2, "Title 2", "Acme"),
        (3, "Title 3", "Acme"),
    ]


@pytest.mark.usefixtures("board")
def test_what_one_mail_tells_of_can_be_seen_alone(user: LoggedIn, database: Database) -> None:
    tracker = made(user)
    for vacancy, delivery in ((1, 7), (2, 8), (3, 7)):
        tracking.found(database, tracker["id"], vacancy, NOW + vacancy * DAY, delivery_id=delivery)
    path = f"{TRACKERS}/{tracker['id']}/matches?limit=1&delivery=7"
    first = user.get(path).json
    second = user.get(f"{path}&cursor={first['next']}").json
    assert [page["items"][0]["vacancy_id"] for page in (first, second)] == [3, 1]
    assert second["next"] is None
