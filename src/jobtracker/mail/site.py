"""Whose mails these are: where their links lead, and what signs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jobtracker.signing import Purpose, sign


@dataclass(frozen=True, slots=True)
class Site:
    """The site that links lead to."""

    base_url: str
    key: str = field(repr=False)
    """Signs what a link opens."""
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What is the same for all mails of one round, once it was asked for."""

    @property
    def base(self) -> str:
        """Before every path."""
        return self.base_url.rstrip("/")

    @property
    def host(self) -> str:
        """Its name, for what is named after it."""
        return urlsplit(self.base_url).hostname or "localhost"

    def job(self, listing_id: int) -> str:
        """A listing's page."""
        return f"{self.base}/jobs/{listing_id}"

    def search(self, search: str, *, company: str) -> str:
        """What a search finds at one company; `search` is what its page has behind the ?."""
        asked = [(name, value) for name, value in parse_qsl(search) if name != "company"]
        return f"{self.base}/jobs?{urlencode([*asked, ('company', company)])}"

    def tracker(self, tracker_id: int) -> str:
        """Where its owner sees what it found, and changes it."""
        return f"{self.base}/trackers/{tracker_id}"

    def act(self, purpose: Purpose, *parts: str | int) -> str:
        """A page that does something with one click, by whoever has the link. No server sees what is behind a #."""
        return f"{self.base}/trackers/act#{sign(self.key, purpose, *parts)}"

    def act_at_once(self, purpose: Purpose, *parts: str | int) -> str:
        """The same for a mail program, which posts to it."""
        return f"{self.base}/api/trackers/act/{sign(self.key, purpose, *parts)}"
