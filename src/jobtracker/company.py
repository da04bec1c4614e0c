"""A company as a registry row says it. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True)
class Company:
    """One spider, one board."""

    slug: str
    """Key in SQL; unique over all ATS, never changed."""
    name: str
    ats: str = ""
    """The adapter's name ("greenhouse"); "" for a site of its own."""
    params: Mapping[str, str] = field(default_factory=dict)
    """What the adapter needs to build its first request ({"token": "stripe"})."""
    country: str = ""
    """ISO 3166-1 alpha-2 of the head office: a weak hint for reading places; "" if unknown."""
    homepage: str = ""
    min_listings: int | None = None
    """A run that reads fewer is not trusted; None: learnt from history."""
    host: str = ""
    """Under whose rate its board is read; "" where no spider has told."""
    switched_off: str = ""
    """Why its spider does not run unless permitted; "" if it runs."""
