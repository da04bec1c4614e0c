"""What anybody may read is not made twice for one who has it: an ETag of the data's version, so a 304 searches nothing.

A version is a second old at most. What is answered to somebody who is logged in has no ETag and no shared cache.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar, cast

from flask import Response, current_app, g, request

from api import clock
from api.access import caller
from api.callers import NOBODY
from api.database import Ground, ground
from jobtracker import __version__
from jobtracker.store import freshness

View = TypeVar("View", bound=Callable[..., Any])
STALE = 1.0
"""Seconds."""
_MARK = "shared"
NAME = "data version"


def shared(view: View) -> View:
    """Mark a GET view whose answer depends on its address and on listings, companies and runs alone.

    Where the address may say a time relative to now, the view is marked by `shared_but_for`.
    """
    return shared_but_for(_never)(view)


def shared_but_for(relative: Callable[[], bool]) -> Callable[[View], View]:
    """Mark a view whose answer depends on the clock, too, for requests of which `relative` is true."""

    def mark(view: View) -> View:
        view.__dict__[_MARK] = relative
        return view

    return mark


def _never() -> bool:
    return False


def is_shared(view: Callable[..., Any] | None) -> bool:
    """True if a view is marked so."""
    return hasattr(view, _MARK)


class Version:
    """The data's version, asked for once a second however many requests there are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = -STALE
        self._version = ""

    def __call__(self, of: Ground) -> str:
        """The version, a second old at most."""
        with self._lock:
            if time.monotonic() - self._asked >= STALE:
                asked = time.monotonic()
                self._version = of.database.read(freshness.version, now=clock.now())
                self._asked = asked
            return self._version


def answer_if_known() -> Response | None:
    """304 for one who has the answer already; else nothing, and `tag` will say what it is."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not is_shared(view) or caller() is not NOBODY or getattr(view, _MARK)():
        return None
    version = cast("Version", current_app.extensions[NAME])(ground())
    said = "\0".join((__version__, version, request.full_path, request.headers.get("Accept", "")))
    g.etag = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    known = request.if_none_match
    if known.star_tag or not known.contains_weak(g.etag):  # "*" is whatever there is: only the view knows
        return None
    return tag(Response(status=HTTPStatus.NOT_MODIFIED))


def tag(response: Response) -> Response:
    """Say which version an answer is of. Weak, since it is the same whether compressed or not."""
    etag = g.get("etag")
    if etag is not None and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        response.set_etag(etag, weak=True)
        response.vary.update(("Accept", "Cookie"))
    return response
