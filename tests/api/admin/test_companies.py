from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from jobtracker.db import Database
from tests.jobtracker.store.boards import crawl

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def test_companies_are_paged_and_narrowed(ask: Any, acme: Database) -> None:
    first = ask("GET", "/api/admin/companies?limit=2&ats=lever")
    assert [row["slug"] for row in first["items"]] == ["acme", "bolt"]
    rest = ask("GET", f"/api/admin/companies?limit=2&ats=lever&cursor={first['next']}")
    assert ([row["slug"] for row in rest["items"]], rest["next"]) == (["cafe"], None)
    ask("GET", f"/api/admin/companies?limit=2&cursor={first['next']}", 422)  # of another list
    assert [row["slug"] for row in ask("GET", "/api/admin/companies?words=BOL")["items"]] == ["bolt"]
    assert ask("GET", "/api/admin/companies?state=paused")["items"] == []


def test_a_company_is_edited_and_it_is_written_down(ask: Any, acme: Database) -> None:
    got = ask("PATCH", "/api/admin/companies/acme", json={"name": "Acme Trams", "country": "AT", "interval": 3600})
    assert (got["name"], got["country"], got["interval"], got["homepage"]) == ("Acme Trams", "AT", 3600, "")
    assert ask("PATCH", "/api/admin/companies/acme", json={"interval": None})["interval"] is None
    acts = ask("GET", "/api/admin/audit?subject=acme")["items"]
    assert [act["detail"] for act in acts] == [
        {"interval": [3600, None]},
        {"name": ["Acme", "Acme Trams"], "country": ["DE", "AT"], "interval": [None, 3600]},
    ]
    assert {(act["who"], act["via"], act["address"]) for act in acts} == {("ada@example.com", "token", "127.0.0.1")}


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": None},
        {"name": "a\nb"},
        {"country": "XX"},
        {"country": "de"},
        {"homepage": "ftp://x"},
        {"interval": 1},
        {"interval": 10**12},
        {"min_listings": -1},
        {"slug": "other"},
        {"homepage": "https://" + "a" * 500},
    ],
)
def test_what_a_company_cannot_be_is_refused(ask: Any, acme: Database, body: dict[str, Any]) -> None:
    assert ask("PATCH", "/api/admin/companies/acme", 422, json=body)["errors"][0]["field"] == next(iter(body))
    assert ask("GET", "/api/admin/audit")["items"] == []


def test_a_company_is_paused_resumed_crawled_and_retired(ask: Any, acme: Database) -> None:
    here = "/api/admin/companies/acme"
    assert ask("POST", f"{here}/pause", json={"why": "they asked"})["paused_why"] == "they asked"
    assert ask("POST", f"{here}/pause", json={"why": "they asked"})["paused_at"]
    assert ask("POST", f"{here}/crawl", 409)["detail"] == "acme is paused: they asked"
    assert ask("POST", f"{here}/resume")["paused_at"] is None
    assert ask("POST", f"{here}/crawl")["asked_at"]
    assert ask("POST", f"{here}/retire", json={"why": "closed"})["retired_at"]
    assert ask("POST", f"{here}/pause", 409, json={"why": "x"})["detail"].startswith("acme is retired")
    assert ask("POST", f"{here}/unretire")["retired_at"] is None
    acts = [act["act"] for act in ask("GET", "/api/admin/audit")["items"]]
    assert acts[::-1] == [f"company.{act}" for act in ("pause", "resume", "crawl", "retire", "unretire")]


def test_who_does_not_exist_is_not_found(ask: Any, acme: Database) -> None:
    ask("GET", "/api/admin/companies/nobody", 404)
    ask("PATCH", "/api/admin/companies/nobody", 404, json={"name": "x"})
    for act in ("resume", "crawl", "unretire"):
        ask("POST", f"/api/admin/companies/nobody/{act}", 404)
    for act in ("pause", "retire"):
        ask("POST", f"/api/admin/companies/nobody/{act}", 404, json={"why": "x"})


def test_runs_are_looked_for_and_shown_with_their_log(
    ask: Any, acme: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        crawl(acme, {"1"}, NOW + dt.timedelta(hours=number), log="a line")
    first = ask("GET", "/api/admin/runs?company=acme&limit=2&since=2026-04-01T00:00:00Z")
    rest = ask("GET", f"/api/admin/runs?company=acme&limit=2&since=2026-04-01T00:00:00Z&cursor={first['next']}")
    begins = [run["started_at"] for run in first["items"] + rest["items"]]
    assert begins == [f"2026-04-01T0{hour}:00:00Z" for hour in (2, 1, 0)]
    monkeypatch.setattr("api.clock.now", lambda: NOW + dt.timedelta(days=1))
    lately = ask("GET", "/api/admin/runs?since=23h&limit=1")
    assert len([*lately["items"], *ask("GET", f"/api/admin/runs?since=23h&cursor={lately['next']}")["items"]]) == 2
    assert ask("GET", "/api/admin/runs?until=2d")["items"] == []
    refused = ask("GET", "/api/admin/runs?since=7y", 422)
    assert "24h or 7d" in refused["errors"][0]["rule"]
    run = ask("GET", f"/api/admin/runs/{first['items'][0]['id']}")
    assert (run["run"]["ats"], run["run"]["outcome"], run["log"]) == (
        "lever",
        "complete",
        "a line\nINFO complete: 1 seen",
    )
    ask("GET", "/api/admin/runs/999999", 404)
    ask("GET", "/api/admin/runs?since=0000-01-01T00:00:00Z", 422)
    ask("GET", "/api/admin/runs?since=0001-01-01T00:00:00%2B14:00", 422)
    ask("GET", "/api/admin/runs?outcome=odd", 422)
