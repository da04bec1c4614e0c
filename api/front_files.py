"""The files of the web page: its scripts and styles, which never change under their names, and a few that may."""

from __future__ import annotations

import re
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, request, send_file

from api import front, limits
from api.access import access
from api.errors import not_found
from api.links import api_address

bp = APIBlueprint("front_files", __name__, enable_openapi=False)
limits.FREE |= {"front_files.asset"}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
LOOSE = {
    "icon.svg": "image/svg+xml",
    "icon-192.png": "image/png",
    "icon-512.png": "image/png",
    "manifest.webmanifest": "application/manifest+json",
    "theme.js": "text/javascript",
}
ENCODINGS = {"br": ".br", "gzip": ".gz"}
FOR_EVER = "public, max-age=31536000, immutable"
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")
ROBOTS = """User-agent: *
Disallow: /account
Disallow: /admin
Disallow: /api
Disallow: /trackers

Sitemap: {sitemap}
"""


@bp.get("/assets/<name>")
@access("public")
def asset(name: str) -> Response:
    """A file with a digest in its name, in the smallest form that the browser takes."""
    mimetype = TYPES.get(Path(name).suffix)
    path = front.BUILT / "assets" / name
    if mimetype is None or not _NAME.fullmatch(name) or not path.is_file():
        raise not_found("file")
    encoding = next((name for name in ENCODINGS if request.accept_encodings[name]), "")
    small = path.with_name(name + ENCODINGS.get(encoding, ""))
    if not small.is_file():
        small, encoding = path, ""
    answer = send_file(small, mimetype=mimetype)
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    answer.headers["Cache-Control"] = FOR_EVER
    answer.vary.add("Accept-Encoding")
    return answer


@bp.get(f"/<any({','.join(repr(name) for name in LOOSE)}):name>")
@access("public")
def loose(name: str) -> Response:
    """A file that other things than the page itself ask for, by this name."""
    path = front.BUILT / name
    if not path.is_file():
        raise not_found("file")
    return send_file(path, mimetype=LOOSE[name], max_age=3600)


@bp.get("/robots.txt")
@access("public")
def robots() -> Response:
    """What crawlers may read."""
    return Response(ROBOTS.format(sitemap=api_address("/sitemap.xml", "")), mimetype="text/plain")
