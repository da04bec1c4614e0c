"""How a made-up board changes: openings appear, leave, come back, and are posted twice, at the rates of real boards.

Measured on 993 Greenhouse boards over ten months: 1.67 % of what is open is new each day and 1.66 % leaves; of what
appears 12 % was there before under the same id, 14 % is the twin of an open one, 7 % a re-post of one that left, and
7 % a requisition that is open in another place.

A day of a board follows from the seed, the company and the board as it was at midnight, and from nothing else: nothing
need be kept, and the same time shows the same board.
"""

from __future__ import annotations

import math
import random
from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

DAY = 86_400
CHURN = 0.0167
"""Of what is open, so much leaves in a day, and so much appears."""
BACK = 0.12
"""Of what leaves, so much comes back under its id."""
BACK_AFTER, BACK_WITHIN = 6 * 3600, 5 * DAY
"""Seconds: it stays away for the first at least, and for the second more on the average."""
WEEKDAY, WEEKEND = 1.3, 0.25
"""How much changes on such a day, beside the average."""
OFFICE_HOURS, IN_OFFICE_HOURS = (8, 18), 0.85
"""UTC; and how much of a day's changes they hold."""
REMEMBERED = 60 * DAY
"""Seconds for which an opening that left may be posted again."""
AGE = 60 * DAY
"""Seconds that an opening of the first day is old, on the average."""


class Kind(IntEnum):
    """What an opening is to the ones before it."""

    FRESH = 0
    TWIN = 1
    """Has title, place and text of one that is open."""
    REPOST = 2
    """Has title, place and text of one that left."""
    ELSEWHERE = 3
    """Has title, text and requisition of one that is open, in another place."""


SHARES = {Kind.TWIN: 0.14, Kind.REPOST: 0.07, Kind.ELSEWHERE: 0.07}
"""Of all that appears on a board, the returning ones included."""


class _Event(NamedTuple):
    at: int
    """Seconds from the start of the world."""
    luck: float
    """Decides what the event leaves open."""
    number: int
    """Of the opening; 0: a new one."""
    opens: bool
    published: int = 0


@dataclass(slots=True)
class Churn:
    """One board in its course; `go_to` a time, then read. Times are seconds from the world's start, a midnight."""

    key: str
    """What its days follow from, beside their numbers: seed and company."""
    size: int
    """Openings on the average."""
    first_weekday: int = 0
    """Of the world's first day; Monday is 0."""
    open: dict[int, int] = field(default_factory=dict)
    """Number -> when it was published; the oldest first."""
    copies: dict[int, tuple[Kind, int]] = field(default_factory=dict)
    """Those that are not fresh, with the number they are a copy of."""
    version: int = 0
    """So many changes lie behind it; the same version is the same board."""
    _at: int = -1
    _day: int = -1
    _events: list[_Event] = field(default_factory=list)
    _returning: list[_Event] = field(default_factory=list)
    _gone: deque[tuple[int, int]] = field(default_factory=deque)
    """When one left, and its number."""
    _last: int = 0

    def go_to(self, at: int) -> None:
        """Let time pass; or begin anew, if it lies behind."""
        if at < self._at or self._day < 0:
            self._begin()
        self._at = max(at, 0)
        while True:
            while self._events and self._events[0].at <= self._at:
                self._apply(self._events.pop(0))
            if self._at // DAY <= self._day:
                return
            self._day += 1
            self._events = self._day_of(self._day)

    def _begin(self) -> None:
        for kept in (self.open, self.copies, self._events, self._returning, self._gone):
            kept.clear()
        self.version, self._last, self._day = 0, 0, -1
        chance = random.Random(f"{self.key} -")
        ages = sorted(-round(chance.expovariate(1 / AGE)) for _ in range(self.size))
        for at in ages:
            self._apply(_Event(at, chance.random(), 0, opens=True, published=at))

    def _day_of(self, day: int) -> list[_Event]:
        chance = random.Random(f"{self.key} {day}")
        rate = CHURN * (WEEKEND if (self.first_weekday + day) % 7 > 4 else WEEKDAY)
        midnight, luck = day * DAY, chance.random
        events = [_Event(midnight + _moment(chance), luck(), n, opens=False) for n in self.open if luck() < rate]
        for _ in range(_poisson(chance, self.size * rate * (1 - BACK))):
            at = midnight + _moment(chance)
            events.append(_Event(at, luck(), 0, opens=True, published=at))
        events += [event for event in self._returning if event.at < midnight + DAY]
        self._returning = [event for event in self._returning if event.at >= midnight + DAY]
        return sorted(events)

    def _apply(self, event: _Event) -> None:
        self.version += 1
        if not event.opens:
            self._close(event)
        elif event.number:
            self.open[event.number] = event.published
        else:
            self._last += 1
            self._copy(self._last, event)
            self.open[self._last] = event.published

    def _close(self, event: _Event) -> None:
        published = self.open.pop(event.number)
        if event.luck >= BACK:
            self._gone.append((event.at, event.number))
            return
        away = BACK_AFTER - BACK_WITHIN * math.log(1 - event.luck / BACK)
        back = _Event(event.at + round(away), 0.0, event.number, opens=True, published=published)
        if back.at < (self._day + 1) * DAY:
            insort(self._events, back)
        else:
            self._returning.append(back)

    def _copy(self, number: int, event: _Event) -> None:
        """Decide whether a new opening is a copy, and of which."""
        while self._gone and self._gone[0][0] < event.at - REMEMBERED:
            self._gone.popleft()
        luck = event.luck * (1 - BACK)
        for kind, share in SHARES.items():
            if luck < share:
                among = [gone for _, gone in self._gone] if kind is Kind.REPOST else list(self.open)
                if among:
                    self.copies[number] = kind, among[int(luck / share * len(among))]
                return
            luck -= share


def _moment(chance: random.Random) -> int:
    """A second of a day, of its office hours mostly."""
    first, last = OFFICE_HOURS if chance.random() < IN_OFFICE_HOURS else (0, 24)
    return int(3600 * chance.uniform(first, last)) % DAY


def _poisson(chance: random.Random, mean: float) -> int:
    left, count = math.exp(-mean), 0
    while (left := left / (chance.random() or 1.0)) < 1:
        count += 1
    return count
