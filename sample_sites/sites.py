"""All sample sites together, and what is the matter with each."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked
from sample_sites.boards import Board
from sample_sites.faults import KINDS, Trouble, misbehave
from sample_sites.shapes import SHAPES

ALL = "*"
"""Whom a fault of every company concerns."""
REMEMBERED = 10_000
"""Shown faults, the latest."""
MIXED, FLAPPING, SLOW = "mixed", "flapping", "slow"
FAULTS = (*KINDS, MIXED, FLAPPING, SLOW)
"""What may be the matter: a kind of answer; any kind, another each time; good and any kind in turn; a late answer."""
_OF_DETAIL = tuple(kind for kind in KINDS if kind.startswith("detail-"))
_OF_LIST = tuple(kind for kind in KINDS if kind not in _OF_DETAIL)


class Reply(NamedTuple):
    """What becomes of a request."""

    answer: Answer | Trouble
    after: float = 0.0
    """Seconds until the answer is sent."""


class Struck(NamedTuple):
    """A fault that was shown."""

    slug: str
    kind: str
    url: str


@dataclass(slots=True)
class _Fault:
    kind: str
    good_ones: int
    """So many requests are answered well before the fault begins."""
    share: float
    seconds: float
    turns: Counter[str] = field(default_factory=Counter)

    def strikes(self, slug: str, seed: int) -> int | None:
        """A large number at random, if this request of a company is one of those that it concerns; else None.

        It follows from the seed, the company and how many requests of it came before, and not from the other companies.
        """
        if self.good_ones:
            self.good_ones -= 1
            return None
        self.turns[slug] += 1
        if self.kind == FLAPPING and self.turns[slug] % 2:
            return None
        digest = blake2b(f"{seed} {slug} {self.turns[slug]}".encode(), digest_size=8).digest()
        luck = int.from_bytes(digest)
        return luck if luck < self.share * 2**64 else None


class Sites:
    """Boards by company, and faults: of one company, of a host, of an ATS, of all."""

    def __init__(self, boards: Iterable[Board], *, seed: int = 0) -> None:
        self.boards: dict[str, Board] = {board.slug: board for board in boards}
        self._by_root = {root: board for board in self.boards.values() for root in board.roots}
        self._known = {ALL} | {f"ats:{board.ats}" for board in self.boards.values()}
        self._known |= {f"host:{root.partition('/')[0]}" for root in self._by_root}
        self._faults: dict[str, _Fault] = {}
        self._robots: dict[str, Answer] = {}
        self._seed = seed
        self.struck: Counter[str] = Counter()
        """How often each kind of fault was shown."""
        self.lately: deque[Struck] = deque(maxlen=REMEMBERED)
        """The last of them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Scrapy copies its settings, in which the sites travel; there is one web."""
        return self

    def fault(self, whom: str, kind: str = "", *, good_ones: int = 0, share: float = 1.0, seconds: float = 2.0) -> None:
        """Give somebody's sites a fault, one of FAULTS; "" takes it away. Raises KeyError.

        `whom` is a company, "host:<host>", "ats:<ats>" or "*"; of several faults that concern a request the first in
        this order shows. It begins after `good_ones` good answers, and concerns a share of the requests, as the seed
        has it. A "slow" answer comes after so many seconds.
        """
        if (whom not in self.boards and whom not in self._known) or (kind and kind not in FAULTS):
            raise KeyError(kind if whom in self.boards or whom in self._known else whom)
        self._faults.pop(whom, None)
        if kind:
            self._faults[whom] = _Fault(kind, good_ones, share, seconds)

    def faults(self) -> dict[str, str]:
        """The kind of each company's own fault, "" if it has none; and of those that concern many."""
        own = {slug: fault.kind if (fault := self._faults.get(slug)) else "" for slug in self.boards}
        return own | {whom: fault.kind for whom, fault in self._faults.items() if whom not in own}

    def set_robots(self, host: str, text: str, *, status: int = 200) -> None:
        """Give a host ("*": all others) a robots.txt; a status of 404 takes it away."""
        self._robots[host] = Answer(status, {"Content-Type": ["text/plain"]}, text.encode())

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
        return self.reply(asked).answer

    def reply(self, asked: Asked) -> Reply:
        """The same, and when."""
        parts = urlsplit(asked.url)
        if parts.path == "/robots.txt":
            return Reply(self._robots.get(parts.netloc, self._robots.get(ALL, NOT_FOUND)))
        board = self.find(asked)
        if board is None:
            return Reply(NOT_FOUND)
        for fault in self._faults_of(board, parts.netloc):
            if (luck := fault.strikes(board.slug, self._seed)) is not None:
                return self._show(fault, luck, asked, board)
        return Reply(board.answer(asked))

    def _faults_of(self, board: Board, host: str) -> Iterator[_Fault]:
        for whom in (board.slug, f"host:{host}", f"ats:{board.ats}", ALL) if self._faults else ():
            if whom in self._faults:
                yield self._faults[whom]

    def _show(self, fault: _Fault, luck: int, asked: Asked, board: Board) -> Reply:
        kind = fault.kind
        if kind in (MIXED, FLAPPING):
            among = _OF_DETAIL if SHAPES[board.ats].detail(asked) else _OF_LIST
            kind = among[luck % len(among)]
        self.struck[kind] += 1
        self.lately.append(Struck(board.slug, kind, asked.url))
        if kind == SLOW:
            return Reply(board.answer(asked), fault.seconds)
        return Reply(misbehave(kind, asked, board.answer, board.ats))
