"""One listing, one vacancy, and reports, over HTTP."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from api.schemas.listing import Listing, Report, Vacancy
from jobtracker.models import ListingBody, ListingRow
from jobtracker.store import runs
from jobtracker.tasks.reports import reports
from tests.api.crawled import NOON, World
from tests.jobtracker.store.boards import DAY, HOUR, claim, close, crawl, prepared

SEVEN = [str(n) for n in range(7)]


@pytest.fixture
def acme(world: World) -> World:
    crawl(world.database, SEVEN, NOON)
    return world


def test_a_listing_is_what_the_documentation_says(acme: World) -> None:
    held = claim(acme.database, NOON + HOUR)
    close(acme.database, held, SEVEN, NOON + HOUR, changed=[prepared("1", "Other", hash_="b", place="Bonn")])
    crawl(acme.database, set(SEVEN) - {"1"}, NOON + 2 * HOUR)
    acme.now = NOON + 3 * HOUR
    answer = acme.get(f"/api/listings/{acme.id_of('1')}")
    Listing.model_validate(answer)
    assert (answer["title"], answer["state"], answer["removed_reason"]) == ("Other", "removed", "absent")
    assert answer["removed_at"] == "2026-10-01T14:00:00Z"
    assert [each["kind"] for each in answer["history"]] == ["first seen", "changed", "removed"]
    assert [each["field"] for each in answer["history"][1]["changes"]] == ["title", "places"]


def test_its_markup_cannot_run(acme: World) -> None:
    hostile = "<img src=x onerror=alert(1)><svg onload=alert(2)><a href='java\nscript:alert(3)'>a</a><p>text</p>"
    acme.database.write(lambda session: session.execute(update(ListingBody).values(html=hostile)) and None)
    html = acme.get(f"/api/listings/{acme.id_of('1')}")["html"]
    assert "text" in html
    assert not {"onerror", "onload", "alert", "img", "svg", "script"} & set(html.replace("<", " ").split())
    assert "href" not in html


def test_what_is_staged_or_not_there_is_not_found(acme: World) -> None:
    held = claim(acme.database, NOON + HOUR)
    acme.database.write(runs.save, held, [prepared("new")], now=NOON + HOUR)
    its_id = acme.id_of("new")
    for path in (f"/api/listings/{its_id}", f"/api/listings/{its_id}/report", "/api/listings/999999999999999999"):
        assert acme.get(path, 404)["detail"].startswith("There is no such")
    assert acme.client.post(f"/api/listings/{its_id}/report", json={}).status_code == 404
    assert acme.get("/api/vacancies/999999", 404)["status"] == 404
    for number in ("-1", "1.5", "x", "9" * 19):
        assert acme.client.get(f"/api/listings/{number}").status_code == 404


def test_a_vacancy_and_its_listings(acme: World) -> None:
    listing = acme.get(f"/api/listings/{acme.id_of('1')}")
    answer = acme.get(f"/api/vacancies/{listing['vacancy_id']}")
    Vacancy.model_validate(answer)
    assert [each["id"] for each in answer["listings"]] == [listing["id"]]
    assert answer["company"]["slug"] == "acme"


def test_a_report_is_taken_and_answered(acme: World) -> None:
    path = f"/api/listings/{acme.id_of('1')}/report"
    assert acme.get(path, 404)
    acme.now = NOON + HOUR
    answer = acme.client.post(path, json={"note": "The  link\nsays 404."})
    assert answer.status_code == 202
    Report.model_validate(answer.json)
    assert (answer.json["state"], answer.json["count"]) == ("queued", 1)
    assert acme.client.post(path, json={}).json["count"] == 2
    crawl(acme.database, SEVEN, NOON + 2 * HOUR)
    answered = acme.get(path)
    assert (answered["state"], answered["checked_at"]) == ("still there", "2026-10-01T14:00:00Z")
    reports(acme.database, None, NOON + 3 * HOUR)
    assert acme.get(path) == answered


def test_a_report_soon_after_a_visit_says_until_when_it_waits(acme: World) -> None:
    path = f"/api/listings/{acme.id_of('1')}/report"
    acme.now = NOON + dt.timedelta(minutes=10)
    told = acme.client.post(path, json={}).json
    why = "The company's board was read shortly before; it is read again after 12:30 UTC."
    assert (told["state"], told["reason"]) == ("queued", why)
    assert acme.get(path) == told
    reports(acme.database, None, NOON + HOUR)  # asks for the visit
    assert (acme.get(path)["state"], acme.get(path)["reason"]) == ("queued", "")


def test_a_note_that_is_none_is_refused(acme: World) -> None:
    path = f"/api/listings/{acme.id_of('1')}/report"
    for body, field in (({"note": "x" * 501}, "note"), ({"note": 5}, "note"), ({"other": ""}, "other")):
        answer = acme.client.post(path, json=body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert acme.client.post(path, data="note=x").status_code == 415


def test_reports_are_limited(acme: World) -> None:
    path = f"/api/listings/{acme.id_of('1')}/report"
    answers = [acme.client.post(path, json={}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [202] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_listing_that_nobody_changed_is_not_sent_again(acme: World) -> None:
    path = f"/api/listings/{acme.id_of('1')}"
    known = {"If-None-Match": acme.client.get(path).headers["ETag"]}
    assert acme.client.get(path, headers=known).status_code == 304
    crawl(acme.database, set(SEVEN) - {"1"}, NOON + HOUR)
    again = acme.client.get(path, headers=known)
    assert (again.status_code, again.json["state"]) == (200, "removed")


def test_a_week_of_silence_is_told_though_nothing_was_written(acme: World) -> None:
    path = f"/api/listings/{acme.id_of('1')}"
    acme.now = NOON + 8 * DAY
    answer = acme.get(path)
    assert (answer["state"], answer["verified_at"]) == ("unverified", "2026-10-01T12:00:00Z")


def test_text_from_a_site_is_data(acme: World) -> None:
    name = "<script>alert(1)</script> \u202e'; DROP TABLE listing; --"
    acme.database.write(lambda session: session.execute(update(ListingRow).values(title=name)) and None)
    answer = acme.client.get(f"/api/listings/{acme.id_of('1')}")
    assert answer.json["title"] == name
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
