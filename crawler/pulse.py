"""Notices that the loop stood still: the process was stopped, the machine slept, or code did not let go."""

from __future__ import annotations

import asyncio
from time import monotonic

BEAT = 1.0
"""Seconds between two looks."""
STILL = 5.0
"""A look that comes so much later than that tells of a loop that stood still."""


class Pulse:
    """Looks at the clock again and again, from the first question on."""

    def __init__(self) -> None:
        self._looked = monotonic()
        self._stood_still_at = float("-inf")
        self._next: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Look from now on."""
        if self._next is None:
            self._looked = monotonic()
            self._look()

    def stood_still_since(self, moment: float) -> bool:
        """True if the loop stood still after that (monotonic) moment: what took too long since may be our doing."""
        return self._stood_still_at > moment or monotonic() - self._looked > BEAT + STILL

    def end(self) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()

    def _look(self) -> None:
        now = monotonic()
        if now - self._looked > BEAT + STILL:
            self._stood_still_at = now
        self._looked = now
        self._next = asyncio.get_running_loop().call_later(BEAT, self._look)
