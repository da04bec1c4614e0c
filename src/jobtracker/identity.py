"""Which listings of one company are one vacancy. Plain rules on plain data.

A vacancy is told to a person once, so what looks new must often be known: the same opening posted twice, in another
place, or again. See docs/architecture.md, "From answers to rows". Two listings are one vacancy if they agree in

    title and places                 "twin" while the other is open, "repost" if it left within REPOST_WITHIN
    requisition, and title nearly    "place" while the other is open, "requisition" if it left within REPOST_WITHIN
    title and text, not the places   "text" if both appeared within AT_ONCE

Titles are compared without what says nothing of the work: the listing's own places ("Account Executive - Berlin"), the
workplace, and campaigns ("Hiring now! ... $4,000 bonus"). Level, team and shift count: "Engineer II, Risk" is neither
"Engineer III, Risk" nor "Engineer II, Payments", not even under one requisition id, which some companies use for many
openings.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jobtracker.identity_keys import alike, another_job, core_words, post_key, usable_requisition

REPOST_WITHIN = dt.timedelta(days=90)
"""What comes again later than this after it left is a new vacancy."""
BACK_WITHIN = dt.timedelta(days=180)
"""An id that comes back later is another opening's."""
AT_ONCE = dt.timedelta(days=3)
"""The same text in another place later than this after the first is an opening of its own: a chain opens a shop."""

Kind = Literal["fresh", "twin", "repost", "place", "requisition", "text"]


@dataclass(slots=True, frozen=True)
class Opening:
    """One listing, as far as identity looks at it."""

    external_id: str
    vacancy: Hashable | None
    """That of a known listing; None for a new one."""
    requisition_id: str
    title_key: str
    places_key: str
    """Made by `identity_keys.places_key`; "" if no place is known."""
    open: bool
    left_at: dt.datetime | None
    first_seen: dt.datetime
    text_key: str = ""
    """Equal for equal texts; "" if the text is not known."""

    @property
    def pair_key(self) -> str:
        """Equal for an id that is lost and the one that takes its place when a site changes its ids."""
        return f"{self.title_key}\n{self.places_key}"


@dataclass(slots=True, frozen=True)
class Verdict:
    """What a new listing is."""

    same_as: str | None
    """External id of a listing of the same vacancy, known or new; None if the listing is the first of its vacancy.
    Following it from listing to listing ends at a known one or at a first one."""
    kind: Kind
    reason: str
    """The same in a few words."""


_Key = tuple[str, ...]
_OPEN: Mapping[str, Kind] = {"post": "twin", "requisition": "place", "text": "text"}
_LEFT: Mapping[str, Kind] = {"post": "repost", "requisition": "requisition"}
AGAIN: Collection[str] = frozenset(_LEFT.values())
"""Of a listing that came again after another of its vacancy had left."""
_ORDER: tuple[Kind, ...] = ("twin", "repost", "place", "requisition", "text")
_REASONS: Mapping[Kind, str] = {
    "fresh": "nothing like it",
    "twin": "same title and places as an open one",
    "repost": "same title and places as one that left",
    "place": "same requisition and title as an open one",
    "requisition": "same requisition and title as one that left",
    "text": "same title and text as one in another place",
}
_TITLES = 4
"""A requisition with more titles than this stands for many openings: only equal titles of it are one vacancy."""


def identify(new: Sequence[Opening], known: Sequence[Opening], *, now: dt.datetime) -> dict[str, Verdict]:
    """Say of each new listing, by external id, which known or new one it is the same vacancy as.

    All belong to one company. The verdicts do not depend on the order of `new` or `known`.
    """
    new = sorted({one.external_id: one for one in new}.values(), key=_age)
    board = _index(known, now)
    verdicts = {one.external_id: found for one in new if (found := board.find(one))}
    claimed = sorted((one for one in new if one.external_id in verdicts), key=lambda one: _strength(one, verdicts))
    beside = _Index()
    for one in claimed:
        beside.add(one, _OPEN)
    for group in _groups(new):
        _settle(group, verdicts, beside)
    return verdicts


def is_another(now: tuple[str, str], then: tuple[str, str], away: dt.timedelta) -> bool:
    """True if an id that was away so long is another job's now; `now` and `then` are title key and places key."""
    return away > BACK_WITHIN or another_job(*now, *then)


def _verdict(same_as: str | None, kind: Kind) -> Verdict:
    return Verdict(same_as, kind, _REASONS[kind])


def _keys(one: Opening) -> Iterator[_Key]:
    """What a listing must share one of with another to be its vacancy, strongest first."""
    title = "".join(core_words(one.title_key, one.places_key))
    if one.places_key:
        yield "post", post_key(one.title_key, one.places_key)
    if usable_requisition(one.requisition_id):
        yield "requisition", title, one.requisition_id
    if one.text_key:
        yield "text", title, one.text_key


def _age(one: Opening) -> tuple[dt.datetime, int, str]:
    return one.first_seen, len(one.external_id), one.external_id


def _strength(one: Opening, verdicts: Mapping[str, Verdict]) -> tuple[int, tuple[dt.datetime, int, str]]:
    return _ORDER.index(verdicts[one.external_id].kind), _age(one)


class _Index:
    """Listings that a new one may join. Those that are added first are found first."""

    def __init__(self) -> None:
        self._exact: dict[tuple[Kind, _Key, str], str] = {}
        self._titles: dict[tuple[Kind, str], dict[tuple[str, ...], str]] = {}

    def add(self, one: Opening, kinds: Mapping[str, Kind], *, text: bool = True) -> None:
        for key in _keys(one):
            kind = kinds.get(key[0])
            if kind is None or (kind == "text" and not text):
                continue
            # under its requisition and under "": of several twins, the one of the same requisition is joined
            self._exact.setdefault((kind, key, one.requisition_id), one.external_id)
            self._exact.setdefault((kind, key, ""), one.external_id)
            if key[0] == "requisition":
                titles = self._titles.setdefault((kind, one.requisition_id), {})
                titles.setdefault(core_words(one.title_key, one.places_key), one.external_id)

    def find(self, one: Opening) -> Verdict | None:
        """The listing that `one` is the same vacancy as."""
        keys = list(_keys(one))
        for kind in _ORDER:
            if kind == "text" and (found := self.find_alike(one)):
                return found
            for key in keys:
                same = self._exact.get((kind, key, one.requisition_id)) or self._exact.get((kind, key, ""))
                if same is not None:
                    return _verdict(same, kind)
        return None

    def find_alike(self, one: Opening) -> Verdict | None:
        """The listing of the same requisition whose title differs only in how it says it, or in how much."""
        words = core_words(one.title_key, one.places_key)
        kinds: tuple[Kind, ...] = ("place", "requisition")
        for kind in kinds:
            titles = self._titles.get((kind, one.requisition_id), {})
            if len(titles) <= _TITLES:
                for title, same in titles.items():
                    if alike(title, words):
                        return _verdict(same, kind)
        return None


def _index(known: Sequence[Opening], now: dt.datetime) -> _Index:
    """The known listings: the oldest open one first, then the last that left."""
    index = _Index()
    for one in sorted((one for one in known if one.open), key=_age):
        index.add(one, _OPEN, text=now - one.first_seen <= AT_ONCE)
    left = [one for one in known if not one.open and one.left_at and now - one.left_at <= REPOST_WITHIN]
    for one in sorted(left, key=lambda one: (one.left_at or now, *_age(one)), reverse=True):
        index.add(one, _LEFT)
    return index


def _groups(new: Sequence[Opening]) -> list[list[Opening]]:
    """The new listings, those together that share a key, directly or through others."""
    parent = list(range(len(new)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    first: dict[_Key, int] = {}
    for at, one in enumerate(new):
        for key in _keys(one):
            low, high = sorted((root(first.setdefault(key, at)), root(at)))
            parent[high] = low
    groups: dict[int, list[Opening]] = {}
    for at, one in enumerate(new):
        groups.setdefault(root(at), []).append(one)
    return list(groups.values())


def _settle(group: Sequence[Opening], verdicts: dict[str, Verdict], beside: _Index) -> None:
    """Let those of a group that no known listing claims join one that is claimed, or else the oldest of them.

    `beside` holds the new listings that are claimed or the first of their vacancy, and is added to.
    """
    claimed = [one for one in group if one.external_id in verdicts]
    leader = min(claimed, key=lambda one: _strength(one, verdicts)) if claimed else group[0]
    if not claimed:
        verdicts[leader.external_id] = beside.find_alike(leader) or _verdict(None, "fresh")
        beside.add(leader, _OPEN)
    uses = Counter(key for one in group for key in _keys(one))
    for one in group:
        if one.external_id not in verdicts:
            kind = next(_OPEN[key[0]] for key in _keys(one) if uses[key] > 1)
            verdicts[one.external_id] = beside.find(one) or _verdict(leader.external_id, kind)
