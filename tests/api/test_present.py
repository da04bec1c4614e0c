"""Who is logged in, as a page asks it first."""

from __future__ import annotations

from tests.api.conftest import EVE


def test_nobody_is_no_mistake(client) -> None:
    answer = client.get("/api/session")
    assert (answer.status_code, answer.json) == (200, {"account": None})
    assert answer.headers["Cache-Control"] == "no-store"


def test_somebody_who_is_logged_in_is_named_and_an_api_token_is_no_session(user, token_client) -> None:
    assert user.get("/api/session").json == {"account": user.get("/api/account").json}
    assert user.get("/api/session").json["account"]["email"] == EVE
    assert token_client(user, "write").get("/api/session").json == {"account": None}
    user.delete("/api/session")
    assert user.get("/api/session").json == {"account": None}
