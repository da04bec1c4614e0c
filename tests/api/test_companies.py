"""Companies and statistics over HTTP."""

from __future__ import annotations

import pytest

from api.schemas.company import CompanyPage, Stats, WholeCompany
from jobtracker.company import Company
from jobtracker.store import companies, counting
from jobtracker.tasks.count import count, recount
from tests.api.crawled import ACME, NOON, World
from tests.jobtracker.store.boards import DAY, HOUR, crawl

SEVEN = [str(n) for n in range(7)]


@pytest.fixture
def many(world: World) -> World:
    rows = [ACME, *(Company(f"c{n}", f"Company {n}", "lever", {}, "US") for n in range(5))]
    world.database.write(companies.sync, rows, origin="given", now=NOON)
    crawl(world.database, SEVEN, NOON)
    return world


def test_the_list_page_by_page(many: World) -> None:
    for sort in ("name", "open", "fresh", "newest"):
        found, cursor = [], {}
        while True:
            answer = many.get("/api/companies", sort=sort, limit=2, **cursor)
            CompanyPage.model_validate(answer)
            found += [each["slug"] for each in answer["items"]]
            if answer["next"] is None:
                break
            cursor = {"cursor": answer["next"]}
        assert sorted(found) == ["acme", "c0", "c1", "c2", "c3", "c4"]
        assert found[0] == ("c4" if sort == "newest" else "acme")


def test_narrowed(many: World) -> None:
    def slugs(**query: str) -> list[str]:
        return [each["slug"] for each in many.get("/api/companies", **query)["items"]]

    assert slugs(q="comp 3") == ["c3"]
    assert slugs(ats="greenhouse") == ["acme"]
    assert slugs(country="us", state="unread", q="1") == ["c1"]
    assert slugs(state="well") == ["acme"]
    assert slugs(hiring="true") == ["acme"]
    assert slugs(hiring="true", country="US") == []
    assert slugs(q="nobody") == []


def test_a_cursor_fits_its_own_list_only(many: World) -> None:
    cursor = many.get("/api/companies", limit=1)["next"]
    refused = many.get("/api/companies", 422, limit=1, cursor=cursor, sort="open")
    assert refused["errors"][0]["field"] == "cursor"
    for query in (
        {"state": "ill"},
        {"limit": "101"},
        {"limit": "0"},
        {"sort": "size"},
        {"colour": "red"},
        {"q": "x" * 101},
    ):
        assert many.get("/api/companies", 422, **query)["errors"][0]["field"] in query


def test_one_company(many: World) -> None:
    crawl(many.database, {*SEVEN[:-1], "new"}, NOON + DAY)
    recount(many.database, None, NOON + DAY)
    count(many.database, None, NOON + DAY)
    many.now = NOON + DAY + HOUR
    answer = many.get("/api/companies/acme", days=3)
    WholeCompany.model_validate(answer)
    assert answer["company"]["last_complete_at"] == "2026-10-02T12:00:00Z"
    assert (answer["open"], answer["removed"], answer["places"]) == (7, 1, [{"name": "Berlin", "open": 7}])
    assert [(each["day"], each["begun"], each["new"], each["removed"], each["open"]) for each in answer["days"]] == [
        ("2026-09-30", 0, 0, 0, 0),
        ("2026-10-01", 7, 0, 0, 7),
        ("2026-10-02", 0, 1, 1, 7),
    ]
    assert answer["life"] == {"over": 0, "median_days": None}  # what was there at the first visit is of unknown age
    assert many.get("/api/companies/nobody", 404)["detail"] == "There is no such company."
    assert many.get("/api/companies/acme", 422, days=401)["errors"][0]["field"] == "days"


def test_how_long_listings_of_a_company_stay(many: World) -> None:
    for day, added in enumerate(("a", "b"), 1):
        crawl(many.database, {*SEVEN, added}, NOON + day * DAY)
    crawl(many.database, SEVEN, NOON + 6 * DAY)
    many.now = NOON + 7 * DAY
    assert many.get("/api/companies/acme")["life"] == {"over": 2, "median_days": 2.5}  # one day and four


def test_statistics_that_an_older_release_counted(many: World) -> None:
    older = {"totals": None, "companies": [], "places": []}
    many.database.write(counting.keep, "now", older, now=NOON)
    answer = many.get("/api/stats")
    assert [answer[name] for name in ("workplaces", "boards", "countries")] == [[], [], []]


def test_statistics(many: World) -> None:
    empty = many.get("/api/stats")
    Stats.model_validate(empty)
    assert (empty["counted_at"], empty["totals"], empty["days"]) == (None, None, [])
    tag = many.client.get("/api/stats").headers["ETag"]
    recount(many.database, None, NOON)
    count(many.database, None, NOON)
    answer = many.client.get("/api/stats?days=2", headers={"If-None-Match": tag})
    Stats.model_validate(answer.json)
    assert answer.json["counted_at"] == "2026-10-01T12:00:00Z"
    assert answer.json["totals"]["listings"] == 7
    assert answer.json["companies"] == [{"slug": "acme", "name": "Acme", "open": 7}]
    assert answer.json["workplaces"] == [{"workplace": "unknown", "open": 7}]
    assert answer.json["boards"] == [{"value": "greenhouse", "companies": 1}, {"value": "lever", "companies": 5}]
    assert {"value": "US", "companies": 5} in answer.json["countries"]
    assert [each["open"] for each in answer.json["days"]] == [0, 7]
    assert many.client.get("/api/stats", headers={"If-None-Match": tag}).status_code == 200


def test_a_parameter_that_is_not_there_is_refused_with_the_nearest_one(many: World) -> None:
    refused = many.get("/api/companies", 422, contry="DE")
    assert refused["errors"] == [{"field": "contry", "rule": "is no parameter; did you mean country?"}]
