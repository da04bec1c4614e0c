"""A thousand hostile strings in every parameter and every field of every route: refused or answered, nothing breaks."""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from apiflask import APIFlask
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.callers import ALL, Caller
from jobtracker.models.account import User
from tests.api.conftest import client_of
from tests.api.naughty import strings

EACH = 5
"""Strings that a quick run puts into each field."""


@dataclass(frozen=True)
class Field:
    """One place of one route that takes a value."""

    method: str
    path: str
    place: str
    """path, query, header, or body."""
    name: str
    """Of the parameter; in a body the way to the field, with dots."""
    operation: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.place}:{self.name}"


def fields(document: dict[str, Any]) -> Iterator[Field]:
    """Every one that the document knows."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for parameter in operation["parameters"]:
                yield Field(method.upper(), path, parameter["in"], parameter["name"], operation)
            yield Field(method.upper(), path, "query", "nobody-knows-it", operation)
            for header in ("Authorization", "Cookie", "If-None-Match", "X-CSRFToken", "Accept", "Origin"):
                yield Field(method.upper(), path, "header", header, operation)
            if (schema := body_schema(document, operation)) is not None:
                for name in ways(document, schema):
                    yield Field(method.upper(), path, "body", name, operation)


def body_schema(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    return resolved(document, content["application/json"]["schema"]) if "application/json" in content else None


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    for kind in schema.get("anyOf", []):
        if kind.get("type") != "null":
            return resolved(document, kind)
    return schema


def ways(document: dict[str, Any], schema: dict[str, Any], before: str = "") -> Iterator[str]:
    """The way to every field of a body, and to one that is not there."""
    for name, part in schema.get("properties", {}).items():
        yield before + name
        yield from ways(document, resolved(document, part), f"{before}{name}.")
    if "items" in schema:
        yield f"{before}0"
        yield from ways(document, resolved(document, schema["items"]), f"{before}0.")
    if not before:
        yield "nobody-knows-it"


def example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A body that could be."""
    schema = resolved(document, schema)
    if "enum" in schema or "const" in schema:
        return schema.get("enum", [schema.get("const")])[0]
    kind = schema.get("type")
    if kind == "object":
        return {name: example(document, part) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(document, schema["items"])] if "items" in schema else []
    number = max(1, int(schema.get("minimum", 1)))
    word = "anna@example.org" if schema.get("format") == "email" else "a" * max(12, schema.get("minLength", 0))
    return {"integer": number, "number": number, "boolean": False, "null": None}.get(str(kind), word)


def put(body: Any, way: str, value: str) -> Any:
    """The body with the value at the end of the way."""
    changed = copy.deepcopy(body)
    part, *rest = way.split(".")
    inner: Any = changed
    for next_part in rest:
        inner = inner[int(part) if isinstance(inner, list) else part]
        part = next_part
    inner[int(part) if isinstance(inner, list) else part] = value
    return changed


def ask(client: FlaskClient, document: dict[str, Any], field: Field, value: str) -> Any:
    """What is answered to the value there, in a request that is good else."""
    raw = quote(value.encode("utf-8", "surrogatepass"), safe="")
    path = field.path
    for parameter in field.operation["parameters"]:
        if parameter["in"] == "path":
            own = raw if (field.place, field.name) == ("path", parameter["name"]) else "1"
            path = path.replace("{" + parameter["name"] + "}", own)
    options: dict[str, Any] = {"method": field.method, "buffered": True}
    if field.place == "query":
        path += f"?{quote(field.name)}={raw}"
    if field.place == "header":
        sent = value.encode("utf-8", "surrogatepass").decode("latin-1").replace("\r", "").replace("\n", "")
        options["environ_overrides"] = {f"HTTP_{field.name.upper().replace('-', '_')}": sent}
    if (schema := body_schema(document, field.operation)) is not None:
        body = example(document, schema)
        body = put(body, field.name, value) if field.place == "body" else body
        # JSON can say a surrogate that UTF-8 cannot
        text = orjson.dumps(body) if not has_surrogate(value) else json.dumps(body).encode()
        options |= {"data": text, "content_type": "application/json"}
    return client.open(path, **options)


def has_surrogate(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


@pytest.fixture
def asked(make_app: Callable[..., APIFlask], database_url: str, redis_url: str) -> tuple[FlaskClient, dict[str, Any]]:
    """A client of an application to whom everything is allowed, and the document."""
    app = make_app(database_url=database_url, redis_url=redis_url, rate_limits=0)
    somebody = User(email="root@example.org", admin=True, created_at=dt.datetime.now(dt.UTC), session_key="k" * 43)

    def enter(session: Session) -> int:
        session.add(somebody)
        session.flush()
        return int(session.scalars(select(User.id)).one())

    user_id = app.extensions["jobtracker"].database.write(enter)
    may_all = Caller(user_id, admin=True, scopes=ALL, by="token")
    app.before_request_funcs[None].insert(0, lambda: setattr(g, "caller", may_all))
    client = client_of(app)
    return client, client.get("/api/openapi.json").json


def check(client: FlaskClient, document: dict[str, Any], field: Field, values: list[str]) -> list[str]:
    """What went wrong."""
    wrong = []
    for value in values:
        answer = ask(client, document, field, value)
        nothing = "\0" in value or has_surrogate(value)
        refused = 400 <= answer.status_code < 500
        if answer.status_code >= 500 or (nothing and field.place in {"path", "query", "body"} and not refused):
            wrong.append(f"{field} {value[:60]!r}: {answer.status_code} {answer.text[:200]}")
        elif answer.status_code >= 400 and answer.mimetype != "application/problem+json":
            wrong.append(f"{field} {value[:60]!r}: {answer.status_code} is no problem document")
    return wrong


def test_there_are_a_thousand() -> None:
    assert len(set(strings())) == 1000


def test_nothing_breaks(asked: tuple[FlaskClient, dict[str, Any]]) -> None:
    client, document = asked
    kind = client.application.extensions["jobtracker"].database.dialect
    wrong = []
    for field in fields(document):
        wrong += check(client, document, field, random.Random(f"{kind} {field}").sample(strings(), EACH))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_nothing_breaks_whatever_is_put_wherever(asked: tuple[FlaskClient, dict[str, Any]]) -> None:
    client, document = asked
    wrong = []
    for field in fields(document):
        wrong += check(client, document, field, strings())
    assert wrong == []
