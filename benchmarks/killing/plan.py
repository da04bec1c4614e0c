"""What happens when: a row of misfortunes at random moments."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

KILL, STOP, VALKEY, POSTGRESQL = "kill", "stop", "valkey", "postgresql"
STOPPED = 5.0, 60.0
"""Seconds for which a node is stopped."""
AWAY = 1.0, 20.0
"""Seconds until a server that was killed is there again."""
FORGETS = 0.4
"""So often Valkey comes back without its data."""
BEGIN = 60.0
"""Seconds until the first one may come: most companies have been read once by then."""


class Misfortune(NamedTuple):
    """One of them."""

    at: float
    """Seconds from the beginning."""
    kind: str
    lasts: float = 0.0
    """Seconds until the node goes on, or the server is started again."""
    forgets: bool = False
    """Valkey's data are lost with it."""


def plan(chance: random.Random, counts: Mapping[str, int], every: float) -> list[Misfortune]:
    """So many of each kind in a random order, `every` so many seconds on the average; they may overlap."""
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    chance.shuffle(kinds)
    at, planned = BEGIN, []
    for kind in kinds:
        at += chance.expovariate(1 / every)
        planned.append(_misfortune(chance, at, kind))
    return planned


def _misfortune(chance: random.Random, at: float, kind: str) -> Misfortune:
    if kind == KILL:
        return Misfortune(at, kind)
    lasts = chance.uniform(*(STOPPED if kind == STOP else AWAY))
    return Misfortune(at, kind, lasts, forgets=kind == VALKEY and chance.random() < FORGETS)
