"""Sets of terms, each with a number: by a term of one, a listing has made that choice.

A word's forms are one, all squares that a circle touches another. Whoever asks for the same word asks for the same
choice, and numbers are compared much faster than words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final

from jobtracker.required_terms import STAR

EVERY: Final = 0
"""The choice that each listing has made."""


class Choices:
    """All that were asked for so far."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._of_term: dict[str, tuple[int, ...]] = {}
        self._of_beginning: dict[str, tuple[int, ...]] = {}
        self._lengths: list[int] = []

    def number(self, terms: Iterable[str]) -> int:
        """The choice of one of these; nobody makes that of none."""
        its = sorted(terms)
        name = " ".join(its)
        if name not in self._numbers:
            self._numbers[name] = number = EVERY + 1 + len(self._numbers)
            for term in its:
                if term.endswith(STAR):
                    self._begin(term[:-1], number)
                else:
                    self._of_term[term] = (*self._of_term.get(term, ()), number)
        return self._numbers[name]

    def _begin(self, beginning: str, number: int) -> None:
        self._of_beginning[beginning] = (*self._of_beginning.get(beginning, ()), number)
        if len(beginning) not in self._lengths:
            self._lengths.append(len(beginning))

    def made_by(self, token: str) -> tuple[int, ...]:
        """Those that a listing has made that holds the token."""
        whole = self._of_term.get(token, ())
        begun = [its for length in self._lengths if (its := self._of_beginning.get(token[:length]))]
        return (*whole, *chain.from_iterable(begun)) if begun else whole
