from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIBlueprint, APIFlask
from flask.testing import FlaskClient

from api import app as application
from api.access import access, routes


def test_a_route_that_does_not_say_who_may_call_it_is_refused(
    make_app: Callable[..., APIFlask], monkeypatch: pytest.MonkeyPatch
) -> None:
    bp = APIBlueprint("careless", __name__)
    bp.get("/api/careless")(lambda: "everybody")
    monkeypatch.setattr(application, "_register", lambda app: app.register_blueprint(bp))
    with pytest.raises(RuntimeError, match="/api/careless"):
        make_app()


def test_every_route_is_in_the_table(app: APIFlask) -> None:
    table = {(route.method, route.path): route for route in routes(app)}
    assert table["GET", "/readyz"].level == "public"
    assert len(table) >= len(list(app.url_map.iter_rules()))


@pytest.mark.parametrize("level", ["user", "admin"])
def test_nobody_may_not_what_asks_for_somebody(app: APIFlask, client: FlaskClient, level: str) -> None:
    app.add_url_rule("/api/own", view_func=access(level)(lambda: "mine"), endpoint="own")
    answer = client.get("/api/own")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_that_is_none_is_told_so_even_where_none_is_needed(client: FlaskClient) -> None:
    answer = client.get("/api", headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
