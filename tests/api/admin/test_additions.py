from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from jobtracker.db import Database
from jobtracker.store import additions
from jobtracker.store.additions import Finding

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def test_a_url_is_asked_for_and_its_answer_too(ask: Any, acme: Database) -> None:
    asked = ask("POST", "/api/admin/additions", 202, json={"url": "https://x.example/jobs", "slug": "x"})
    assert (asked["verdict"], asked["done_at"], asked["asked_by"]) == ("", None, "ada@example.com")
    assert ask("POST", "/api/admin/additions", 202, json={"url": "https://x.example/jobs", "slug": "x"}) == asked
    assert [act["act"] for act in ask("GET", "/api/admin/audit")["items"]] == ["addition.ask"]
    taken = acme.write(additions.take, "node", now=NOW)
    assert taken is not None
    acme.write(additions.finish, taken, Finding("new", "", "x", ["Mason"] * 9, 12), now=NOW)
    done = ask("GET", f"/api/admin/additions/{asked['id']}")
    assert (done["verdict"], done["company"], done["titles"], done["total"]) == ("new", "x", ["Mason"] * 5, 12)
    ask("POST", "/api/admin/additions", 202, json={"url": "https://y.example/@y"})
    assert [row["url"] for row in ask("GET", "/api/admin/additions")["items"]][::-1] == [
        "https://x.example/jobs", "https://y.example/@y",
    ]  # fmt: skip
    assert [row["url"] for row in ask("GET", "/api/admin/additions?waiting=true")["items"]] == ["https://y.example/@y"]
    ask("GET", "/api/admin/additions/99", 404)


def test_a_slug_that_is_anothers_is_told_at_once(ask: Any, acme: Database) -> None:
    said = ask("POST", "/api/admin/additions", 409, json={"url": "https://x.example", "slug": "acme"})
    assert said["detail"] == "the slug acme is that of Acme"


@pytest.mark.parametrize(
    "body",
    [
        {"url": ""},
        {"url": "two words"},
        {"url": "https://eve:secret@x.example"},
        {"url": "https://x.example/" + "a" * 2000},
        {"url": "https://x.example", "slug": "No Slug"},
        {"url": "https://x.example", "country": "XX"},
        {"url": "https://x.example", "more": 1},
        {},
    ],
)
def test_a_wish_that_cannot_be_is_refused(ask: Any, body: dict[str, Any]) -> None:
    ask("POST", "/api/admin/additions", 422, json=body)
