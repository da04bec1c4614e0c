"""How often one account, or one address, may ask: counted in Redis, here while Redis is away."""

from __future__ import annotations

import re
import time
from functools import cache
from http import HTTPStatus

from apiflask import APIFlask
from flask import current_app, request
from flask_limiter import Limiter, RateLimitExceeded
from werkzeug.wrappers import Response

from api.access import caller
from api.callers import NOBODY, Caller
from api.database import settings
from api.errors import Problem, respond
from jobtracker.addresses import network_of
from jobtracker.config import Settings
from jobtracker.fleet.redis import key

DEFAULT = "600 per minute"
"""Of a view that has no line of its own."""
VIEWS: dict[str, str] = {}
"""By endpoint. What sends mail, costs a hash or asks another site is dear."""
SEARCH, FEED = "240 per minute", "60 per minute"
"""A search by hand, each of its pages; a feed has the texts, too."""
FREE = {"health.alive", "health.ready"}
"""Views that are never too often. What only sends a file adds itself."""
NAME = "rate limits"


def install(app: APIFlask, own: Settings) -> None:
    """Count what is asked of this application."""
    if own.rate_limits == 0:
        return
    limiter = Limiter(
        _key,
        default_limits=[_limits],
        storage_uri=_storage(own.redis_url),
        storage_options={"socket_timeout": 1, "socket_connect_timeout": 1, "key_prefix": key("limits")}
        if own.redis_url
        else {},
        in_memory_fallback_enabled=bool(own.redis_url),
    )
    limiter.request_filter(lambda: request.endpoint in FREE)
    limiter.init_app(app)
    app.extensions[NAME] = limiter
    app.register_error_handler(RateLimitExceeded, _too_many)


def _storage(redis_url: str) -> str:
    return re.sub("^unix:", "redis+unix:", redis_url) or "memory://"


def _limits() -> str:
    return _raised(VIEWS.get(request.endpoint or "", DEFAULT), settings().rate_limits)


@cache
def _raised(limit: str, factor: float) -> str:
    """The limit, times what the settings say."""
    return re.sub(r"\b\d+(?= per)", lambda found: str(max(1, int(int(found[0]) * factor))), limit)


def _key() -> str:
    """The account; without one the address. A network's customers get a /64 of IPv6 each."""
    who = _caller()
    if who.user_id is not None:
        return f"account {who.user_id}"
    return network_of(request.remote_addr or "") or "nowhere"


def _caller() -> Caller:
    try:
        return caller()
    except Problem:  # a token that is none counts for its address
        return NOBODY


def _too_many(error: RateLimitExceeded) -> Response:
    limiter: Limiter = current_app.extensions[NAME]
    breached = limiter.current_limit
    if breached is None:
        raise error
    return respond(_problem(breached.limit.amount, breached.reset_at - time.time()))


def _problem(amount: int, wait: float) -> Problem:
    seconds = str(max(1, int(wait)))
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"This is asked too often. Try again in {seconds} s.",
        headers={
            "Retry-After": seconds,
            "RateLimit-Limit": str(amount),
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": seconds,
        },
    )
