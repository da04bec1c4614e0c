"""What a crawler asks of a site."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(slots=True, frozen=True)
class Asked:
    """One request; the URL is the real site's, wherever it is served from."""

    method: str
    url: str
    body: bytes = b""

    @property
    def place(self) -> str:
        """Host and path."""
        parts = urlsplit(self.url)
        return f"{parts.netloc}{parts.path}"
