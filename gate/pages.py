"""The gate's own pages, and the way to scrapydweb."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Blueprint, Response, abort, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gate.place import this_gate
from jobtracker import gate_tickets as tickets

logger = logging.getLogger(__name__)
pages = Blueprint("pages", __name__)


@pages.get("/healthz")
def health() -> str:
    """Whether it serves."""
    return "ok\n"


@pages.get("/enter")
def invitation() -> str:
    """Not entered yet: a program that looks at links must not use the ticket up."""
    return render_template("enter.html", ticket=request.args.get("ticket", ""))


@pages.post("/enter")
def enter() -> AnyResponse:
    """A session for a ticket."""
    gate = this_gate()
    token = tickets.enter(gate.redis, request.form.get("ticket", ""))
    if token is None:
        abort(HTTPStatus.UNAUTHORIZED)
    logger.info("%s entered", tickets.who_is(gate.redis, token))
    answer = redirect("/", HTTPStatus.SEE_OTHER)
    life = tickets.SESSION_SECONDS
    answer.set_cookie(gate.cookie, token, max_age=life, httponly=True, samesite="Strict", secure=gate.is_secure)
    return answer


@pages.post("/leave")
def leave() -> AnyResponse:
    """The end of a session."""
    gate = this_gate()
    tickets.leave(gate.redis, request.cookies.get(gate.cookie, ""))
    answer = redirect("/", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(gate.cookie, secure=gate.is_secure)
    return answer


@pages.get("/")
def front() -> str:
    """What there is behind the gate."""
    return render_template("front.html", who=g.who)


@pages.route("/scrapydweb/", defaults={"path": ""}, methods=["GET", "POST"])
@pages.route("/scrapydweb/<path:path>", methods=["GET", "POST"])
def scrapydweb(path: str) -> Response:
    """Whatever scrapydweb answers."""
    gate = this_gate()
    return gate.scrapydweb.answer(request, hidden_cookie=gate.cookie)
