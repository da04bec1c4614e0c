"""Where the gate is, and what is behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from flask import current_app
from redis import Redis

from gate.proxy import Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate."""

    url: str
    """Where browsers find it: its origin."""
    port: int
    redis: Redis
    redis_url: str = field(repr=False)
    scrapydweb: Upstream

    @property
    def origins(self) -> frozenset[str]:
        """Its origin, and what this machine itself may call it. Any other Host is a name that leads here by deceit."""
        parts = urlsplit(self.url)
        here = {f"http://{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        return frozenset({f"{parts.scheme}://{parts.netloc}", *here})

    @property
    def cookie(self) -> str:
        """Over https no other name of our domain can set it."""
        return "__Host-jobtracker-gate" if self.is_secure else "jobtracker-gate"

    @property
    def is_secure(self) -> bool:
        """True if browsers come over https."""
        return self.url.startswith("https:")


def this_gate() -> Gate:
    """The gate of the application that answers now."""
    return cast("Gate", current_app.extensions["gate"])
