"""The OpenAPI document, made from the views."""

from __future__ import annotations

from typing import Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app

from api.access import access

bp = APIBlueprint("openapi_document", __name__, url_prefix="/api", enable_openapi=False)


@bp.get("/openapi.json")
@access("public")
def document() -> dict[str, Any]:
    """The document."""
    return cast("dict[str, Any]", cast("APIFlask", current_app).spec)
