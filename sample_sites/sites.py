"""All sample sites together, and what is the matter with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked
from sample_sites.boards import Board
from sample_sites.faults import KINDS, Trouble, misbehave


@dataclass(slots=True)
class _Fault:
    kind: str
    good_ones: int
    """So many requests are answered well before the fault begins."""


class Sites:
    """Boards by company, each with its fault, if any."""

    def __init__(self, boards: Iterable[Board]) -> None:
        self.boards = {board.slug: board for board in boards}
        self._by_root = {root: board for board in self.boards.values() for root in board.roots}
        self._faults: dict[str, _Fault] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Scrapy copies its settings, in which the sites travel; there is one web."""
        return self

    def fault(self, slug: str, kind: str = "", *, good_ones: int = 0) -> None:
        """Give a company's site a fault, after so many good answers; "" takes it away. Raises KeyError."""
        if slug not in self.boards or (kind and kind not in KINDS):
            raise KeyError(kind if slug in self.boards else slug)
        self._faults.pop(slug, None)
        if kind:
            self._faults[slug] = _Fault(kind, good_ones)

    def faults(self) -> dict[str, str]:
        """The kind of each company's fault, "" if it has none."""
        return {slug: fault.kind if (fault := self._faults.get(slug)) else "" for slug in self.boards}

    def find(self, asked: Asked) -> Board | None:
        """The board of the longest root that the URL begins with."""
        place = asked.place
        while place:
            if place in self._by_root:
                return self._by_root[place]
            place = place.rpartition("/")[0]
        return None

    def good(self, asked: Asked) -> Answer:
        """What a request is answered where all is well."""
        board = self.find(asked)
        return board.answer(asked) if board else NOT_FOUND

    def answer(self, asked: Asked) -> Answer | Trouble:
        """The same, faults included."""
        board = self.find(asked)
        if board is None:
            return NOT_FOUND
        fault = self._faults.get(board.slug)
        if fault is None:
            return board.answer(asked)
        if fault.good_ones:
            fault.good_ones -= 1
            return board.answer(asked)
        return misbehave(fault.kind, asked, board.answer, board.ats)
