"""The documentation as a page: Swagger UI from the installed package, and nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, render_template, send_file

from api.access import access
from api.errors import not_found
from jobtracker.errors import JobTrackerError

bp = APIBlueprint("docs", __name__, url_prefix="/api/docs", enable_openapi=False)
FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
OF_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI writes styles into its elements; no script is inline."""


@bp.get("")
@access("public")
def page() -> Response:
    """The page."""
    return Response(render_template("docs.html"), headers={"Content-Security-Policy": OF_PAGE})


@bp.get("/start.js")
@access("public")
def start() -> Response:
    """What puts the page together."""
    return Response(render_template("start.js"), mimetype="text/javascript")


@bp.get("/<name>")
@access("public")
def asset(name: str) -> Response:
    """A file of Swagger UI."""
    if name not in FILES:
        raise not_found("file")
    return send_file(_folder() / name, mimetype=FILES[name], max_age=3600)


@cache
def _folder() -> Path:
    """Where the package has its files. It is not imported: it would bring web frameworks of its own."""
    package = find_spec("swagger_ui")
    if package is None or not package.submodule_search_locations:
        raise JobTrackerError("the package swagger-ui-py is not installed")
    return Path(package.submodule_search_locations[0]) / "static"
