"""Where the web page shows what the API speaks of. The paths stand in docs/api.md, too."""

from __future__ import annotations

from urllib.parse import urlsplit

from api.database import settings

SINCE = "2026"
"""The year in which these names were given out (RFC 4151): part of every id, for ever."""


def listing_page(listing_id: int | str) -> str:
    """One listing; of "" what stands before every id."""
    return f"{_base()}/jobs/{listing_id}"


def search_page(query: str) -> str:
    """A search; `query` is the part after "?"."""
    return f"{_base()}/jobs?{query}" if query else f"{_base()}/jobs"


def company_page(slug: str) -> str:
    """One company."""
    return f"{_base()}/companies/{slug}"


def api_address(path: str, query: str) -> str:
    """An address of what this server answers itself."""
    return f"{_base()}{path}?{query}" if query else f"{_base()}{path}"


def tag_uri(kind: str, name: str | int) -> str:
    """A name for something that stays the same wherever it is shown (RFC 4151)."""
    return f"tag:{urlsplit(settings().base_url).hostname},{SINCE}:{kind}/{name}"


def _base() -> str:
    return settings().base_url.rstrip("/")
