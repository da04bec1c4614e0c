"""The search as feeds and as CSV, read by real parsers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from sqlalchemy import update

from api.schemas.feed import JsonFeed
from jobtracker.models import ListingBody, ListingRow
from tests.api.crawled import BOARD, NOON, World, posting, read_board
from tests.jobtracker.store.boards import HOUR

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<b>=cmd|'/c calc'!A1</b> \x01\x08\u202e ]]> & \"quoted\" \ufffe"


@pytest.fixture
def acme(world: World) -> World:
    read_board(world.database, BOARD, NOON)
    world.now = NOON + HOUR
    return world


def parsed(world: World, path: str) -> Any:
    answer = world.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == f"application/{urlsplit(path).path.rpartition('.')[2]}+xml"
    return ElementTree.fromstring(answer.data)


def test_rss(acme: World) -> None:
    channel = parsed(acme, "/api/listings.rss?q=engineer&country=DE").find("channel")
    assert channel.findtext("title") == "Jobs: engineer"
    assert channel.findtext("link") == "http://localhost:8000/jobs?q=engineer&country=DE"
    own = channel.find(f"{ATOM}link")
    assert (own.get("rel"), own.get("href")) == ("self", "http://localhost:8000/api/listings.rss?q=engineer&country=DE")
    items = channel.findall("item")
    assert sorted(item.findtext("title") for item in items) == [
        "Senior Software Engineer (Acme)",
        "Software Engineer (Acme)",
    ]
    for item in items:
        assert item.findtext("link").startswith("http://localhost:8000/jobs/")
        guid = item.find("guid")
        assert (guid.get("isPermaLink"), guid.text.rpartition("/")[0]) == ("false", "tag:localhost,2026:vacancy")
        assert parsedate_to_datetime(item.findtext("pubDate")) == NOON
        assert "<p>You build things.</p>" in item.findtext("description")


def test_atom(acme: World) -> None:
    feed = parsed(acme, "/api/listings.atom?fold=none")
    assert feed.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost:8000/api/listings.atom?fold=none"
    assert links["alternate"] == "http://localhost:8000/jobs?fold=none"
    assert feed.findtext(f"{ATOM}id").startswith("tag:localhost,2026:search/")
    entries = feed.findall(f"{ATOM}entry")
    ids = {entry.findtext(f"{ATOM}id") for entry in entries}
    assert len(ids) == len(entries) == 5
    for entry in entries:
        for needed in ("title", "updated", "author/{http://www.w3.org/2005/Atom}name", "content"):
            assert entry.findtext(f"{ATOM}{needed}")
        assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) == NOON
        assert entry.find(f"{ATOM}content").get("type") == "html"


def test_the_same_vacancy_keeps_its_name_and_a_change_keeps_the_feed_valid(acme: World) -> None:
    def guids() -> set[str]:
        return {item.findtext("guid") for item in parsed(acme, "/api/listings.rss").iter("item")}

    before = guids()
    read_board(acme.database, [posting("6", "Chef")], NOON + HOUR, seen=[one.id for one in BOARD])
    assert before < guids()


def test_json_feed(acme: World) -> None:
    answer = acme.client.get("/api/listings.json?limit=3")
    assert answer.headers["Content-Type"] == "application/feed+json"
    feed = answer.json
    JsonFeed.model_validate(feed)
    assert (feed["version"], feed["title"]) == ("https://jsonfeed.org/version/1.1", "Jobs")
    assert feed["feed_url"] == "http://localhost:8000/api/listings.json?limit=3"
    assert len(feed["items"]) == 3
    for item in feed["items"]:
        assert item["id"].startswith("tag:localhost,2026:vacancy/")
        assert item["content_html"]
        assert item["authors"] == [{"name": "Acme"}]
        assert dt.datetime.fromisoformat(item["date_published"]).tzinfo
    assert "limit=3" in feed["next_url"]
    rest = acme.client.get(feed["next_url"].removeprefix("http://localhost:8000")).json
    assert len(rest["items"]) == 1
    assert "next_url" not in rest
    assert {item["id"] for item in rest["items"]}.isdisjoint(item["id"] for item in feed["items"])


def test_an_empty_feed_is_a_feed(acme: World) -> None:
    assert parsed(acme, "/api/listings.rss?q=zzzz").find("channel").findall("item") == []
    assert parsed(acme, "/api/listings.atom?q=zzzz").findtext(f"{ATOM}updated")
    assert acme.client.get("/api/listings.json?q=zzzz").json["items"] == []


def test_hostile_text_breaks_no_feed(acme: World) -> None:
    changes = (
        update(ListingRow).values(title=HOSTILE, department=HOSTILE),
        update(ListingBody).values(html=f"<script>alert(1)</script><p onclick=x>{HOSTILE}</p>"),
    )
    acme.database.write(lambda session: [session.execute(change) for change in changes] and None)
    for path in ("/api/listings.rss", "/api/listings.atom"):
        for text in (element.text or "" for element in parsed(acme, path).iter()):
            assert "<script" not in text
            assert "onclick" not in text
            assert not set(text) & {"\x01", "\x08", "\u202e", "\ufffe"}
    titles = [item.findtext("title") for item in parsed(acme, "/api/listings.rss").iter("item")]
    assert set(titles) == {"<b>=cmd|'/c calc'!A1</b>  ]]> & \"quoted\"  (Acme)"}
    for item in acme.client.get("/api/listings.json").json["items"]:
        assert "<script" not in item["content_html"]
        assert "&lt;b&gt;=cmd" in item["content_html"], "the department is text"


def rows(world: World, path: str) -> list[dict[str, str]]:
    answer = world.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Row-Limit"] == "10000"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_csv(acme: World) -> None:
    found = {row["title"]: row for row in rows(acme, "/api/listings.csv")}
    assert len(found) == 4
    senior = found["Senior Software Engineer"]
    assert (senior["pay_min"], senior["pay_max"], senior["pay_currency"], senior["pay_period"]) == (
        "60000.0",
        "80000.0",
        "EUR",
        "year",
    )
    assert (senior["company"], senior["state"], senior["workplace"]) == ("Acme", "open", "on-site")
    assert senior["first_seen_at"] == "2026-10-01T12:00:00Z"
    assert senior["page"] == f"http://localhost:8000/jobs/{senior['listing_id']}"
    both = found["Account Executive"]
    assert both["listings"] == "2"
    assert set(both["places"].split("; ")) == {"Berlin, Germany", "Paris, Île-de-France, France"}
    assert len(rows(acme, "/api/listings.csv?fold=none")) == 5
    assert [row["title"] for row in rows(acme, "/api/listings.csv?q=nurse")] == ["Nurse"]


FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("begin", FORMULAS)
def test_no_cell_is_a_formula(acme: World, begin: str) -> None:
    evil = f"{begin}HYPERLINK(1)"
    acme.database.write(
        lambda session: session.execute(update(ListingRow).values(title=evil, department=evil)) and None
    )
    for row in rows(acme, "/api/listings.csv"):
        assert row["title"] == f"'{evil}"
        assert not any(cell.startswith(FORMULAS) for cell in row.values())


def test_a_long_table_comes_in_parts_and_ends_at_its_limit(acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.csv_export.BATCH", 2)
    assert len(rows(acme, "/api/listings.csv?fold=none")) == 5
    monkeypatch.setattr("api.csv_export.MOST_ROWS", 3)
    answer = acme.client.get("/api/listings.csv?fold=none")
    assert len(answer.text.splitlines()) == 4


def test_a_reader_who_leaves_before_the_end_leaves_nothing_behind(acme: World) -> None:
    assert acme.client.head("/api/listings.csv").status_code == 200
    answer = acme.client.get("/api/listings.csv", buffered=False)
    answer.close()
    assert len(rows(acme, "/api/listings.csv")) == 4
