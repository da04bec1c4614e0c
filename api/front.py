"""What stands at `/`."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, render_template

from api.access import access

bp = APIBlueprint("front", __name__, enable_openapi=False)
_OF_PAGE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@bp.get("/")
@access("public")
def front() -> Response:
    """Where the API is."""
    return Response(render_template("front.html"), headers={"Content-Security-Policy": _OF_PAGE})
