"""JSON by orjson, and pydantic's models as they are."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider
from pydantic import BaseModel


class Json(JSONProvider):
    """How this application writes JSON."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """As text."""
        return _bytes(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """What it says."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """An answer of it."""
        return Response(_bytes(args[0] if args else kwargs), mimetype="application/json")


def written(data: Any, status: int = 200) -> Response:
    """An answer that is not looked at again: plain data of the store's, which is what the view's schema says."""
    return Response(_bytes(data), status, mimetype="application/json")


def _bytes(obj: Any) -> bytes:
    if isinstance(obj, BaseModel):
        return obj.__pydantic_serializer__.to_json(obj, by_alias=True)
    return orjson.dumps(obj, option=orjson.OPT_UTC_Z)  # as pydantic writes times
