"""Ids of postings that have no better one than the page they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

from jobtracker.fingerprint import digest

LONGEST_ID = 200
"""Characters that the store keeps of an id."""


def page_id(url: str) -> str:
    """The path and query of a page of the site's home, by which its posting is known."""
    parts = urlsplit(canonicalize_url(url))
    return shortened(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def foreign_id(url: str) -> str:
    """Of a page of another host: that host too, since two hosts may have the same path."""
    return shortened(f"//{host_of(url)}{page_id(url)}")


def host_of(url: str) -> str:
    """The host of a URL, with or without whose "www." a site is the same; "" if it has none."""
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def choose_home(urls: Iterable[str], list_url: str, known: Collection[str]) -> str:
    """The host whose pages are known by their paths alone; "" if none of these can be it.

    The list's own, if it has pages; else the one most of whose paths are known already or, at a beginning, that is
    named most often. So a site with pages on one host has that one, and a second host that comes later takes no id
    from it. A host that is known as foreign stays foreign.
    """
    foreign = {id_[2:].partition("/")[0] for id_ in known if id_.startswith("//")}
    pages = [(host, url) for url in urls if (host := host_of(url)) not in foreign]
    if host_of(list_url) in dict(pages):
        return host_of(list_url)
    at_home = any(not id_.startswith("//") for id_ in known)
    named = Counter(host for host, url in pages if not at_home or page_id(url) in known)
    return named.most_common(1)[0][0] if named else ""


def shortened(id_: str) -> str:
    """An id that the database can keep; a long one by its digest."""
    return id_ if len(id_) <= LONGEST_ID else f"{id_[: LONGEST_ID - 33]}~{digest(id_.encode())}"
