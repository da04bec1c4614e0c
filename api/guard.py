"""What is refused before anybody looks at what is asked: a strange Host, bytes that mean nothing, what is too large."""

from __future__ import annotations

import re
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes, urlsplit

from flask import request

from api.database import settings
from api.errors import Problem

LARGEST_BODY = 256 * 1024
"""Bytes."""
LONGEST_URL = 4000
"""Characters of path and query, as they are sent."""
FOR_ANY_HOST = frozenset({"health.alive", "health.ready"})
"""Whoever watches this machine asks for it by its address."""
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def guard() -> None:
    """Refuse it. Raises Problem."""
    _host()
    _size()
    _bytes()


def _host() -> None:
    """A page elsewhere whose name was made to lead here must not speak to us (DNS rebinding)."""
    if request.endpoint not in FOR_ANY_HOST and not is_ours(request.host):
        detail = "This server does not answer for that host: see JOBTRACKER_ALLOWED_HOSTS."
        raise Problem(HTTPStatus.MISDIRECTED_REQUEST, detail)


def is_ours(host: str) -> bool:
    """True for the host of BASE_URL, those of ALLOWED_HOSTS, and this machine's own names."""
    host = host.lower()
    own = settings()
    return host == urlsplit(own.base_url).netloc.lower() or host in own.allowed_hosts or is_this_machine(host)


def is_this_machine(host: str) -> bool:
    """True for a loopback address or localhost, with or without a port."""
    name = host.rpartition(":")[0] if re.search(r"(?:^[^:]*|\]):\d*$", host) else host
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _size() -> None:
    if (request.content_length or 0) > LARGEST_BODY:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body has {LARGEST_BODY} bytes at most.")
    if len(_raw_path()) + len(request.query_string) > LONGEST_URL:
        raise Problem(HTTPStatus.REQUEST_URI_TOO_LONG, f"An address has {LONGEST_URL} characters at most.")


def _bytes() -> None:
    """Every part has to be UTF-8 without a null; else a database, or a later reader, would break on it."""
    path, query = _raw_path(), request.query_string.decode("latin-1")
    if _BROKEN_ESCAPE.search(path) or _BROKEN_ESCAPE.search(query):
        raise Problem(HTTPStatus.BAD_REQUEST, "A % in an address has two hexadecimal digits after it.")
    headers = "".join(value for name, value in request.environ.items() if name.startswith("HTTP_"))
    for part in (path, query):
        _check(unquote_to_bytes(part.encode("latin-1", "surrogateescape").replace(b"+", b" ")))
    if "\0" in headers:
        raise _no_text("header")


def _check(part: bytes) -> None:
    try:
        text = part.decode()
    except UnicodeDecodeError:
        raise _no_text("address") from None
    if "\0" in text:
        raise _no_text("address")


def _no_text(where: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, f"The {where} is not text: it has to be UTF-8, without null characters.")


def _raw_path() -> str:
    """As it was sent."""
    # RAW_URI is not in the standard, but gunicorn and werkzeug have it.
    sent = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.environ["PATH_INFO"]
    return str(sent).partition("?")[0]
