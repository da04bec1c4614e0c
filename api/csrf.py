"""No other site's page acts for a person who is logged in: where it comes from counts, and a token only we give."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, current_app, make_response, request, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from pydantic import BaseModel, Field
from wtforms import ValidationError

from api.access import SAFE, access, caller
from api.database import settings
from api.errors import Problem
from api.guard import is_ours

HEADER = "X-CSRFToken"
_OWN = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site of our own pages, and of what a person typed."""

WITHOUT: set[str] = set()
"""Endpoints that a session counts for nothing at: their address says who may."""

bp = APIBlueprint("csrf", __name__, url_prefix="/api/csrf", tag="Account")


class Token(BaseModel):
    """What a page sends back with whatever it changes."""

    token: str = Field(description=f"For the header {HEADER}, until the session is another.")


@bp.get("")
@bp.output(Token)
@access("public")
def csrf_token() -> Response:
    """The token of this session, for the header X-CSRFToken.

    Whatever changes something in a session needs it. Ask anew after logging in and out. API tokens need none.
    """
    answer = make_response(Token(token=generate_csrf()).model_dump())
    answer.cache_control.no_store = True
    return answer


def renew() -> None:
    """Begin the session anew, with nothing in it: what was known of it before is worth nothing. At login and logout."""
    session.clear()
    generate_csrf()


def guard() -> None:
    """Refuse what another site leads a browser to. Raises Problem."""
    if request.method in SAFE or request.endpoint in {None, *WITHOUT} or caller().by == "token":
        return
    if not _comes_from_us():
        raise Problem(HTTPStatus.FORBIDDEN, "This request comes from another site.")
    if _has_cookie():
        try:
            validate_csrf(request.headers.get(HEADER))
        except ValidationError:
            raise Problem(
                HTTPStatus.FORBIDDEN, f"The header {HEADER} is missing or not of this session: see GET {bp.url_prefix}."
            ) from None


def _comes_from_us() -> bool:
    """What says nothing of it is no browser of these years, and carries no cookie that it was not told to."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in _OWN:
        return False
    return origin is None or _is_our_origin(origin)


def _is_our_origin(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    base = urlsplit(settings().base_url)
    if (parts.scheme, parts.netloc.lower()) == (base.scheme, base.netloc.lower()):
        return True
    return origin.lower() == f"{request.scheme}://{request.host}".lower() and is_ours(request.host)


def _has_cookie() -> bool:
    """A session, or what could become one."""
    return caller().by == "session" or str(current_app.config["SESSION_COOKIE_NAME"]) in request.cookies
