"""The gate as a Flask application."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, make_response, redirect, render_template, request
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from gate import dashboard, tickets
from gate.guard import HEADERS, is_ours
from gate.proxy import Upstream

logger = logging.getLogger(__name__)
OPEN = frozenset({"enter", "health"})
"""What is answered without a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Where the gate is, and what is behind it."""

    url: str
    """Where browsers find it: its origin."""
    port: int
    redis: Redis
    redis_url: str = field(repr=False)
    scrapydweb: Upstream

    @property
    def origins(self) -> frozenset[str]:
        """Its origin, and what this machine itself may call it. Any other Host is a name that leads here by deceit."""
        parts = urlsplit(self.url)
        here = {f"http://{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        return frozenset({f"{parts.scheme}://{parts.netloc}", *here})

    @property
    def cookie(self) -> str:
        """Over https no other name of our domain can set it."""
        return "__Host-jobtracker-gate" if self.is_secure else "jobtracker-gate"

    @property
    def is_secure(self) -> bool:
        """True if browsers come over https."""
        return self.url.startswith("https:")


def create_app(gate: Gate) -> Flask:
    """The application. Everything behind it is under /scrapydweb/ and /rq/."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 256 * 2**20  # an egg is delivered through scrapydweb, too
    hosts = {urlsplit(origin).netloc for origin in gate.origins}

    @app.before_request
    def guard() -> None:
        if request.host not in hosts:
            abort(HTTPStatus.MISDIRECTED_REQUEST)
        if request.endpoint == "health" or _is_invitation():
            return
        if not is_ours(request.headers, gate.origins, front_page=request.path == "/" and request.method == "GET"):
            abort(HTTPStatus.FORBIDDEN)
        g.who = tickets.who_is(gate.redis, request.cookies.get(gate.cookie, ""))
        if g.who is None and request.endpoint not in OPEN:
            abort(HTTPStatus.UNAUTHORIZED)

    @app.get("/healthz")
    def health() -> str:
        return "ok\n"

    @app.get("/enter")
    def invitation() -> str:
        # Not entered yet: a program that looks at links must not use the ticket up.
        return render_template("enter.html", ticket=request.args.get("ticket", ""))

    @app.post("/enter")
    def enter() -> AnyResponse:
        token = tickets.enter(gate.redis, request.form.get("ticket", ""))
        if token is None:
            abort(HTTPStatus.UNAUTHORIZED)
        logger.info("%s entered", tickets.who_is(gate.redis, token))
        answer = redirect("/", HTTPStatus.SEE_OTHER)
        life = tickets.SESSION_SECONDS
        answer.set_cookie(gate.cookie, token, max_age=life, httponly=True, samesite="Strict", secure=gate.is_secure)
        return answer

    @app.post("/leave")
    def leave() -> AnyResponse:
        tickets.leave(gate.redis, request.cookies.get(gate.cookie, ""))
        answer = redirect("/", HTTPStatus.SEE_OTHER)
        answer.delete_cookie(gate.cookie, secure=gate.is_secure)
        return answer

    @app.get("/")
    def front() -> str:
        return render_template("front.html", who=g.who)

    @app.route("/scrapydweb/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/scrapydweb/<path:path>", methods=["GET", "POST"])
    def scrapydweb(path: str) -> Response:
        return gate.scrapydweb.answer(request, hidden_cookie=gate.cookie)

    dashboard.mount(app, gate.redis_url)
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(RedisError, _redis_away)
    return app


def _is_invitation() -> bool:
    return request.endpoint == "invitation"


def _with_headers(response: AnyResponse) -> AnyResponse:
    response.headers.update(HEADERS)
    return response


def _explain(error: HTTPException) -> AnyResponse:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    page = "no_entry.html" if status == HTTPStatus.UNAUTHORIZED else "error.html"
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    return make_response(render_template(page, error=error, status=status), status, headers)


def _redis_away(error: RedisError) -> AnyResponse:
    logger.warning("Redis does not answer: %s", error)
    return make_response(("Redis does not answer. Try again in a minute.\n", 503, {"Content-Type": "text/plain"}))
