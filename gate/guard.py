"""Which requests are let in at all. Plain functions on what a browser says of a request."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

OWN = frozenset({"same-origin", "none"})
"""Sec-Fetch-Site of our own pages, and of what a person typed or kept as a bookmark."""
HEADERS = {
    # scrapydweb would load a script of its author's, which learns our versions; both need what is inline and eval.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # our own pages have to say where a request comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer."""


def is_ours(headers: Headers, origins: Collection[str], *, front_page: bool) -> bool:
    """True if a request comes from a page of ours or from the person at the browser.

    A browser that says nothing of it (over http, but for this machine, none sends Sec-Fetch-Site) may be led by any
    page of another port of this host: it may open the front page, and nothing else, by that.
    """
    said = [headers[name] for name in ("Origin", "Referer") if headers.get(name)]
    if any(_origin(address) not in origins for address in said):
        return False
    site = headers.get("Sec-Fetch-Site")
    return site in OWN if site else bool(said) or front_page


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
