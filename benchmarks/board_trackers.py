"""Trackers on a recorded board: on all of it, on towns and on words of titles."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from benchmarks.history import Post
from jobtracker.accepting import Candidate
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.listing import Facts, WorkFrom
from jobtracker.matching import Listed
from jobtracker.normalise.places import read_places
from jobtracker.query import Node, fits
from jobtracker.query_parser import QueryError, parse

PLACES, WORDS = 3, 3
"""Trackers of a board."""
KINDS = ("all of a company", "a place", "a word of the title")


@dataclass(slots=True, frozen=True)
class Asked:
    """A tracker of one board."""

    kind: str
    query: Node | None
    words: str


class Trackers:
    """Those of a board, as matching sees them: each a group of its own."""

    def __init__(self, asked: Sequence[Asked], since: dt.datetime) -> None:
        self.asked, self._since = asked, since

    def fitting(self, listed: Listed, now: dt.datetime) -> list[int]:
        """The groups that it fits."""
        return [group for group in range(len(self.asked)) if self.fits(group, listed, now)]

    def fits(self, group: int, listed: Listed, _now: dt.datetime) -> bool:
        """Whether it fits one."""
        query = self.asked[group].query
        return query is None or fits(query, listed.document)

    def followers(self, group: int) -> list[tuple[int, dt.datetime]]:
        """The one tracker of a group has its number."""
        return [(group, self._since)]


@lru_cache(maxsize=1 << 16)
def seen_as(title: str, place: str) -> tuple[Any, Candidate]:
    """Document and candidate of a Greenhouse posting without its text."""
    read = read_places([place])
    workplace = "remote" if "remote" in read.workplaces else "unknown"
    facts = Facts(title=title, places=read.places, workplace=workplace, work_from=WorkFrom(areas=read.areas))
    company = Company("board", "Board", "greenhouse")
    about = Candidate(facts=facts, company=company, first_seen_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return document(facts, company), about


def listed(post: Post) -> Listed:
    """A post as trackers look at it."""
    found, candidate = seen_as(post.title, post.place)
    return Listed(listing_id=int(post.id), document=found, candidate=candidate)


def trackers_of(board: Mapping[str, Any]) -> list[Asked]:
    """All of it; the towns and the words of titles that its later postings name most."""
    towns: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for seen in board["observations"][1:]:
        for _, _, title, place, *_ in seen.get("add", ()):
            towns[re.split(r"[,;|/(-]", place or "")[0].strip()] += 1
            words.update(set(re.findall(r"[^\W\d_]{4,}", (title or "").lower())))
    asked = [Asked(KINDS[0], None, "")]
    asked += [_asked(KINDS[1], f'location:"{town}"') for town, _ in towns.most_common(PLACES) if town]
    asked += [_asked(KINDS[2], f"title:{word}") for word, _ in words.most_common(WORDS)]
    return [each for each in asked if each.kind == KINDS[0] or each.query is not None]


def _asked(kind: str, words: str) -> Asked:
    try:
        return Asked(kind, parse(words), words)
    except QueryError:
        return Asked(kind, None, words)
