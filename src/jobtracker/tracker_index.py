"""The trackers that are running, in memory: from a listing to the few of a million that it may fit, then exactly.

Trackers that ask for the same are one group, and a group's query is a few packed bytes. A group is found by the two
rarest of the terms of which a listing has to hold one (required_terms); a listing whose terms are not there is never
compared with it. Whoever is found so is then asked with the very rules that search goes by.

Terms that stand in few listings and few queries ("javadeveloper") lead to their groups by a hash of their first
letters. Those that are common are members of choices: numbered sets of terms, of which a word's forms are one and all
places in a circle another. A group stands under one choice, beside the number of the other that it needs, so that most
of those under a choice are passed over without a look. Nothing is ever taken out of these: what has left is passed
over, and when it is half of all the index is made anew.
"""

from __future__ import annotations

import datetime as dt
import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import compress
from typing import Final

from jobtracker.accepting import accepts
from jobtracker.earth import boxes_around
from jobtracker.facet_tokens import cell_middle, place_cell, place_token
from jobtracker.filters import Filters, Near, Where, nears
from jobtracker.filters import node as of_filters
from jobtracker.hashed_numbers import HashedNumbers, short_hash
from jobtracker.listing import Place
from jobtracker.matching import Listed
from jobtracker.packed_query import pack, unpack
from jobtracker.query import All, Node, all_of, fits
from jobtracker.required_terms import STAR, Frequencies, Terms, letters, required

_EVERY: Final = 0
"""The choice that each listing has made: of groups that ask for nothing by which they could be found."""
_MANY: Final = 12
"""Terms from which on a set of them is kept once, however rare they are: places in a circle, countries of Europe."""
_CROWD: Final = 8
"""Groups that may be found by one hash; later ones that ask for it go by a choice."""
_LETTERS: Final = 12
"""Of a rare term that count: a word and its stems begin alike."""
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
        self._packed, self._ends = bytearray(), array("Q", [0])
        self._groups, self._slots, self._rare = HashedNumbers(), HashedNumbers(), HashedNumbers()
        self._crowded: set[str] = set()
        # By slot: a tracker, since when, and the slot of the next one of its group (+ 1).
        self._trackers, self._since, self._next = array("Q"), array("q"), array("I")
        self._first = array("I")
        self._alive = 0
        self._choices: dict[tuple[str, ...], int] = {(): _EVERY}
        self._of_term: dict[str, tuple[int, ...]] = {}
        self._of_beginning: dict[str, tuple[int, ...]] = {}
        self._lengths: set[int] = set()
        self._kinds: set[str] = set()
        # By choice: groups, and beside each the other choice that it needs.
        self._under: dict[int, tuple[array[int], array[int]]] = {}

    def __len__(self) -> int:
        return self._alive

    def __iter__(self) -> Iterator[int]:
        return (each for each, since in zip(self._trackers, self._since, strict=True) if since != _DEAD)

    def put(self, tracker_id: int, since: dt.datetime, query: Node | None, filters: Filters) -> None:
        """Add a tracker, or take what it asks for now."""
        self.remove(tracker_id)
        said, rest = _told_apart(filters)
        if rest not in self._rests:
            self._rests[rest] = len(self._filters)
            self._filters.append(rest)
        asked = [node for node in (query, said) if node]
        packed = pack(all_of(asked) if asked else All(()), self._rests[rest])
        self._follow(tracker_id, (since - _EPOCH) // _MICROSECOND, packed)

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
        tokens = set(listed.document.tokens.split())
        tokens.update(map(_square_token, listed.candidate.facts.places))
        found = set(self._rare.of(set(map(short_hash, _names(tokens)))))
        made = self._made(tokens)
        flags = bytearray(len(self._choices))
        for choice in made:
            flags[choice] = 1
        for choice in made & self._under.keys():
            groups, needed = self._under[choice]
            found.update(compress(groups, map(flags.__getitem__, needed)))
        return [group for group in found if self.fits(group, listed, now)]

    def fits(self, group: int, listed: Listed, now: dt.datetime) -> bool:
        """Whether a listing fits a group."""
        query, rest = unpack(self._packed_of(group))
        return fits(query, listed.document) and accepts(self._filters[rest], listed.candidate, now)

    def followers(self, group: int) -> Iterator[tuple[int, dt.datetime]]:
        """The trackers of a group, each with the time since which there is news for it."""
        slot = self._first[group]
        while slot:
            since = self._since[slot - 1]
            if since != _DEAD:
                yield self._trackers[slot - 1], _EPOCH + since * _MICROSECOND
            slot = self._next[slot - 1]

    def _made(self, tokens: set[str]) -> set[int]:
        """The choices of which a listing holds a term."""
        made = {_EVERY}.union(*map(self._of_term.__getitem__, tokens & self._of_term.keys()))
        if self._lengths:
            some = [token for token in tokens if token[:1] in self._kinds]
            for length in self._lengths:
                there = {token[:length] for token in some} & self._of_beginning.keys()
                made.update(*map(self._of_beginning.__getitem__, there))
        return made

    def _slot(self, tracker_id: int) -> int | None:
        for slot in self._slots.of([short_hash((tracker_id,))]):
            if self._trackers[slot] == tracker_id and self._since[slot] != _DEAD:
                return slot
        return None

    def _follow(self, tracker_id: int, since: int, packed: bytes) -> None:
        group, slot = self._group(packed), len(self._trackers)
        self._trackers.append(tracker_id)
        self._since.append(since)
        self._next.append(self._first[group])
        self._first[group] = slot + 1
        self._slots.add(short_hash((tracker_id,)), slot)
        self._alive += 1

    def _packed_of(self, group: int) -> bytes:
        return bytes(self._packed[self._ends[group] : self._ends[group + 1]])

    def _group(self, packed: bytes) -> int:
        for group in self._groups.of([short_hash(packed)]):
            if self._packed_of(group) == packed:
                return group
        group = len(self._first)
        self._packed += packed
        self._ends.append(len(self._packed))
        self._first.append(0)
        self._groups.add(short_hash(packed), group)
        self._enter(group, packed)
        return group

    def _enter(self, group: int, packed: bytes) -> None:
        """Let it be found."""
        query, rest = unpack(packed)
        around = _around(self._filters[rest].where)
        its = sorted(required(all_of([query, around]) if around else query, self._often), key=self._often.of_terms)
        split = [self._split(terms) for terms in its]
        for common, rare in split:
            if not common:  # whoever it fits holds one of few terms, and nothing else need be looked at
                return self._enter_rare(group, rare)
        self._enter_rare(group, {term for _, rare in split[:2] for term in rare})
        first, second = [*(self._choice(common) for common, _ in split[:2]), _EVERY, _EVERY][:2]
        groups, needed = self._under.setdefault(first, (array("I"), array("I")))
        groups.append(group)
        needed.append(second)
        return None

    def _split(self, terms: Terms) -> tuple[Terms, Terms]:
        """Which of them are common, and which are not."""
        if len(terms) > _MANY:
            return terms, frozenset()
        common = frozenset(term for term in terms if term in self._often or self._name(term) in self._crowded)
        return common, terms - common

    def _enter_rare(self, group: int, terms: Iterable[str]) -> None:
        for name in set(map(self._name, terms)):
            key = short_hash(name)
            if len(self._rare.of([key])) >= _CROWD:
                self._crowded.add(name)
            self._rare.add(key, group)

    def _name(self, term: str) -> str:
        """What a rare term goes by: its first letters, or all of them where too many begin so."""
        whole = letters(term)
        return whole if whole[:_LETTERS] in self._crowded else whole[:_LETTERS]

    def _choice(self, terms: Iterable[str]) -> int:
        its = tuple(sorted(terms))
        if its not in self._choices:
            self._choices[its] = number = len(self._choices)
            for term in its:
                if term.endswith(STAR):
                    beginning = term[:-1]
                    self._of_beginning[beginning] = (*self._of_beginning.get(beginning, ()), number)
                    self._lengths.add(len(beginning))
                    self._kinds.add(beginning[0])
                else:
                    self._of_term[term] = (*self._of_term.get(term, ()), number)
        return self._choices[its]

    def _make_anew(self) -> None:
        packed, ends, first, following = self._packed, self._ends, self._first, self._next
        trackers, since = self._trackers, self._since
        self._begin()
        for group, slot in enumerate(first):
            its, at = bytes(packed[ends[group] : ends[group + 1]]), slot
            while at:
                if since[at - 1] != _DEAD:
                    self._follow(trackers[at - 1], since[at - 1], its)
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


@lru_cache(maxsize=1024)
def _around(where: tuple[Where, ...]) -> Node | None:
    """What a listing has to hold to be at one of the places, as far as squares can tell."""
    return of_filters(Filters(where=where), _Squares())


def _names(tokens: Iterable[str]) -> set[str]:
    """All that rare terms of a listing may go by."""
    whole = set(map(letters, tokens))
    return {*whole, *(each[:_LETTERS] for each in whole)}


def _square(lat: float, lon: float) -> int:
    """The whole degree in which a point lies. Below zero: real cells are not."""
    return -1 - (math.floor(lat) + 90) * 361 - math.floor(lon) - 180


def _square_token(place: Place) -> str:
    if place.lat is None or place.lon is None:
        return ""
    return place_token(_square(*cell_middle(place_cell(place.lat, place.lon))))


class _Squares(dict[Near, list[int]]):
    """For each circle the squares that it touches. The places in use would become more while a tracker runs."""

    def __missing__(self, near: Near) -> list[int]:
        return [
            _square(lat, lon)
            for box in boxes_around(near.lat, near.lon, near.km)
            for lat in range(math.floor(box.south), math.floor(box.north) + 1)
            for lon in range(math.floor(box.west), math.floor(box.east) + 1)
        ]
