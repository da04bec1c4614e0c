"""The document of the API, and the page that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from threading import Thread

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from api.access import routes
from api.meanings import MEANINGS, properties
from tests.chromium import chromium


def test_the_document_names_every_route_and_whatever_it_points_at_is_there(app: APIFlask, client: FlaskClient) -> None:
    answer = client.get("/api/openapi.json")
    document = answer.json
    assert document["openapi"].startswith("3.1")
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    hidden = {"/api/openapi.json", "/api/docs", "/api/docs/start.js", "/api/docs/{name}"}
    there = {(route.method, re.sub(r"<([^<:]+:)?([^>]+)>", r"{\2}", route.path)) for route in routes(app)}
    assert told == {(method, path) for method, path in there if _is_api(path) and path not in hidden}
    for pointer in set(re.findall(r'"\$ref": ?"#/([^"]+)"', json.dumps(document))):
        part = document
        for name in pointer.split("/"):
            part = part[name]
    tags = [tag["name"] for tag in document["tags"]]
    assert len(tags) == len(set(tags))
    assert set(tags) == {tag for each in document["paths"].values() for one in each.values() for tag in one["tags"]}
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/openapi.json", headers=known).status_code == 304


def _is_api(path: str) -> bool:
    return path.startswith(("/api", "/healthz", "/metrics", "/readyz"))


def test_operations_are_called_by_blueprint_and_view(client: FlaskClient) -> None:
    paths = client.get("/api/openapi.json").json["paths"]
    ids = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert [name for name in ids if not re.fullmatch("[a-z]+([A-Z][a-z]+)*", name)] == []
    assert sorted(ids) == sorted(set(ids))
    assert paths["/api/listings"]["get"]["operationId"] == "listingsSearch"
    assert paths["/api/session"]["delete"]["operationId"] == "accountSessionLogOut"
    assert paths["/api/admin/runs/{number}"]["get"]["operationId"] == "adminRunsRun"
    assert paths["/api/csrf"]["get"]["operationId"] == "csrfToken", "no word twice in a row"
    assert paths["/metrics"]["get"]["operationId"] == "metrics"


PLAIN = {
    *("admin", "at", "city", "company_name", "count", "created_at", "day", "email", "finished_at", "id", "items"),
    *("label", "lat", "listings", "lon", "message", "name", "note", "opened_at", "slug", "started_at", "title", "url"),
    *("version", "workplace"),
}
"""Names that say what they mean."""


def test_a_property_has_a_name_that_says_what_it_means_or_a_description(client: FlaskClient) -> None:
    schemas = client.get("/api/openapi.json").json["components"]["schemas"]
    ours = {name: schema for name, schema in schemas.items() if not name.startswith(("JsonFeed", "Problem"))}
    there = {(model, name): schema for model, name, schema in properties(ours)}
    bare = {key for key, schema in there.items() if not {"description", "$ref", "enum"} & schema.keys()}
    assert sorted(f"{model}.{name}" for model, name in bare if name not in PLAIN) == []
    assert there["RunView", "company"]["description"] == "Its slug."
    assert there["KeptVacancy", "company"]["description"] == "The company's name."
    named = {name for _, name in there} | {f"{model}.{name}" for model, name in there}
    assert sorted(MEANINGS.keys() - named) == []


def test_every_error_that_can_come_is_told(client: FlaskClient) -> None:
    document = client.get("/api/openapi.json").json
    for methods in document["paths"].values():
        for method, operation in methods.items():
            assert {"400", "401", "414", "421", "429", "503"} <= set(operation["responses"])
            assert method == "get" or {"403", "413"} <= set(operation["responses"])
    too_many = document["components"]["responses"]["TooManyRequests"]
    assert {"Retry-After", "RateLimit-Limit"} <= set(too_many["headers"])
    assert [*too_many["content"]] == ["application/problem+json"]


def test_what_takes_a_session_names_no_token(app: APIFlask, client: FlaskClient) -> None:
    paths = client.get("/api/openapi.json").json["paths"]
    security = {
        f"{method.upper()} {path}": operation["security"]
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    assert {asked for asked, ways in security.items() if not any("token" in way for way in ways)} == {
        "DELETE /api/account",
        "DELETE /api/account/sessions",
        "DELETE /api/account/tokens/{token_id}",
        "POST /api/account/email",
        "POST /api/account/tokens",
    }


@pytest.fixture
def address(app: APIFlask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_page_shows_it_and_loads_nothing_from_elsewhere(address: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        asked: set[str] = set()
        said: list[str] = []
        page.on("request", lambda request: asked.add(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/api/docs")
        page.locator("#operations-tag-Operation").click()
        page.get_by_text("Whether it serves.").click()
        page.get_by_role("button", name="Try it out").click()
        page.get_by_role("button", name="Execute").click()
        page.get_by_text("Request URL").wait_for()
        assert all(url.startswith((address, "data:")) for url in asked)
        assert f"{address}/healthz" in asked
        assert said == []
