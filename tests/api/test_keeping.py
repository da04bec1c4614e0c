"""What people keep and are told: whose it is, and that it is nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from apiflask import APIFlask

from jobtracker.db import Database
from jobtracker.models import Notice
from jobtracker.tasks.mail import mail
from tests.api.conftest import EVE, NOW, LoggedIn, client_of
from tests.jobtracker.store import boards
from tests.mailbox import Mailbox

OTHER = "eight loud herons"


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
def test_what_one_does_with_one_vacancy(user: LoggedIn, other: LoggedIn) -> None:
    user.put("/api/vacancies/1/saved")
    user.put("/api/vacancies/1/note", json={"note": "ask Ada"})
    mine, his = (who.get("/api/vacancies/1/kept").json for who in (user, other))
    assert (mine["saved_at"] is not None, mine["applied_at"], mine["note"]) == (True, None, "ask Ada")
    assert his == {"vacancy_id": 1, "saved_at": None, "hidden_at": None, "applied_at": None, "note": ""}


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize(("act", "all_"), [("follow", "followed"), ("mute", "muted")])
def test_companies_are_followed_and_muted(user: LoggedIn, other: LoggedIn, act: str, all_: str) -> None:
    assert user.put(f"/api/companies/acme/{act}").json["slug"] == "acme"
    assert [item["name"] for item in user.get(f"/api/account/{all_}").json["items"]] == ["Acme"]
    assert other.get(f"/api/account/{all_}").json["items"] == []
    since = [who.get(f"/api/companies/acme/{act}").json["since"] for who in (user, other)]
    assert (since[0] is not None, since[1]) == (True, None)
    assert user.put(f"/api/companies/nobody/{act}").status_code == 404
    assert user.delete(f"/api/companies/nobody/{act}").status_code == 404
    assert user.delete(f"/api/companies/acme/{act}").status_code == 204
    assert user.get(f"/api/account/{all_}").json["items"] == []


@pytest.mark.usefixtures("board")
def test_a_muted_company_is_in_nothing_that_is_found_and_in_nobody_elses(user: LoggedIn, other: LoggedIn) -> None:
    user.put("/api/companies/acme/mute")
    mine, his = (who.get("/api/listings?count=true&facets=true").json for who in (user, other))
    assert (mine["items"], mine["count"]["vacancies"], mine["muted_companies"]) == ([], 0, 1)
    assert (len(his["items"]), his["muted_companies"]) == (3, 0)
    shown = user.get("/api/listings?hidden=include").json
    assert (len(shown["items"]), shown["muted_companies"]) == (3, 0)
    assert "Title 1" not in user.get("/api/listings.csv").text
    assert "Title 1" not in user.get("/api/listings.rss").text


@pytest.mark.usefixtures("board")
def test_notices_are_read_by_whom_they_are_for(user: LoggedIn, other: LoggedIn, database: Database) -> None:
    about = {"kind": "removed", "vacancy_id": 1, "company_id": 1, "at": NOW, "detail": {"title": "Title 1"}}
    database.write(lambda s: s.add_all(Notice(user_id=user.user_id, **about) for _ in range(3)))
    page = user.get("/api/account/notices?limit=2").json
    assert [(item["detail"], item["listing_id"]) for item in page["items"]] == [({"title": "Title 1"}, 1)] * 2
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
    assert notices(database, None, later) == "1 notice, 1 mail"
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
    assert (mine.json["kept_vacancies"][0]["note"], mine.json["vacancies"]["1"]["title"]) == ("mine", "Title 1")
    assert (his.json["kept_vacancies"], "mine" in his.text, EVE in his.text) == ([], False, False)
    assert mine.headers["Cache-Control"] == "private, no-store"
