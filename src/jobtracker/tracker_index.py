"""The trackers that are running, in memory: from a listing to the few of a million that it may fit, then exactly.

Trackers that ask for the same are one group, and a group's query is a few packed bytes. Groups are found by terms of
which a listing has to hold one (group_finder). Most ask for words and filters that terms say, and of these nothing is
left to ask but dates, pay and circles; all others that are found are asked with the very rules that search goes by.
Nothing is ever taken out: what has left is passed over, and when it is half of all the index is made anew.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from jobtracker.accepting import Candidate, accepts, within_bounds
from jobtracker.filters import Filters, nears
from jobtracker.filters import node as of_filters
from jobtracker.group_finder import GroupFinder
from jobtracker.hashed_numbers import HashedNumbers, short_hash
from jobtracker.matching import Listed
from jobtracker.packed_query import pack, unpack
from jobtracker.query import All, Node, Word, all_of, fits, tokens_of
from jobtracker.required_terms import Frequencies, required
from jobtracker.squares import around, square_token

_DEAD: Final = -(2**63)
_FEW: Final = 10_000
"""Trackers that have left and do not matter yet."""
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


class TrackerIndex:
    """Fulfils matching.Trackers. For one thread."""

    def __init__(self, often: Frequencies | None = None) -> None:
        """`often`: of the listings that there are, so that it knows which terms are rare."""
        self._often = often or Frequencies()
        self._rests: dict[Filters, int] = {}
        self._filters: list[Filters] = []
        self._begin()

    def _begin(self) -> None:
        self._finder = GroupFinder(self._often)
        self._packed, self._ends = bytearray(), array("I", [0])
        self._groups, self._slots = HashedNumbers(), HashedNumbers()
        # By group: one more than the number of the filters that are to be asked of whom is found; 0: its query, too.
        self._left = array("I")
        # By slot: a tracker, since when, and the slot of the next one of its group (+ 1).
        self._trackers, self._since, self._next = array("Q"), array("q"), array("I")
        self._first = array("I")
        self._alive = 0

    def __len__(self) -> int:
        return self._alive

    def __iter__(self) -> Iterator[int]:
        return (each for each, since in zip(self._trackers, self._since, strict=True) if since != _DEAD)

    @property
    def searches(self) -> int:
        """Groups there are, those whose trackers have all left among them."""
        return len(self._first)

    def put(self, tracker_id: int, since: dt.datetime, query: Node | None, filters: Filters) -> None:
        """Add a tracker, or take what it asks for now."""
        self.remove(tracker_id)
        said, rest = _told_apart(filters)
        if rest not in self._rests:
            self._rests[rest] = len(self._filters)
            self._filters.append(rest)
        asked = [node for node in (query, said) if node]
        query = all_of(asked) if asked else All(())
        number = self._rests[rest]
        self._follow(tracker_id, (since - _EPOCH) // _MICROSECOND, pack(query, number), query, number)

    def remove(self, tracker_id: int) -> None:
        """Let go of a tracker, if it is there."""
        slot = self._slot(tracker_id)
        if slot is not None:
            self._since[slot] = _DEAD
            self._alive -= 1
            if len(self._trackers) - self._alive > max(_FEW, self._alive):
                self._make_anew()

    def fitting(self, listed: Listed, now: dt.datetime) -> list[int]:
        """The groups that a listing fits."""
        squares = map(square_token, listed.candidate.facts.places)
        sure, others = self._finder.found(tokens_of(listed.document).union(squares))
        left, taken = self._left, _Taken(self._filters, listed.candidate, now)
        fit = [each for each in sure if (taken[left[each]] if left[each] else self.fits(each, listed, now))]
        fit += [each for each in others if self.fits(each, listed, now)]
        return fit

    def fits(self, group: int, listed: Listed, now: dt.datetime) -> bool:
        """Whether a listing fits a group."""
        query, number = unpack(self._packed_of(group))
        if not fits(query, listed.document):
            return False
        return _takes(self._filters[number], listed.candidate, now)

    def followers(self, group: int) -> Iterator[tuple[int, dt.datetime]]:
        """The trackers of a group, each with the time since which there is news for it."""
        slot = self._first[group]
        while slot:
            since = self._since[slot - 1]
            if since != _DEAD:
                yield self._trackers[slot - 1], _EPOCH + since * _MICROSECOND
            slot = self._next[slot - 1]

    def _slot(self, tracker_id: int) -> int | None:
        for slot in self._slots.of([short_hash((tracker_id,))]):
            if self._trackers[slot] == tracker_id and self._since[slot] != _DEAD:
                return slot
        return None

    def _follow(self, tracker_id: int, since: int, packed: bytes, query: Node, number: int) -> None:
        group, slot = self._group(packed, query, number), len(self._trackers)
        self._trackers.append(tracker_id)
        self._since.append(since)
        self._next.append(self._first[group])
        self._first[group] = slot + 1
        self._slots.add(short_hash((tracker_id,)), slot)
        self._alive += 1

    def _packed_of(self, group: int) -> bytes:
        return bytes(self._packed[self._ends[group] : self._ends[group + 1]])

    def _group(self, packed: bytes, query: Node, number: int) -> int:
        """That of this query and these filters."""
        key = short_hash(packed)
        for group in self._groups.of([key]):
            if self._packed_of(group) == packed:
                return group
        group = len(self._first)
        self._packed += packed
        self._ends.append(len(self._packed))
        self._first.append(0)
        self._groups.add(key, group)
        near = around(self._filters[number].where)
        sure = self._finder.add(required(all_of([query, near]) if near else query, self._often))
        self._left.append(number + 1 if sure and _is_of_words(query) else 0)
        return group

    def _make_anew(self) -> None:
        packed, ends, first, following = self._packed, self._ends, self._first, self._next
        trackers, since = self._trackers, self._since
        self._begin()
        for group, slot in enumerate(first):
            its, at = bytes(packed[ends[group] : ends[group + 1]]), slot
            query, number = unpack(its)
            while at:
                if since[at - 1] != _DEAD:
                    self._follow(trackers[at - 1], since[at - 1], its, query, number)
                at = following[at - 1]


@lru_cache(maxsize=1024)
def _told_apart(filters: Filters) -> tuple[Node | None, Filters]:
    """What tokens say of filters, and the rest. Circles are of the rest: the places in use become more."""
    where = filters.where if nears(filters) else ()
    rest = replace(
        filters, companies=(), ats=(), languages=(), employment_types=(), departments=(), workplaces=(),
        countries=(), regions=(), where=where,
    )  # fmt: skip
    return of_filters(replace(filters, where=()) if where else filters, {}), rest


class _Taken(dict[int, bool]):
    """Whether what no token says of filters takes a listing, by one more than their number."""

    def __init__(self, filters: Sequence[Filters], candidate: Candidate, now: dt.datetime) -> None:
        self._filters, self._candidate, self._now = filters, candidate, now

    def __missing__(self, number: int) -> bool:
        found = self[number] = _takes(self._filters[number - 1], self._candidate, self._now)
        return found


def _takes(rest: Filters, candidate: Candidate, now: dt.datetime) -> bool:
    return (accepts if rest.where else within_bounds)(rest, candidate, now)


def _is_of_words(query: Node) -> bool:
    """Whether the choices that it needs are all that it asks for."""
    return all(isinstance(each, Word) for each in (query.nodes if isinstance(query, All) else (query,)))
