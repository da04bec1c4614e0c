"""The newest hits, looked for once for all that is told of them: the first page, how many, what they have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jobtracker.store.asking import Asked
from jobtracker.store.facets import COLUMNS, newest
from jobtracker.store.hit_counts import Count, count_hits, count_seen
from jobtracker.store.hits import CHECKED, FEW, NEWEST, Hits, look_through


@dataclass(slots=True, frozen=True)
class Look:
    """What one look told. What was not wanted may be None."""

    asked: Asked
    """The search, with what is known of it by now."""
    hits: Hits | None
    """The newest."""
    count: Count | None


def look(asked: Asked, *, count: bool, facets: bool) -> Look:
    """Look once: what is dear to find is found once, and how many there are says how to find them."""
    if asked.index is not None and not asked.by.STREAMS:
        return _by_index(asked, count, facets)
    found = newest(asked) if facets else None
    if not count:
        return Look(asked, found, None)
    whole = found is not None and found.stopped is None
    return Look(asked, found, count_seen(found) if found and whole else count_hits(asked))


def _by_index(asked: Asked, count: bool, facets: bool) -> Look:
    if count and asked.is_checked:
        looked = look_through(asked, NEWEST, None, CHECKED, COLUMNS)
        return Look(asked, looked, count_seen(looked))
    counted = count_hits(asked) if count else None
    if counted and counted.exact and counted.listings <= FEW and asked.is_indexed:
        asked = replace(asked, is_few=True)
    return Look(asked, newest(asked) if facets else None, counted)
