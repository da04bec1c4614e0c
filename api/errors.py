"""Every error is a problem document (RFC 9457): what a view raises, what Flask raises, what breaks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any

import orjson
from apiflask import APIFlask
from flask import Response
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound
from werkzeug.wrappers import Response as AnyResponse

from jobtracker.db import DatabaseAway, DatabaseFailed
from jobtracker.fleet.redis import RedisAway

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
MOST_FAULTS = 50
SOON = "5"
"""Seconds after which one may ask again if something of ours is away."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field."""

    field: str
    """As the request spells it, parts with dots between: places.0.km."""
    rule: str
    """What is expected of it."""
    start: int | None = None
    """Where in its value the fault begins, if one can point at it,"""
    end: int | None = None
    """and where it ends, in characters."""


class Problem(Exception):
    """An answer that says what was wrong. Views raise it."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})


class FaultDocument(BaseModel):
    """What is wrong with one field."""

    field: str = Field(description="As the request spells it, parts with dots between.")
    rule: str = Field(description="What is expected of it.")
    start: int | None = Field(None, description="Where in the value the fault begins, in characters.")
    end: int | None = Field(None, description="Where it ends.")


class ProblemDocument(BaseModel):
    """What was wrong, as RFC 9457 has it."""

    type: str = Field(description="about:blank: the status says what kind of problem it is.")
    title: str
    status: int
    detail: str = Field("", description="For a person to read.")
    errors: list[FaultDocument] = Field([], description="With status 422: what is wrong, field by field.")


def not_found(what: str = "thing") -> Problem:
    """The same answer for what does not exist and for what is not the caller's."""
    return Problem(HTTPStatus.NOT_FOUND, f"There is no such {what}.")


def invalid(field: str, rule: str, *, start: int | None = None, end: int | None = None) -> Problem:
    """A field has a value that it cannot have."""
    return unprocessable([Fault(field, rule, start, end)])


def unprocessable(faults: Iterable[Fault]) -> Problem:
    """Some fields have values that they cannot have; the first MOST_FAULTS of them are told."""
    told = islice(faults, MOST_FAULTS)
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request has values that cannot be.", errors=told)


def of_pydantic(error: ValidationError) -> Problem:
    """The same, as pydantic found it."""
    return unprocessable(
        Fault(".".join(map(str, fault["loc"]))[:200] or "body", _rule(fault))
        for fault in error.errors(include_url=False, include_input=False)
    )


WRITTEN: dict[str, str] = {}
"""What a pattern asks for, in words; who has one says so here."""
_RULES = {
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "datetime_parsing": "must be a time, as 2026-11-26T08:00:00Z",
    "datetime_from_date_parsing": "must be a time, as 2026-11-26T08:00:00Z",
    "timezone_aware": "must name its zone, as 2026-11-26T08:00:00Z does",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
}


def _rule(fault: ErrorDetails) -> str:
    if fault["type"] == "string_pattern_mismatch":
        return WRITTEN.get(fault["ctx"]["pattern"], "is not written as it has to be")
    return _RULES.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")


def respond(problem: Problem) -> Response:
    """The problem document."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.errors:
        body["errors"] = [_fault(fault) for fault in problem.errors]
    return Response(orjson.dumps(body), problem.status, problem.headers, content_type=MEDIA_TYPE)


def _fault(fault: Fault) -> dict[str, Any]:
    values = {"field": fault.field, "rule": fault.rule, "start": fault.start, "end": fault.end}
    return {name: value for name, value in values.items() if value is not None}


def install(app: APIFlask) -> None:
    """Answer every error of this application so."""
    app.register_error_handler(Problem, respond)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(DatabaseAway, _away)
    app.register_error_handler(DatabaseFailed, _away)
    app.register_error_handler(RedisAway, _away)
    app.register_error_handler(RedisError, _away)


def of_http(error: HTTPException) -> AnyResponse:
    """What Flask raises, as a problem document."""
    if error.response is not None or (error.code or 0) < HTTPStatus.BAD_REQUEST:  # a redirect
        return error.get_response()
    if isinstance(error, InternalServerError):  # logged by Flask; what broke is nobody else's business
        return respond(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke here. It was written down."))
    if isinstance(error, NotFound):  # by no view of ours: they raise not_found
        return respond(Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address."))
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return respond(Problem(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, error.description or "", headers=headers))


def _away(error: Exception) -> Response:
    logger.log(logging.ERROR if isinstance(error, DatabaseFailed) else logging.WARNING, "%s", error)
    away = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "Try again in a moment.", headers={"Retry-After": SOON})
    return respond(away)
