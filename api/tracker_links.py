"""The links of a tracker's mails: GET shows what one would do, POST does it, without a log-in (RFC 8058).

Whoever has the address may act: it is signed, and in one mail only. So a session counts for nothing here.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request
from pydantic import BaseModel, Field

from api import clock
from api.access import access
from api.answers import written
from api.csrf import WITHOUT
from api.database import database
from api.errors import Problem
from api.tracking import key
from jobtracker.mail.message import one_line
from jobtracker.store.tracker_links import Does, Link, follow

bp = APIBlueprint("tracker_links", __name__, url_prefix="/api/trackers/act", tag="Trackers")
WITHOUT.add("tracker_links.act")
NOTHING = "This link opens nothing, or nothing any more. Nothing was done."
GONE = {410: "It opens nothing, or nothing any more; which of both is not told."}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_ASKS: dict[Does, str] = {
    "unsubscribe": "End the tracker {tracker}: no more mails of it.",
    "pause": "Pause the tracker {tracker} until you resume it on your page.",
    "renew": "Let the tracker {tracker} run until {ends_at}.",
    "relevant": "Say that {title} was {answer} for {tracker}.",
}
_TELLS: dict[Does, str] = {
    "unsubscribe": "The tracker {tracker} has ended: there are no more mails of it.",
    "pause": "The tracker {tracker} is paused.",
    "renew": "The tracker {tracker} runs until {ends_at}.",
    "relevant": "Noted: {title} was {answer} for {tracker}.",
}


class LinkAnswer(BaseModel):
    """What a link would do, or did."""

    does: Does
    done: bool = Field(description="false: it was only looked at.")
    tracker: str = Field(description="Its name.")
    ends_at: dt.datetime | None = Field(description="renew: its new end.")
    words: str = Field(description="The same for a person to read.")


@bp.get("/<token>")
@bp.output(LinkAnswer)
@bp.doc(responses=GONE)
@access("public")
def look(token: str) -> Response:
    """What the link does; a page for whoever accepts HTML. Nothing is done: programs look at links, too."""
    return _answer(token, act=False)


@bp.post("/<token>")
@bp.output(LinkAnswer)
@bp.doc(responses=GONE)
@access("public")
def act(token: str) -> Response:
    """Do it. To end or to pause twice is no mistake; a renewal and an answer count once."""
    return _answer(token, act=True)


def _answer(token: str, *, act: bool) -> Response:
    about: dict[str, Any] = {"act": act, "now": clock.now()}
    run = database().write if act else database().read
    link = run(follow, key(), token, **about)
    if link is None:
        if _wants_page():
            return _page(NOTHING, status=HTTPStatus.GONE)
        raise Problem(HTTPStatus.GONE, NOTHING)
    words = _words(link, act)
    if _wants_page():
        return _page(words, button="" if act else "Do it")
    answer = LinkAnswer(does=link.does, done=act, tracker=link.tracker, ends_at=link.ends_at, words=words)
    return _private(written(answer))


def _words(link: Link, done: bool) -> str:
    return (_TELLS if done else _ASKS)[link.does].format(
        tracker=f"“{one_line(link.tracker, 120)}”",
        title=f"“{one_line(link.title, 200)}”",
        answer="relevant" if link.yes else "not relevant",
        ends_at=f"{link.ends_at:%d %B %Y}" if link.ends_at else "",
    )


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _page(words: str, *, button: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    page = render_template("link.html", words=words, button=button)
    answer = Response(page, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    return _private(answer)


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Accept"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
