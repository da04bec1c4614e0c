from __future__ import annotations

import pytest
from apiflask import APIBlueprint, APIFlask
from flask.testing import FlaskClient
from pydantic import Field

from api.access import access
from api.guard import LARGEST_BODY, LONGEST_URL
from api.models import Body, Query
from api.paging import Paging, cursor, read_cursor
from tests.api.conftest import LoggedIn

PROBLEM = "application/problem+json"


class Words(Paging, Query):
    words: str = Field("", max_length=5)
    tags: list[str] = Field([])


class Thing(Body):
    name: str = Field(max_length=5)
    parts: list[int] = Field([])


@pytest.fixture
def app(app: APIFlask) -> APIFlask:
    bp = APIBlueprint("things", __name__, url_prefix="/api/things")

    @bp.get("")
    @bp.input(Words, location="query")
    @access("public")
    def things(query_data: Words) -> dict[str, object]:
        after = read_cursor("things", query_data.cursor)
        return {"after": after, "tags": query_data.tags, "next": cursor("things", 7, "x")}

    @bp.post("")
    @bp.input(Thing, location="json")
    @access("public")
    def make(json_data: Thing) -> dict[str, object]:
        return json_data.model_dump()

    @bp.get("/<int:number>")
    @access("public")
    def thing(number: int) -> dict[str, object]:
        return {"number": number}

    @bp.get("/broken")
    @access("public")
    def broken() -> dict[str, object]:
        raise ZeroDivisionError("of nobody's business")

    app.register_blueprint(bp)
    return app


@pytest.mark.parametrize(
    ("path", "faults"),
    [
        ("/api/things?limit=0", [("limit", "Input should be greater than or equal to 1")]),
        ("/api/things?limit=x", [("limit", "must be a whole number")]),
        ("/api/things?words=abcdef", [("words", "String should have at most 5 characters")]),
        ("/api/things?wrods=a", [("wrods", "is no parameter; did you mean words?")]),
        ("/api/things?words=a&words=b", [("words", "may be given once")]),
        ("/api/things?cursor=bm90aGluZw", [("cursor", "is not a cursor of this list: begin again without one")]),
        ("/api/things?cursor=%C3%A4", [("cursor", "is not a cursor of this list: begin again without one")]),
    ],
)
def test_a_wrong_parameter_is_named_with_its_rule(
    client: FlaskClient, path: str, faults: list[tuple[str, str]]
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (422, PROBLEM)
    assert [(fault["field"], fault["rule"]) for fault in answer.json["errors"]] == faults


def test_what_is_said_twice_may_be_where_it_is_a_list(client: FlaskClient) -> None:
    assert client.get("/api/things?tags=a&tags=b").json["tags"] == ["a", "b"]


def test_a_cursor_fits_its_own_list_only(app: APIFlask, client: FlaskClient) -> None:
    mine = client.get("/api/things").json["next"]
    assert client.get(f"/api/things?cursor={mine}").json["after"] == [7, "x"]
    with app.test_request_context():
        other = cursor("others", 7, "x")
    assert client.get(f"/api/things?cursor={other}").status_code == 422


@pytest.mark.parametrize(
    ("body", "content_type", "status", "field"),
    [
        (b'{"name": "a"', "application/json", 400, None),
        (b'{"name": "\\ud800"}', "application/json", 400, None),
        (b'{"name": "a\\u0000"}', "application/json", 422, "name"),
        (b'{"na\\u0000me": "a"}', "application/json", 422, "body"),
        (b'{"name": "a", "parts": [1, "x"]}', "application/json", 422, "parts.1"),
        (b'{"name": "a"}', "text/plain", 415, None),
        (b"name=a", "application/x-www-form-urlencoded", 415, None),
        (b"[" * 100_000, "application/json", 400, None),
        (b'{"a": ' * 500 + b"1" + b"}" * 500, "application/json", 400, None),
        (b'{"name": 1e400}', "application/json", 400, None),
        (b'{"parts": [%s]}' % (b"9" * 5000), "application/json", 400, None),
        (b"", "application/json", 400, None),
        (b"null", "application/json", 422, "body"),
        (b'{"name": "a"}' + b" " * LARGEST_BODY, "application/json", 413, None),
    ],
)
def test_a_body_that_cannot_be(
    client: FlaskClient, body: bytes, content_type: str, status: int, field: str | None
) -> None:
    answer = client.post("/api/things", data=body, content_type=content_type)
    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    assert field is None or field in [fault["field"] for fault in answer.json["errors"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing", 404),
        ("/nothing", 404),
        ("/api/things/", 404),
        (f"/api/things/{'9' * 18}", 200),
        (f"/api/things/{'9' * 19}", 404),
        (f"/api/things/{'9' * 3000}", 404),
        ("/api/things/%00", 400),
        ("/api/things?words=%00", 400),
        ("/api/things?words=%ED%A0%80", 400),
        ("/api/%ED%A0%80", 400),
        ("/api/things?words=%zz", 400),
        ("/api/things?words=%", 400),
        ("/api/things/%2", 400),
        ("/api/things?words=%FF", 400),
        (f"/api/things?words={'a' * LONGEST_URL}", 414),
    ],
)
def test_an_address_that_cannot_be(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert status == 200 or (answer.content_type, answer.json["status"]) == (PROBLEM, status)


@pytest.mark.parametrize("method", ["TRACE", "DELETE", "PATCH", "NONSENSE"])
def test_a_method_that_is_not_there_says_which_are(client: FlaskClient, method: str) -> None:
    answer = client.open("/api/things", method=method)
    assert (answer.status_code, answer.content_type) == (405, PROBLEM)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_head_and_options(client: FlaskClient) -> None:
    assert client.head("/api/things").status_code == 200
    assert client.head("/api/things").data == b""
    options = client.options("/api/things")
    assert (options.status_code, "GET" in options.headers["Allow"]) == (200, True)


def test_what_breaks_is_not_told(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.get("/api/things/broken")
    assert (answer.status_code, answer.content_type) == (500, PROBLEM)
    assert "nobody" not in answer.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("path", ["/api/nothing", "/nothing", "/api/things/"])
def test_an_address_that_is_none_gets_a_plain_line(client: FlaskClient, path: str) -> None:
    assert client.get(path).json["detail"] == "There is nothing at this address."


@pytest.mark.parametrize(
    ("path", "body", "rule"),
    [
        ("/api/admin/additions", {"url": "not a url"}, "must be an address that begins with https:// or http://"),
        ("/api/admin/additions", {"url": ["https://acme.example"]}, "Input should be a valid string"),
        ("/api/admin/additions", [], "must be an object"),
    ],
)
def test_a_rule_is_said_in_words(admin: LoggedIn, path: str, body: object, rule: str) -> None:
    answer = admin.post(path, json=body)
    assert (answer.status_code, answer.json["errors"][0]["rule"]) == (422, rule)


@pytest.mark.parametrize(
    ("said", "rule"), [("tomorrow", "must be a time, as"), ("2027-11-26T08:00:00", "must name its zone")]
)
def test_a_time_is_asked_for_as_it_is_written(admin: LoggedIn, said: str, rule: str) -> None:
    answer = admin.post("/api/account/tokens", json={"name": "script", "scopes": [], "expires_at": said})
    [told] = [each["rule"] for each in answer.json["errors"] if each["field"] == "expires_at"]
    assert told.startswith(rule)


def test_since_when_may_be_said_in_days(admin: LoggedIn) -> None:
    assert admin.get("/api/admin/runs?since=7d").status_code == 200
    [error] = admin.get("/api/admin/runs?since=yesterday").json["errors"]
    assert error["field"] == "since"
    assert error["rule"].startswith("a day (1970 to 2100), a time with its zone, or how long ago")
