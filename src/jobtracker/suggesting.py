"""What people are offered while they type: which beginnings find an offer, and which offers are foremost for each.

An offer is found by the beginning of any of its words, and of any of its names ("mun", "munch" and "muench" find
Munich). Each such key is a row; `ranked` gives each row the length of the shortest beginning for which its offer is
among the FOREMOST, and leaves out those for which it never is. So whoever types n letters needs the rows of depth 1 to
n that begin with them, which are never more than FOREMOST, however many offers begin so: no database ever sorts what
"s" or "senior" would find.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from typing import Final, Literal

from jobtracker.normalise.folding import fold_letters

Kind = Literal["title", "company", "place"]
FOREMOST: Final = 10
"""Offers for each beginning: as many as anybody is shown."""
DEPTHS: Final = 24
"""Letters of a beginning that are told apart. Of what is typed beyond, those are offered that were so before."""
LAST: Final = "\U0010ffff"
"""Behind every letter: a key that begins with "mun" lies between "mun" and "mun" + LAST."""
LABEL_LENGTH: Final = 300
KEY_LENGTH: Final = 80
_WORDS: Final = 8
"""An offer is found by the first so many words of a name."""
_DROPPED: Final = re.compile("['`´‘’ʼʻ‛′]")
_BREAKS: Final = re.compile(r"[^\w+#]+|_+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a search may be for."""

    label: str
    value: str
    """What is put into a search."""
    count: int
    """Open vacancies."""
    names: tuple[str, ...] = ()
    """What it is found by; empty: its label."""


@dataclass(frozen=True, slots=True)
class Row:
    """An offer under one of its keys. `id` is a digest of all but depth and count: the same row keeps it."""

    id: int
    kind: Kind
    depth: int
    key: str
    label: str
    value: str
    count: int


def key_of(text: str) -> str:
    """What is compared: no case, no accents; of signs only those of C++ and C#."""
    return " ".join(_BREAKS.sub(" ", _DROPPED.sub("", fold_letters(text[:LABEL_LENGTH]))).split())


def ranked(kind: Kind, offers: Iterable[Offer]) -> Iterator[Row]:
    """The rows of all offers of a kind."""
    ordered = sorted(offers, key=lambda offer: (-offer.count, offer.label, offer.value))
    found = sorted((key, place) for place, offer in enumerate(ordered) for key in _keys(offer))
    for (key, place), depth in zip(found, _depths(found), strict=True):
        if not depth:
            continue
        offer = ordered[place]
        label, value = offer.label[:LABEL_LENGTH], offer.value[:LABEL_LENGTH]
        yield Row(_id(kind, key, label, value), kind, depth, key, label, value, offer.count)


def _keys(offer: Offer) -> set[str]:
    names = {spelling for name in offer.names or (offer.label,) for spelling in (name, name.translate(_UMLAUTS))}
    return {key for name in names for key in _from_each_word(key_of(name).split())}


def _from_each_word(words: Sequence[str]) -> Iterator[str]:
    for start in range(min(len(words), _WORDS)):
        yield " ".join(words[start:])[:KEY_LENGTH].rstrip()


def _id(kind: str, key: str, label: str, value: str) -> int:
    whole = f"{kind}\0{key}\0{label}\0{value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=8).digest()) >> 1  # fits a signed BIGINT


def _depths(found: Sequence[tuple[str, int]]) -> list[int]:
    """For each (key, offer) the length of the shortest beginning of which its offer is one of the FOREMOST; 0: none.

    `found` is sorted, so that what begins alike stands together; the smaller an offer's number, the further in front.
    """
    depths = [0] * len(found)
    groups = [(0, len(found), 1)]
    while groups:
        first, end, depth = groups.pop()
        for start, stop in _alike(found, first, end, depth):
            if _choose(found, depths, start, stop, depth):
                # Nothing changes until the keys part.
                apart = _shared(found[start][0], found[stop - 1][0], depth) + 1
                if apart <= DEPTHS:
                    groups.append((start, stop, apart))
    return depths


def _shared(first: str, last: str, at_least: int) -> int:
    """How many letters two keys have in common."""
    ends = min(len(first), len(last))
    return next((at for at in range(at_least, ends) if first[at] != last[at]), max(ends, at_least))


def _alike(found: Sequence[tuple[str, int]], first: int, end: int, depth: int) -> Iterator[tuple[int, int]]:
    """Where the keys with the same `depth` letters begin and end; shorter keys have been looked at before."""
    start = first
    while start < end:
        letters = found[start][0][:depth]
        stop = bisect_left(found, (letters + LAST,), start, end)
        if len(letters) == depth:
            yield start, stop
            start = stop
        else:
            start += 1


def _choose(found: Sequence[tuple[str, int]], depths: list[int], start: int, stop: int, depth: int) -> bool:
    """Give the foremost of a group that have none yet this depth. Returns whether any is left without."""
    waiting = [row for row in range(start, stop) if not depths[row]]
    there = {found[row][1] for row in range(start, stop) if depths[row]}
    best = set(nsmallest(FOREMOST - len(there), {found[row][1] for row in waiting} - there))
    for row in waiting:
        # The same offer twice in a group ("sales, sales manager") is one; the other row waits for a longer beginning.
        if (offer := found[row][1]) in best:
            depths[row] = depth
            best.remove(offer)
    return len(waiting) > 0 and any(not depths[row] for row in waiting)
