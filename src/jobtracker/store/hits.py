"""The newest listings that fit, or those that pay most: a few of many, never all of them ranked.

Three ways, since none is good for every word. A common word fits some of any thousand listings: they are read in order
(a window) until there are enough. A rare one is asked of the index, and what it finds is sorted. What the index cannot
answer (only exclusions) is read in windows alone; what it answers in part (phrases) is looked at in order. The last two
are bounded: who asks is told where the search stopped, and may go on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, or_, select

from jobtracker.store.asking import Asked, search_table
from jobtracker.store.board import chunks

Key = tuple[float, ...]
"""Of a listing in an order: (position,) or (pay, position)."""

FIRST_WINDOW: Final = 500
WALK: Final = 8_000
"""Rows that are read in order before the index is asked instead."""
SHORT_WALK: Final = 4_000
"""The same, where fewer results will do than were asked for."""
BROAD_WALK: Final = 30_000
"""Rows that are read in order where the index cannot help."""
CHECKED: Final = 5_000
"""Listings that are looked at because the index could not tell."""
FEW: Final = 5_000
"""Listings that the index finds and sorts sooner than rows are read in order."""
_CHUNK: Final = 1_000
_c = search_table.c


@dataclass(slots=True, frozen=True)
class Order:
    """Newest first, or best paid first and then newest."""

    by_pay: bool = False
    position: ColumnElement[Any] = field(default=_c.position, compare=False)

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        """What it goes by."""
        return (_c.pay, self.position) if self.by_pay else (self.position,)

    def key(self, row: Row[Any]) -> Key:
        """Where a listing stands."""
        return (row.pay, row.position) if self.by_pay else (row.position,)

    def below(self, key: Key | None) -> list[ColumnElement[bool]]:
        """What comes after the key."""
        if key is None:
            return []
        if not self.by_pay:
            return [self.position < key[0]]
        return [_c.pay <= key[0], or_(_c.pay < key[0], and_(_c.pay == key[0], self.position < key[1]))]

    def down_to(self, key: Key | None) -> list[ColumnElement[bool]]:
        """What comes before the key, and the key."""
        if key is None:
            return []
        if not self.by_pay:
            return [self.position >= key[0]]
        return [_c.pay >= key[0], or_(_c.pay > key[0], and_(_c.pay == key[0], self.position >= key[1]))]

    @property
    def descending(self) -> list[ColumnElement[Any]]:
        """For ORDER BY."""
        return [column.desc() for column in self.columns]


NEWEST: Final = Order()
COLUMNS: Final = (_c.position, _c.pay, _c.vacancy_id, _c.listing_id)


@dataclass(slots=True)
class Hits:
    """Listings that fit, in order."""

    rows: list[Row[Any]] = field(default_factory=list)
    stopped: Key | None = None
    """Where the search ended; None: there are no more."""

    def first(self, n: int, order: Order) -> Hits:
        """The first n of them."""
        return self if len(self.rows) <= n else Hits(self.rows[:n], order.key(self.rows[n - 1]))


def hits(
    asked: Asked, order: Order, after: Key | None, n: int, columns: Sequence[Any] = COLUMNS, *, enough: int = 0
) -> Hits:
    """The first n listings after a key, or fewer if the search was bounded.

    `enough`: so many of them will do, if a shorter walk finds them.
    """
    if asked.by.STREAMS and asked.index is not None:
        streamed = replace(order, position=asked.by.table.c.position)  # the one order that costs nothing
        query = asked.found_and_checked(*columns).where(*streamed.below(after)).order_by(*streamed.descending)
        return _ended(order, list(asked.session.execute(query.limit(n)).all()), n)
    if asked.is_few and asked.index is not None and not asked.is_checked:
        return _sort(asked, order, after, n, columns)
    found = _walk(asked, order, after, n, columns, enough=enough)
    if found.stopped is None or len(found.rows) >= (enough or n) or asked.index is None:
        return found
    by_index = look_through if asked.is_checked else _sort
    rest = by_index(asked, order, found.stopped, n - len(found.rows), columns)
    return Hits(found.rows + rest.rows, rest.stopped)


def _ended(order: Order, rows: list[Row[Any]], n: int) -> Hits:
    return Hits(rows, order.key(rows[-1]) if len(rows) >= n else None)


def _walk(asked: Asked, order: Order, after: Key | None, n: int, columns: Sequence[Any], *, enough: int) -> Hits:
    """Read window after window, as long as they promise more than the index does."""
    rows: list[Row[Any]] = []
    walked, window = 0, FIRST_WINDOW
    longest = BROAD_WALK if asked.index is None else SHORT_WALK if enough else WALK
    while True:
        floor = last_of_window(asked, order, after, window)
        query = asked.rows(*columns).where(*order.below(after), *order.down_to(floor))
        rows += asked.session.execute(query.order_by(*order.descending).limit(n - len(rows))).all()
        walked += window
        if len(rows) >= n:
            return Hits(rows, order.key(rows[-1]))
        if floor is None:
            return Hits(rows, None)
        after = floor
        per_hit = 1.3 * walked / max(len(rows), 1)
        needed, wanted = (int((number - len(rows)) * per_hit) + 100 for number in (enough or n, n))
        if walked >= longest or (walked + needed > longest and asked.index is not None):
            return Hits(rows, floor)
        window = max(min(wanted, longest - walked), FIRST_WINDOW)


def last_of_window(asked: Asked, order: Order, after: Key | None, window: int) -> Key | None:
    """The key of the last listing of a window; None: there are fewer."""
    query = select(*order.columns).where(asked.state, *order.below(after)).order_by(*order.descending)
    last = asked.session.execute(query.offset(window - 1).limit(1)).first()
    return tuple(last) if last else None


def _sort(asked: Asked, order: Order, after: Key | None, n: int, columns: Sequence[Any]) -> Hits:
    query = asked.found(*columns).where(*order.below(after)).order_by(*order.descending).limit(n)
    with asked.by_index():
        return _ended(order, list(asked.session.execute(query).all()), n)


def look_through(asked: Asked, order: Order, after: Key | None, n: int, columns: Sequence[Any]) -> Hits:
    """Look at what the index finds, in order: at 5,000 of them at most."""
    query = asked.found(*COLUMNS).where(*order.below(after)).order_by(*order.descending).limit(CHECKED)
    with asked.by_index():
        candidates = list(asked.session.execute(query).all())
    rows: list[Row[Any]] = []
    for some in chunks(candidates, _CHUNK):
        check = asked.checked(*columns).where(_c.position.in_([row.position for row in some]))
        rows += asked.session.execute(check.order_by(*order.descending)).all()
        if len(rows) >= n:
            return _ended(order, rows[:n], n)
    return Hits(rows, order.key(candidates[-1]) if len(candidates) == CHECKED else None)
