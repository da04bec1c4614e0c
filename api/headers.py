"""What every answer says to browsers and caches."""

from __future__ import annotations

from flask import Response, current_app, request, session

from api.access import access_of, caller
from api.callers import NOBODY
from api.database import settings

ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # a company's site need not know what was searched for
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Pages that need more of the Content-Security-Policy set it themselves."""
YEAR = 365 * 24 * 3600


def install_on(response: Response) -> Response:
    """Add what is not said yet."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if settings().base_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    response.headers.setdefault("Cache-Control", _caching(response))
    return response


def holds_secrets(response: Response) -> bool:
    """True if nobody may keep the answer, nor guess at it from its length."""
    return "no-store" in response.headers.get("Cache-Control", "")


def _caching(response: Response) -> str:
    """Who may keep an answer. A person's own data: nobody; what a search hides for a person: their browser."""
    asked = access_of(current_app, request.endpoint)
    if asked is None or response.status_code >= 400:
        return "no-store"
    if asked.level != "public" or session.modified:  # its cookie is set after this
        return "private, no-store"
    return "private, no-cache" if caller() is not NOBODY else "no-cache"
