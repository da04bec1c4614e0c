"""Who is logged in, as a page asks it first."""

from __future__ import annotations

import pytest

from tests.api.conftest import EVE, client_of


def test_nobody_is_no_mistake(client) -> None:
    answer = client.get("/api/session")
    assert (answer.status_code, answer.json) == (200, {"account": None, "signup": "open"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_somebody_who_is_logged_in_is_named_and_an_api_token_is_no_session(user, token_client) -> None:
    assert user.get("/api/session").json["account"] == user.get("/api/account").json
    assert user.get("/api/session").json["account"]["email"] == EVE
    assert token_client(user, "write").get("/api/session").json["account"] is None
    user.delete("/api/session")
    assert user.get("/api/session").json["account"] is None


@pytest.mark.parametrize("signup", ["open", "invite", "closed"])
def test_who_may_sign_up_is_said_before_anybody_tries(make_app, signup) -> None:
    assert client_of(make_app(signup=signup)).get("/api/session").json["signup"] == signup
