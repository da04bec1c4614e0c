"""What a look at one thing found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One step or setting."""

    state: Literal["good", "doubtful", "wrong", "unknown"]
    step: str
    said: str
    fix: str = ""
    """What to do about it."""
