"""Numbers by the hash of what they belong to: a dictionary for millions, in 8 bytes a place."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

_FEWEST: Final = 1_024
_BITS: Final = 0xFFFFFFFF


def short_hash(value: object) -> int:
    """The 32 bits by which numbers are found. Two values may share them: whoever asks looks again."""
    return hash(value) & _BITS


class HashedNumbers:
    """Any number of numbers for each hash. None can be taken out: one makes it anew."""

    def __init__(self) -> None:
        self._make(_FEWEST)

    def _make(self, places: int) -> None:
        self._hashes, self._numbers = (array("I", bytes(4 * places)) for _ in range(2))
        self._used = 0

    def __len__(self) -> int:
        return self._used

    def add(self, key: int, number: int) -> None:
        """Add one; none twice, which nobody checks."""
        if 3 * self._used > 2 * len(self._numbers):
            self._grow()
        hashes, numbers = self._hashes, self._numbers
        places = len(numbers)
        at = key % places
        while numbers[at]:  # 0 is a place that is free
            at = at + 1 if at + 1 < places else 0
        hashes[at], numbers[at] = key, number + 1
        self._used += 1

    def of(self, keys: Iterable[int]) -> list[int]:
        """The numbers of all these hashes."""
        hashes, numbers = self._hashes, self._numbers
        places = len(numbers)
        found = []
        for key in keys:
            at = key % places
            while number := numbers[at]:
                if hashes[at] == key:
                    found.append(number - 1)
                at = at + 1 if at + 1 < places else 0
        return found

    def _grow(self) -> None:
        before = zip(self._hashes, self._numbers, strict=True)
        self._make(len(self._numbers) * 3 // 2)
        for key, number in before:
            if number:
                self.add(key, number - 1)
