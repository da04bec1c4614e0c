"""The search over HTTP, on boards that were crawled through the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from api.schemas.search import SearchPage
from jobtracker.store import kept
from tests.api.conftest import EVE, client_of, person
from tests.api.crawled import BOARD, NOON, World, posting, read_board
from tests.jobtracker.store.boards import DAY, HOUR

IDS = [one.id for one in BOARD]


@pytest.fixture
def acme(world: World) -> World:
    read_board(world.database, BOARD, NOON)
    world.now = NOON + HOUR
    return world


def keep(session: Session, user_id: int, vacancy_id: int, mark: Literal["saved", "hidden", "applied"]) -> None:
    kept.put(session, user_id, vacancy_id, mark, now=NOON)


def titles(answer: Any) -> list[str]:
    return sorted(item["listings"][0]["title"] for item in answer["items"])


def test_results_are_vacancies_with_their_listings(acme: World) -> None:
    answer = acme.get("/api/listings", count=True, facets=True)
    SearchPage.model_validate(answer)
    assert titles(answer) == ["Account Executive", "Nurse", "Senior Software Engineer", "Software Engineer"]
    assert answer["count"] == {"vacancies": 4, "listings": 5, "exact": True}
    assert answer["next"] is None
    both = next(item for item in answer["items"] if item["total"] == 2)
    assert sorted(place["name"] for each in both["listings"] for place in each["places"]) == [
        "Berlin, Germany",
        "Paris, Île-de-France, France",
    ]
    assert both["marks"] is None


def test_listings_each_by_itself(acme: World) -> None:
    answer = acme.get("/api/listings", fold="none", count=True)
    assert len(answer["items"]) == 5
    assert {item["total"] for item in answer["items"]} == {1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "engineer"}, ["Senior Software Engineer", "Software Engineer"]),
        ({"q": "engineers -senior"}, ["Software Engineer"]),
        ({"q": '"software eng*"', "workplace": "on-site"}, ["Senior Software Engineer"]),
        ({"q": "title:nurse OR pflegen"}, ["Nurse"]),
        ({"q": "location:paris"}, ["Account Executive"]),
        ({"department": "research"}, ["Software Engineer"]),
        ({"has_pay": "true"}, ["Senior Software Engineer"]),
        ({"pay_min": "90000"}, []),
        ({"country": "FR"}, ["Account Executive"]),
        ({"company": "nobody"}, []),
        ({"where": ["Hamburg~30km", "remote:DE"]}, ["Nurse", "Software Engineer"]),
        ({"state": "removed"}, []),
        ({"first_seen_since": "1d"}, None),
        ({"first_seen_since": "2026-10-02"}, []),
    ],
)
def test_words_and_filters(acme: World, query: dict[str, Any], found: list[str] | None) -> None:
    answer = acme.get("/api/listings", count=True, **query)
    if found is None:
        assert len(answer["items"]) == 4
    else:
        assert titles(answer) == found
        assert answer["count"]["vacancies"] == len(found)


def test_page_by_page_is_all_of_it(acme: World) -> None:
    for sort in ("newest", "relevance", "pay"):
        for fold in ("vacancy", "none"):
            query = {"q": "engineer OR nurse OR executive", "sort": sort, "fold": fold}
            whole = acme.get("/api/listings", limit=100, **query)["items"]
            found, cursor = [], {}
            for _ in range(20):
                answer = acme.get("/api/listings", limit=1, **query, **cursor)
                found += answer["items"]
                if answer["next"] is None:
                    break
                cursor = {"cursor": answer["next"]}
            assert found == whole
            assert len(whole) == (4 if fold == "vacancy" else 5)


def test_left_out_for_want_of_pay(acme: World) -> None:
    answer = acme.get("/api/listings", pay_min=50_000, count=True)
    assert titles(answer) == ["Senior Software Engineer"]
    assert answer["left_out_without_pay"]["vacancies"] == 3
    assert acme.get("/api/listings", count=True)["left_out_without_pay"] is None
    assert acme.get("/api/listings", pay_min=50_000)["left_out_without_pay"] is None


def test_facets_are_called_like_their_parameters_and_lead_on(acme: World) -> None:
    facets = acme.get("/api/listings", facets=True)["facets"]
    assert (facets["over"], facets["exact"]) == (4, True)
    assert facets["values"]["company"] == [{"value": "acme", "label": "Acme", "count": 4}]
    assert {each["label"] for each in facets["values"]["region"]} >= {"Bavaria, Germany"}
    for name in ("company", "workplace", "country", "region", "department", "employment", "language"):
        for value in facets["values"][name]:
            answer = acme.get("/api/listings", count=True, **{name: value["value"]})
            assert answer["count"]["vacancies"] == value["count"], (name, value)


def test_what_was_understood_asks_for_the_same(acme: World) -> None:
    asked = "q=%20engineer%20%20senior&country=germany&workplace=ON-SITE&sort=newest&fold=vacancy&company="
    answer = acme.client.get(f"/api/listings?{asked}").json
    assert answer["query"] == {
        "q": "engineer senior",
        "sort": "newest",
        "fold": "vacancy",
        "filters": {"workplace": ["on-site"], "country": ["DE"]},
        "url": "q=engineer+senior&workplace=on-site&country=DE",
    }
    again = acme.client.get(f"/api/listings?{answer['query']['url']}").json
    assert again == answer


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"q": 'engineer "open'}, {"field": "q", "start": 9, "end": 10}),
        ({"q": "a NOT"}, {"field": "q", "start": 2, "end": 5}),
        ({"q": "x" * 1001}, {"field": "q"}),
        ({"where": "Nowhereville~30km"}, {"field": "where"}),
        ({"posted_since": "0000-01-01"}, {"field": "posted_since"}),
        ({"pay_min": "-1"}, {"field": "pay_min"}),
        ({"state": "gone"}, {"field": "state"}),
        ({"limit": "0"}, {"field": "limit"}),
        ({"limit": "101"}, {"field": "limit"}),
        ({"sort": "best"}, {"field": "sort"}),
        ({"cursor": "bm9uc2Vuc2U"}, {"field": "cursor"}),
        ({"company": "a/b"}, {"field": "company"}),
        ({"queri": "x"}, {"field": "queri"}),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(acme: World, query: dict[str, str], fault: dict[str, Any]) -> None:
    for path in ("/api/listings", "/api/listings.rss", "/api/listings.atom", "/api/listings.json", "/api/listings.csv"):
        if path.endswith(".csv") and {"limit", "cursor"} & query.keys():
            continue
        errors = acme.get(path, 422, **query)["errors"]
        assert {name: errors[0].get(name) for name in fault} == fault, errors
        assert errors[0]["rule"]


def test_a_cursor_leads_on_in_its_own_search_only(acme: World) -> None:
    cursor = acme.get("/api/listings", limit=1, q="engineer")["next"]
    assert acme.get("/api/listings", limit=1, q="engineer", cursor=cursor)["items"]
    assert acme.get("/api/listings", 422, limit=1, q="nurse", cursor=cursor)["errors"][0]["field"] == "cursor"


def test_an_unknown_parameter_is_told_its_nearest(acme: World) -> None:
    assert "did you mean country" in acme.get("/api/listings", 422, contry="DE")["errors"][0]["rule"]


def test_states(acme: World) -> None:
    read_board(acme.database, [], NOON + DAY, seen=set(IDS) - {"3"})
    acme.now = NOON + DAY
    assert titles(acme.get("/api/listings", state="removed")) == ["Nurse"]
    assert len(acme.get("/api/listings")["items"]) == 3
    assert len(acme.get("/api/listings", state="all")["items"]) == 4
    acme.now = NOON + 10 * DAY
    assert acme.get("/api/listings", count=True)["count"]["listings"] == 0
    unverified = acme.get("/api/listings", state="all")["items"]
    assert {each["listings"][0]["state"] for each in unverified} == {"unverified", "removed"}


def test_a_change_shows_at_once_and_until_then_nothing_is_sent_again(acme: World) -> None:
    first = acme.client.get("/api/listings?q=chef")
    known = {"If-None-Match": first.headers["ETag"]}
    assert acme.client.get("/api/listings?q=chef", headers=known).status_code == 304
    read_board(acme.database, [posting("6", "Chef")], NOON + HOUR, seen=IDS)
    again = acme.client.get("/api/listings?q=chef", headers=known)
    assert titles(again.json) == ["Chef"]
    assert "ETag" not in acme.client.get("/api/listings?first_seen_since=1h").headers


def test_hidden_vacancies_stay_out_and_marks_are_shown(acme: World) -> None:
    by_title = {item["listings"][0]["title"]: item["vacancy_id"] for item in acme.get("/api/listings")["items"]}
    me = person(acme.client.application, acme.database, EVE)
    for title, mark in (("Nurse", "hidden"), ("Software Engineer", "saved")):
        acme.database.write(keep, me.user_id, by_title[title], mark)
    acme.client = me
    answer = acme.get("/api/listings", count=True, facets=True)
    SearchPage.model_validate(answer)
    assert "Nurse" not in titles(answer)
    assert answer["count"]["vacancies"] == 3
    marks = {item["listings"][0]["title"]: item["marks"] for item in answer["items"]}
    assert marks["Software Engineer"]["saved_at"] == "2026-10-01T12:00:00Z"
    assert marks["Account Executive"] == {"saved_at": None, "hidden_at": None, "applied_at": None}
    everything = acme.get("/api/listings", hidden="include")
    assert len(everything["items"]) == 4
    assert "Pflege" not in acme.client.get("/api/listings.rss").text
    assert "Nurse" not in acme.client.get("/api/listings.csv").text


@pytest.mark.parametrize(("path", "times"), [("/api/listings", 4), ("/api/listings.rss", 1), ("/api/listings.json", 1)])
def test_a_search_may_be_asked_less_often_than_what_is_cheap(
    make_app: Callable[..., APIFlask], path: str, times: int
) -> None:
    client = client_of(make_app(rate_limits=1 / 60))
    assert [client.get(path).status_code for _ in range(times + 1)] == [200] * times + [429]
