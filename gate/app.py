"""The gate as a Flask application: every request passes the guard, whichever part answers it."""

from __future__ import annotations

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, abort, g, make_response, render_template, request
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from gate import dashboard
from gate.guard import HEADERS, is_ours
from gate.pages import pages
from gate.place import Gate, this_gate
from jobtracker import gate_tickets as tickets

logger = logging.getLogger(__name__)
FROM_ANYWHERE = frozenset({"pages.health", "pages.invitation"})
"""They do nothing, and are led to from elsewhere: a ticket's address stands in a terminal or on another page."""
LARGEST = 256 * 2**20
"""Bytes of a request: an egg is delivered through scrapydweb, too."""


def create_app(gate: Gate) -> Flask:
    """The application. What is behind the gate is below /scrapydweb/ and /rq/."""
    app = Flask(__name__)  # without a folder "static"; but rq-dashboard wants an address in it
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.extensions["gate"] = gate
    app.before_request(_guard)
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(RedisError, _redis_away)
    app.register_blueprint(pages)
    dashboard.mount(app, gate.redis_url)
    return app


def _guard() -> None:
    gate = this_gate()
    if request.host not in {urlsplit(origin).netloc for origin in gate.origins}:
        abort(HTTPStatus.MISDIRECTED_REQUEST)
    if request.endpoint in FROM_ANYWHERE:
        return
    front_page = request.path == "/" and request.method == "GET"
    if not is_ours(request.headers, gate.origins, front_page=front_page):
        abort(HTTPStatus.FORBIDDEN)
    g.who = tickets.who_is(gate.redis, request.cookies.get(gate.cookie, ""))
    if g.who is None and request.endpoint != "pages.enter":
        abort(HTTPStatus.UNAUTHORIZED)


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _explain(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    page = "no_entry.html" if status == HTTPStatus.UNAUTHORIZED else "error.html"
    return make_response(render_template(page, error=error, status=status), status)


def _redis_away(error: RedisError) -> Response:
    logger.warning("Redis does not answer: %s", error)
    return make_response(("Redis does not answer. Try again in a minute.\n", 503, {"Content-Type": "text/plain"}))
