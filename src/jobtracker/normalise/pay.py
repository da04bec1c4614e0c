"""Pay (being written)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jobtracker.listing import Pay


def read_pay(
    structured: Sequence[Mapping[str, Any]], summary: str, text: str, *, country: str | None, title: str = ""
) -> tuple[Pay, ...]:
    return ()
