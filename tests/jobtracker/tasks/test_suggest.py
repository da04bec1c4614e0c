"""The task that makes what is offered while people type."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.listing import Facts, Place
from jobtracker.models import CompanyRow, ListingRow
from jobtracker.store import companies, suggestions
from jobtracker.store.suggestions import suggest as read
from jobtracker.tasks.suggest import first_suggest, suggest
from tests.jobtracker.store.boards import claim, close, prepared

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MUNICH = Place("Munich, Bavaria, Germany", "Munich", "Bavaria", "DE", 48.1374, 11.5755)
COLOGNE = Place("Köln, North Rhine-Westphalia, Germany", "Köln", "North Rhine-Westphalia", "DE", 50.9333, 6.95)
SOMEWHERE = Place("Otter Valley")


@pytest.fixture
def database(database_url: str) -> Any:
    opened = Database(database_url)
    listed = [Company("acme", "Acme Bäckerei", "greenhouse", {"token": "a"})]
    opened.write(companies.sync, listed, origin="given", now=NOW)
    yield opened
    opened.close()


def crawl(database: Database, *listings: tuple[str, tuple[Place, ...]]) -> None:
    held = claim(database, NOW)
    changed = []
    for number, (title, places) in enumerate(listings):
        one = prepared(f"id{number}", title, text=f"text {number}")
        one.facts = Facts(title=title, text=f"text {number}", places=places)
        changed.append(one)
    close(database, held, {one.external_id for one in changed}, NOW, changed=changed)
    database.write(lambda session: session.execute(update(ListingRow).values(status="open")))


def offered(database: Database, kind: str, text: str) -> list[tuple[str, str, int]]:
    return [(one.label, one.value, one.count) for one in database.read(read, kind, text)]


def test_titles_companies_and_places_of_what_is_open(database: Database) -> None:
    crawl(
        database,
        ("Software Engineer", (MUNICH,)),
        ("Software engineer", (COLOGNE, MUNICH)),
        ("Software Engineer", (COLOGNE,)),
        ("Baker", (SOMEWHERE,)),
    )
    assert "rows of suggestions changed" in suggest(database, None, NOW)
    assert suggest(database, None, NOW) == ""
    assert offered(database, "title", "soft")[0][0] == "Software Engineer"
    assert [one[1] for one in offered(database, "company", "back")] == ["acme"]
    munich = [("Munich, Bavaria, Germany",) * 2]
    assert [one[:2] for one in offered(database, "place", "mun")] == munich
    assert [one[:2] for one in offered(database, "place", "muench")] == munich
    assert offered(database, "place", "col") == offered(database, "place", "köl") != []
    assert [one[0] for one in offered(database, "place", "bay")] == ["Bavaria, Germany"]
    assert offered(database, "place", "germ") == offered(database, "place", "deutsch")
    assert offered(database, "place", "germ")[0][:2] == ("Germany", "Germany")
    assert offered(database, "place", "otter") == []


def test_counts_are_vacancies(database: Database) -> None:
    crawl(database, ("Baker", (MUNICH,)), ("Baker", (MUNICH,)), ("Otter", (MUNICH, COLOGNE)))
    suggest(database, None, NOW)
    counts = {one[0]: one[2] for text in ("mun", "koln", "germ") for one in offered(database, "place", text)}
    vacancies = database.read(lambda s: len({row.vacancy_id for row in s.query(ListingRow)}))
    assert counts[MUNICH.name] == counts["Germany"] == vacancies
    assert counts[COLOGNE.name] == 1
    assert offered(database, "company", "acme")[0][2] == vacancies


def test_what_is_gone_is_no_longer_offered(database: Database) -> None:
    crawl(database, ("Baker", (MUNICH,)))
    assert first_suggest(database, None, NOW)
    assert offered(database, "title", "ba")
    database.write(lambda session: session.execute(update(ListingRow).values(status="removed")))
    assert first_suggest(database, None, NOW) == ""
    assert offered(database, "title", "ba")
    suggest(database, None, NOW)
    assert not offered(database, "title", "ba")
    assert not offered(database, "place", "mun")


def test_what_is_offered_grows_with_the_first_crawl(database: Database) -> None:
    crawl(database, ("Baker", (MUNICH,)))
    assert first_suggest(database, None, NOW)
    assert not database.read(suggestions.is_owed)
    others = [Company(f"more-{number}", f"More {number}", "lever", {"token": str(number)}) for number in range(3)]
    database.write(companies.sync, others, origin="given", now=NOW)
    database.write(lambda session: session.execute(update(CompanyRow).values(open_count=1)))
    assert database.read(suggestions.is_owed)
    first_suggest(database, None, NOW)
    assert not database.read(suggestions.is_owed)
