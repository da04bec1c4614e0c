"""A body of JSON, read with suspicion."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from flask import Request

from api.errors import Problem

DEEPEST = 32
"""Levels of objects and arrays in each other."""


def read_json(request: Request) -> Any:
    """What the body says. Raises Problem."""
    if not request.is_json:
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body has to be JSON: Content-Type: application/json.")
    raw = request.get_data(cache=False)
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}.") from None
    return body
