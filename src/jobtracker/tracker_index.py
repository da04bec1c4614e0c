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
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, compress
from typing import Final

from jobtracker.accepting import accepts, within_bounds
from jobtracker.filters import Filters, nears
from jobtracker.filters import node as of_filters
from jobtracker.hashed_numbers import HashedNumbers, short_hash
from jobtracker.matching import Listed
from jobtracker.packed_query import pack, unpack
from jobtracker.query import All, Node, Word, all_of, fits
from jobtracker.required_terms import STAR, Frequencies, Terms, letters, required
from jobtracker.squares import around, square_token

_EVERY: Final = 0
"""The choice that each listing has made."""
_NOBODY: Final = 1
"""The choice that none has made."""
_MANY: Final = 12
"""Terms from which on a set of them is kept once, however rare they are: places in a circle, countries of Europe."""
_CROWD: Final = 2
"""Groups that may be found by one hash; later ones that ask for it go by a choice."""
_LETTERS: Final = 12
"""Of a rare term that count: a word and its stems begin alike."""
_REMEMBERED: Final = 50_000
"""Tokens of listings: the same ones come again and again."""
_DEAD: Final = -(2**63)
_FEW: Final = 10_000
"""Trackers that have left and do not matter yet."""
_NO_FILTERS: Final = Filters()
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
        self._packed, self._ends = bytearray(), array("I", [0])
        self._groups, self._slots, self._rare = HashedNumbers(), HashedNumbers(), HashedNumbers()
        self._crowded: set[str] = set()
        # By slot: a tracker, since when, and the slot of the next one of its group (+ 1).
        self._trackers, self._since, self._next = array("Q"), array("q"), array("I")
        self._first = array("I")
        self._alive = 0
        self._choices: dict[tuple[str, ...], int] = {(): _EVERY, ("",): _NOBODY}
        self._of_term: dict[str, tuple[int, ...]] = {}
        self._of_beginning: dict[str, tuple[int, ...]] = {}
        self._lengths: set[int] = set()
        self._known = _Known(self._choices_of)
        # By group: the choices that it needs beside the two by which it is found, if it asks for nothing else.
        self._third, self._fourth = array("I"), array("I")
        # By choice: groups, and beside each the other choice that it needs.
        self._under: dict[int, tuple[array[int], array[int]]] = {}

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
        tokens = {*listed.document.tokens.split(), *map(square_token, listed.candidate.facts.places)}
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        starts, wholes, choices = zip(*map(self._known.__getitem__, tokens), strict=True)
        found = set(self._rare.of({*starts, *wholes}))
        by_choice, flags = self._by_choice({_EVERY}.union(*choices))
        # Of most groups nothing is left to ask.
        every = (flags[self._third[group]] and flags[self._fourth[group]] for group in by_choice)
        sure = set(compress(by_choice, every))
        fit = [group for group in found.union(by_choice) - sure if self.fits(group, listed, now)]
        return [*sure, *fit] if within_bounds(_NO_FILTERS, listed.candidate, now) else fit

    def _by_choice(self, made: set[int]) -> tuple[list[int], bytearray]:
        """The groups of which a listing that has made these choices has what they are found by; and the choices."""
        flags, found = bytearray(len(self._choices)), list[int]()
        for choice in made:
            flags[choice] = 1
        for choice in made & self._under.keys():
            groups, needed = self._under[choice]
            found += compress(groups, map(flags.__getitem__, needed))
        return found, flags

    def fits(self, group: int, listed: Listed, now: dt.datetime) -> bool:
        """Whether a listing fits a group."""
        query, number = unpack(self._packed_of(group))
        if not fits(query, listed.document):
            return False
        rest = self._filters[number]
        return (accepts if rest.where else within_bounds)(rest, listed.candidate, now)

    def followers(self, group: int) -> Iterator[tuple[int, dt.datetime]]:
        """The trackers of a group, each with the time since which there is news for it."""
        slot = self._first[group]
        while slot:
            since = self._since[slot - 1]
            if since != _DEAD:
                yield self._trackers[slot - 1], _EPOCH + since * _MICROSECOND
            slot = self._next[slot - 1]

    def _choices_of(self, token: str) -> tuple[int, ...]:
        """The choices that a listing makes with a token."""
        begun = (self._of_beginning.get(token[:length], ()) for length in self._lengths if length <= len(token))
        return (*self._of_term.get(token, ()), *chain.from_iterable(begun))

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
        near = around(self._filters[rest].where)
        its = sorted(required(all_of([query, near]) if near else query, self._often), key=self._often.of_terms)
        split = [self._split(terms) for terms in its]
        lone = next((rare for common, rare in split if not common), None)
        if lone:  # whoever it fits holds one of few terms, and nothing else need be looked at
            self._enter_rare(group, lone)
            choices = [_NOBODY] * 4
        else:
            self._enter_rare(group, {term for _, rare in split[:2] for term in rare})
            choices = [*(self._choice(common) for common, _ in split[:4]), *[_EVERY] * 4][:4]
            groups, needed = self._under.setdefault(choices[0], (array("I"), array("I")))
            groups.append(group)
            needed.append(choices[1])
        said_all = len(split) <= 4 and self._filters[rest] == _NO_FILTERS and _is_of_words(query)
        for of_group, choice in zip((self._third, self._fourth), choices[2:], strict=True):
            of_group.append(choice if said_all else _NOBODY)

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
            self._known.clear()
            for term in its:
                if term.endswith(STAR):
                    beginning = term[:-1]
                    self._of_beginning[beginning] = (*self._of_beginning.get(beginning, ()), number)
                    self._lengths.add(len(beginning))
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


class _Known(dict[str, tuple[int, int, tuple[int, ...]]]):
    """Of a token: the hashes that it is found by if it is rare, of its first letters and of all, and its choices."""

    def __init__(self, choices: Callable[[str], tuple[int, ...]]) -> None:
        self._choices = choices

    def __missing__(self, token: str) -> tuple[int, int, tuple[int, ...]]:
        whole = letters(token)
        found = self[token] = short_hash(whole[:_LETTERS]), short_hash(whole), self._choices(token)
        return found


def _is_of_words(query: Node) -> bool:
    """Whether the choices that it needs are all that it asks for."""
    return all(isinstance(each, Word) for each in (query.nodes if isinstance(query, All) else (query,)))
