"""Where a page of results ended: a word that leads on, for its own search alone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
from dataclasses import dataclass
from typing import Final, Literal

import orjson

from jobtracker.errors import JobTrackerError
from jobtracker.search import Search

Phase = Literal["order", "title", "ranked", "rest"]
"""order: one order to the end. Relevance has three: all words in the title; the newest others, ranked; the rest."""
_SIZES: Final[dict[str, int]] = {"order": 2, "title": 1, "ranked": 3, "rest": 1}
"""The most numbers of each."""
_LONGEST: Final = 200


class CursorError(JobTrackerError):
    """A cursor that was not made here, or for another search."""


@dataclass(slots=True, frozen=True)
class Cursor:
    """Where to go on: the numbers of the last result in the order of its phase; none at the beginning of a phase."""

    phase: Phase
    key: tuple[float, ...] = ()


def encode(cursor: Cursor, search: Search) -> str:
    """In letters that need no escape in a URL."""
    data = orjson.dumps([_digest(search), cursor.phase, *cursor.key])
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(words: str, search: Search) -> Cursor:
    """Raises CursorError."""
    try:
        padded = words[:_LONGEST].encode("ascii") + b"=" * (-len(words) % 4)
        digest, phase, *key = orjson.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError, binascii.Error):
        digest, phase, key = "", "", []
    if digest != _digest(search) or not _is_key(phase, key):
        raise CursorError("this is no cursor of this search: take the first page again")
    return Cursor(phase, tuple(key))


def _is_key(phase: object, key: list[object]) -> bool:
    if not isinstance(phase, str) or len(key) > _SIZES.get(phase, -1):
        return False
    return all(type(number) in (int, float) and abs(number) < 2**63 and math.isfinite(number) for number in key)  # type: ignore[arg-type]  # numbers, by then


def _digest(search: Search) -> str:
    return hashlib.blake2b(repr(search).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
