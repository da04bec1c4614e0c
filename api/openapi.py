"""The OpenAPI document: what APIFlask makes of the views, and what the guards before them answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, cast

import orjson
from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, request

from api import meanings
from api.access import SAFE, Route, access, routes
from api.caching import is_shared
from api.errors import MEDIA_TYPE, ProblemDocument

Answers = dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]
"""What a view says of its answers beyond its models: `@bp.doc(responses=...)`."""
bp = APIBlueprint("openapi", __name__, url_prefix="/api", enable_openapi=False)
SECURITY = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "jobtracker",
        "description": "A session, begun by logging in. Over https the cookie's name begins with __Host-.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": "With a session, for whatever changes something: GET /api/csrf gives it.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "An API token. It needs no X-CSRFToken."},
}
CONFIG: dict[str, Any] = {
    "AUTO_404_RESPONSE": False,  # _answers knows them all
    "AUTO_AUTH_ERROR_RESPONSE": False,
    "AUTO_VALIDATION_ERROR_RESPONSE": False,
    "SECURITY_SCHEMES": SECURITY,
    "SERVERS": [{"url": "/"}],
}
TAGS = ("Listings", "Companies", "Account", "Kept", "Trackers", "Admin", "Operation", "About")
"""In the order in which the page shows them. APIFlask names one for each blueprint, again and again."""
_SECONDS = {"schema": {"type": "integer", "minimum": 0}}
_HEADERS: dict[HTTPStatus, dict[str, Any]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": {**_SECONDS, "description": "Seconds."}},
    HTTPStatus.TOO_MANY_REQUESTS: {
        "Retry-After": {**_SECONDS, "description": "Seconds."},
        "RateLimit-Limit": {**_SECONDS, "description": "So many in one window."},
        "RateLimit-Remaining": _SECONDS,
        "RateLimit-Reset": {**_SECONDS, "description": "Seconds until the window ends."},
    },
}
_USUAL = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""What the guards, the limits and the reading of requests answer."""
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "For If-None-Match. Only without a session or token."}}


@bp.get("/openapi.json")
@access("public")
def document() -> Response:
    """The document."""
    body = orjson.dumps(cast("APIFlask", current_app).spec)
    answer = Response(body, mimetype="application/json")
    answer.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest(), weak=True)
    answer.cache_control.no_cache = True
    answer.make_conditional(request)
    return answer


def install(app: APIFlask) -> None:
    """Have this application's document completed."""
    app.config.update(CONFIG)

    @app.spec_processor
    def complete(spec: Any) -> Any:
        schemas = spec.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schemas["Problem"].pop("$defs"))
        spec["components"]["responses"] = {_name(status): _problem(status) for status in _USUAL}
        for route in routes(app):
            operation = spec["paths"].get(_path(route), {}).get(route.method.lower())
            if operation is not None:
                _complete(operation, route, shared=is_shared(app.view_functions[route.endpoint]))
        schemas.pop("HTTPError", None)
        meanings.describe(schemas)
        spec["tags"] = [{"name": name} for name in TAGS]
        return spec


def _path(route: Route) -> str:
    return re.sub(r"<([^<:]+:)?([^>]+)>", r"{\2}", route.path)


def _complete(operation: dict[str, Any], route: Route, *, shared: bool) -> None:
    """Say of one operation who may call it and whatever it may answer."""
    operation["operationId"] = operation_id(route.endpoint)
    operation["security"] = [*_security(route)]
    for parameter in operation["parameters"]:
        _tidy(parameter)
    answers = operation["responses"]
    for code, described in answers.items():
        if int(code) >= HTTPStatus.BAD_REQUEST:
            _make_problem(described, HTTPStatus(int(code)))
    for status in _answers(operation, route):
        answers.setdefault(str(int(status)), {"$ref": f"#/components/responses/{_name(status)}"})
    if shared:
        answers["304"] = {"description": "It is what you have.", "headers": _ETAG}
        answers["200"].setdefault("headers", {}).update(_ETAG)
    operation["responses"] = dict(sorted(answers.items()))


def operation_id(endpoint: str) -> str:
    """What a client made from the document calls an operation: the words of blueprint and view, none twice in a row.

    admin_users.send_reset is adminUsersSendReset, admin_users.users adminUsers. Neither path nor method changes it.
    """
    blueprint, _, view = endpoint.partition(".")
    words, more = blueprint.split("_"), view.split("_")
    both = next(size for size in range(len(words), -1, -1) if words[len(words) - size :] == more[:size])
    first, *rest = words + more[both:]
    return first + "".join(word.capitalize() for word in rest)


def _name(status: HTTPStatus) -> str:
    return status.name.title().replace("_", "")


def _problem(status: HTTPStatus) -> dict[str, Any]:
    described: dict[str, Any] = {"description": f"{status.phrase}."}
    _make_problem(described, status)
    return described


def _make_problem(described: dict[str, Any], status: HTTPStatus) -> None:
    """A problem document, beside what else a view says that it answers with this status."""
    content = described.get("content", {})
    if content.get("application/json", {}).get("schema") in ({}, {"$ref": "#/components/schemas/HTTPError"}):
        del content["application/json"]  # APIFlask's guess
    described["content"] = content | {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    if status in _HEADERS:
        described.setdefault("headers", {}).update(_HEADERS[status])


def _security(route: Route) -> Iterator[Mapping[str, list[str]]]:
    """Each is one way to be let in."""
    if route.level == "public":
        yield {}
    yield {"session": []} if route.method in SAFE else {"session": [], "csrf": []}
    if not route.session:
        yield {"token": [] if route.level == "public" else [route.scope]}


def _answers(operation: Mapping[str, Any], route: Route) -> Iterator[HTTPStatus]:
    """What comes before a view does its own: the guards, the limits, the reading of parameters and body."""
    yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_URI_TOO_LONG)
    yield from (HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    if route.level != "public" or route.method not in SAFE:
        yield HTTPStatus.FORBIDDEN
    if route.arguments:
        yield HTTPStatus.NOT_FOUND
    if any(parameter["in"] == "query" for parameter in operation["parameters"]):
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if route.method not in SAFE:
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if "requestBody" in operation:
        yield from (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY)


def _tidy(parameter: dict[str, Any]) -> None:
    """Of a query parameter: where its description belongs, and that it cannot be null, only left out."""
    schema = parameter["schema"]
    if parameter["in"] == "path":
        schema.update({"minimum": 0, "maximum": 10**18 - 1} if schema.get("type") == "integer" else {})
        return
    schema.pop("title", None)
    if "description" in schema:
        parameter["description"] = schema.pop("description")
    if "anyOf" in schema:
        kinds = [kind for kind in schema.pop("anyOf") if kind.get("type") != "null"]
        schema.update(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})
    if schema.get("default", 0) is None:
        del schema["default"]
