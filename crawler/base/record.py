"""A site's record, read without surprises: whatever a field holds, asking for it never raises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

EXACT = 2.0**53
"""Below it a float is one whole number and no other."""


class Record:
    """One JSON object of a site. Paths are dotted: "location.name"; a missing step is a missing field."""

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def at(self, path: str) -> Any:
        """What stands at a path, of any type; None if nothing does."""
        value = self.raw
        for name in path.split("."):
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value

    def text(self, *paths: str) -> str:
        """The first of the paths that holds words or a number, as words; "" if none does."""
        for path in paths:
            words = as_text(self.at(path))
            if words:
                return words
        return ""

    def id(self, *paths: str) -> str:
        """The first of the paths that holds words or a number, as an id; "" if none does, or if it cannot be one."""
        return next((as_id(value) for path in paths if as_text(value := self.at(path))), "")

    def texts(self, path: str) -> list[str]:
        """The words of a list, or of a single value; what has none is left out."""
        return [words for words in map(as_text, as_list(self.at(path))) if words]

    def flag(self, path: str) -> bool | None:
        """True or false as the site says it; None if it says neither."""
        value = self.at(path)
        return value if isinstance(value, bool) else None

    def number(self, path: str) -> float | None:
        """A number, or one written as words; None if it is neither."""
        value = self.at(path)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        return number if math.isfinite(number) else None

    def moment(self, path: str) -> str | int | None:
        """A date or time as the site wrote it: words, or epoch seconds or milliseconds."""
        value = self.at(path)
        return value if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None

    def records(self, path: str) -> Iterator[Record]:
        """The objects of a list, or the single object; what is none is left out."""
        return (Record(value) for value in as_list(self.at(path)) if isinstance(value, dict))


def as_text(value: Any) -> str:
    """Words without space around them; numbers as words; "" for everything else."""
    if isinstance(value, str):
        return value.strip()
    return "" if isinstance(value, bool) or not isinstance(value, int | float) else str(value)


def as_id(value: Any) -> str:
    """An id as the site gave it. A float is the whole number that it must have been, or "": 1e20 may have been many."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else ""
    return as_text(value)


def as_list(value: Any) -> list[Any]:
    """A list as it is, None as an empty one, anything else as the only member of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
