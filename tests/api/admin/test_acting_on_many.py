"""Held losses, incidents, recrawls: what operators do to many, and see of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.lifecycle import Evidence
from jobtracker.models import CompanyRow
from jobtracker.store import companies, incidents
from tests.jobtracker.store.boards import HOUR, claim, close, crawl

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def column(database: Database, name: str) -> dict[str, Any]:
    found = select(CompanyRow.slug, getattr(CompanyRow, name))
    return {slug: value for slug, value in database.read(lambda s: s.execute(found).all()) if value}


def acts(ask: Any) -> list[tuple[str, str]]:
    return [(act["act"], act["subject"]) for act in ask("GET", "/api/admin/audit")["items"]][::-1]


@pytest.fixture
def many(acme: Database) -> Database:
    """Twenty more, and all but acme have failed alike."""
    rows = [Company(f"c{number:02}", "C", "lever", {"token": str(number)}) for number in range(20)]
    acme.write(companies.sync, rows, origin="given", now=NOW)
    for slug in ["bolt", "cafe", *(row.slug for row in rows)]:
        bad = Evidence(problems=["403"], causes=["blocked"])
        close(acme, claim(acme, NOW, slug), set(), NOW, evidence=bad)
    acme.write(incidents.sweep, now=NOW + HOUR / 2)
    return acme


def test_a_loss_is_looked_at_and_settled_once(ask: Any, acme: Database) -> None:
    for slug in ("acme", "bolt"):
        crawl(acme, {str(number) for number in range(10)}, NOW, slug)
        crawl(acme, {"0"}, NOW + HOUR, slug)
    first = ask("GET", "/api/admin/held?limit=1")
    rest = ask("GET", f"/api/admin/held?limit=1&cursor={first['next']}")
    assert [board["company"] for board in first["items"] + rest["items"]] == ["acme", "bolt"]
    evidence = ask("GET", "/api/admin/held/acme")
    assert (evidence["board"]["lost"], evidence["board"]["why"], len(evidence["listings"])) == (9, "big loss", 9)
    assert ask("POST", "/api/admin/held/acme/approve") == {"company": "acme", "listings": 9}
    ask("POST", "/api/admin/held/acme/approve", 409)
    ask("GET", "/api/admin/held/acme", 404)
    assert ask("POST", "/api/admin/held/acme/undo")["listings"] == 9
    assert ask("POST", "/api/admin/held/bolt/reject")["listings"] == 9
    ask("POST", "/api/admin/held/nobody/reject", 404)
    assert ask("GET", "/api/admin/held")["items"] == []
    assert acts(ask) == [("held.approve", "acme"), ("held.undo", "acme"), ("held.reject", "bolt")]


def test_an_incident_is_shown_with_its_companies_and_acted_on(ask: Any, many: Database) -> None:
    [incident] = ask("GET", "/api/admin/incidents")["items"]
    assert (incident["ats"], incident["cause"], incident["failing"]) == ("lever", "blocked", 22)
    here = f"/api/admin/incidents/{incident['id']}"
    assert ask("GET", here)["remedy"]
    page = ask("GET", f"{here}/companies?limit=20")
    page["items"] += ask("GET", f"{here}/companies?limit=20&cursor={page['next']}")["items"]
    assert [member["company"] for member in page["items"]][:3] == ["bolt", "c00", "c01"]
    assert len(page["items"]) == 22
    assert ask("POST", f"{here}/pause", json={"why": "they asked"}) == {"companies": 22}
    assert ask("POST", f"{here}/recrawl", 409)["detail"] == "all that are meant are paused or switched off"
    assert ask("POST", f"{here}/resume") == {"companies": 22}
    assert ask("POST", f"{here}/reset") == {"companies": 22}
    assert ask("POST", f"{here}/recrawl", 202) == {"recrawl": 1, "companies": 22}
    assert ask("POST", f"{here}/recrawl", 409)["detail"] == "recrawl 1 is under way with some of them"
    assert len(column(many, "asked_at")) == 10
    assert [act for act, _ in acts(ask)] == [f"company.{act}" for act in ("pause", "resume", "reset", "recrawl")]
    for act in ("recrawl", "reset", "resume"):
        ask("POST", f"/api/admin/incidents/99/{act}", 404)
    for path in ("", "/companies"):
        ask("GET", f"/api/admin/incidents/99{path}", 404)


def test_an_incident_that_is_over_is_told_so(ask: Any, many: Database) -> None:
    for slug in column(many, "cause"):
        crawl(many, {"1"}, NOW + HOUR, slug)
    many.write(incidents.sweep, now=NOW + HOUR)
    assert ask("GET", "/api/admin/incidents")["items"] == []
    [incident] = ask("GET", "/api/admin/incidents?state=closed")["items"]
    assert ask("GET", "/api/admin/incidents?state=all")["items"] == [incident]
    said = ask("POST", f"/api/admin/incidents/{incident['id']}/pause", 409, json={"why": "x"})
    assert said["detail"] == f"incident {incident['id']} is over: nothing is done"


def test_many_are_recrawled_ten_first(ask: Any, many: Database) -> None:
    assert ask("POST", "/api/admin/recrawls", 202, json={"companies": ["acme", "bolt"]}) == {
        "recrawl": None, "companies": 2,
    }  # fmt: skip
    assert ask("POST", "/api/admin/recrawls", 202, json={"ats": "lever"})["companies"] == 23
    [recrawl] = ask("GET", "/api/admin/recrawls")["items"]
    assert (recrawl["state"], recrawl["total"]) == ("canary", 23)
    assert "is no company" in ask("POST", "/api/admin/recrawls", 409, json={"companies": ["nobody"]})["detail"]
    assert ask("POST", "/api/admin/recrawls", 409, json={"ats": "none"})["detail"] == "no company fits: nothing is done"
    detail = ask("GET", "/api/admin/audit?act=company.recrawl")["items"][0]["detail"]
    assert (detail["number"], len(detail["companies"])) == (23, 20)


@pytest.mark.parametrize("body", [{}, {"every": True, "ats": "lever"}, {"companies": ["a\n"]}, {"incident": 0}])
def test_a_recrawl_of_nobody_in_particular_is_refused(ask: Any, many: Database, body: dict[str, Any]) -> None:
    ask("POST", "/api/admin/recrawls", 422, json=body)
