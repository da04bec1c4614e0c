"""A body of JSON, read with suspicion."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson
from flask import Request

from api.errors import Problem, invalid

DEEPEST = 32
"""Levels of objects and arrays in each other."""


def read_json(request: Request) -> Any:
    """What the body says. Raises Problem."""
    if not request.is_json:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body has to be JSON: Content-Type: application/json.")
    try:
        body = orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:  # a lone surrogate, too
        raise Problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.") from None
    for path, value in _walk(body):
        if len(path) > DEEPEST:
            raise Problem(HTTPStatus.BAD_REQUEST, f"The body is nested deeper than {DEEPEST} levels.")
        if isinstance(value, str) and "\0" in value:
            raise invalid(".".join(str(part)[:200] for part in path)[:200] or "body", "holds a null character")
    return body


Path = tuple[str | int, ...]


def _walk(body: Any) -> Iterator[tuple[Path, Any]]:
    """Every value and every name, with its path; not by recursion, of which a body could have too much.

    Paths are not written out: of a long name with many values that would be gigabytes.
    """
    rest: list[tuple[Path, Any]] = [((), body)]
    while rest:
        path, value = rest.pop()
        yield path, value
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, part in inner:
            yield path, name
            rest.append(((*path, name), part))
