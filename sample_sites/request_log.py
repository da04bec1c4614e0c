"""Who was asked for what, and when: by it a benchmark holds a crawler to its rates."""

from __future__ import annotations

import time
from collections import Counter, defaultdict, deque
from collections.abc import Mapping

KEPT = 100_000
"""Requests of one host that are remembered, the latest; all of them are counted."""


class RequestLog:
    """Requests by host."""

    def __init__(self) -> None:
        self._requests: defaultdict[str, deque[tuple[float, str]]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._counts: Counter[str] = Counter()

    def note(self, host: str, path: str) -> None:
        """Remember a request that came just now."""
        self._requests[host].append((time.time(), path))
        self._counts[host] += 1

    def of(self, host: str) -> list[tuple[float, str]]:
        """When a host was asked (seconds since 1970) and for what (path and query), in their order."""
        return list(self._requests[host]) if host in self._requests else []

    def counts(self) -> Mapping[str, int]:
        """How often each host was asked."""
        return dict(self._counts)

    def clear(self) -> None:
        """Forget all of it."""
        self._requests.clear()
        self._counts.clear()
