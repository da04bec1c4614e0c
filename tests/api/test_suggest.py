"""What is offered while one types."""

from __future__ import annotations

from typing import Any

import pytest

from api.suggest import Offers
from jobtracker.store import suggestions
from jobtracker.suggesting import Offer
from tests.api.crawled import World


@pytest.fixture
def offered(world: World) -> World:
    titles = [
        Offer("Software Engineer", "Software Engineer", 7),
        Offer("Engineering Manager", "Engineering Manager", 9),
    ]
    suggestions.replace(world.database, "title", titles)
    suggestions.replace(world.database, "place", [Offer("Köln, Germany", "Köln", 3)])
    return world


def test_offers_by_the_beginning_of_a_word(offered: World) -> None:
    answer = offered.get("/api/suggest", kind="title", q="engin")
    Offers.model_validate(answer)
    assert [each["label"] for each in answer["items"]] == ["Engineering Manager", "Software Engineer"]
    assert offered.get("/api/suggest", kind="place", q="koln")["items"][0]["value"] == "Köln"
    assert offered.get("/api/suggest", kind="company", q="engin")["items"] == []
    assert offered.get("/api/suggest", kind="title")["items"] == []
    assert len(offered.get("/api/suggest", kind="title", q="engin", limit=1)["items"]) == 1


def test_what_is_no_kind_is_refused(offered: World) -> None:
    wrong: list[dict[str, Any]] = [{"q": "a"}, {"kind": "person"}, {"kind": "title", "q": "a" * 201}]
    for query in wrong:
        errors = offered.get("/api/suggest", 422, **query)["errors"]
        assert errors[0]["field"] in {"kind", "q", "limit"}
