"""The best results first, without ranking them all: three phases that a cursor walks through.

First what has all that was asked for in its title, newest first. Then the newest thousand of the others, by how many of
the words are in the title. Then what is left, newest first. So the cost does not grow with the number of hits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from jobtracker.dialects.conditions import words_table
from jobtracker.position import LISTINGS, group_start
from jobtracker.query import Word, in_title, positive_words
from jobtracker.search import Search
from jobtracker.store.asking import Asked
from jobtracker.store.board import chunks
from jobtracker.store.cursors import Cursor
from jobtracker.store.hits import NEWEST, Key, hits
from jobtracker.store.paging import Group, Part, all_of_vacancies, listings_in_order, vacancies_in_order

RANKED: Final = 1_000
"""Hits that are ranked."""


@dataclass(slots=True)
class Best:
    """A page, and where to go on."""

    groups: list[Group]
    next: Cursor | None


def by_relevance(asked: Asked, search: Search, cursor: Cursor | None, limit: int) -> Best:
    """The best results after a cursor."""
    query = search.query
    title = in_title(query) if query is not None else None
    if title is None or query is None:
        part = _in_order(asked, search.fold)(cursor.key if cursor and cursor.key else None, limit)
        return Best(part.groups, Cursor("order", part.after) if part.after else None)
    found = Best([], cursor or Cursor("title"))
    first, others = asked.narrowed(title, fits=True), asked.narrowed(title, fits=False)
    keep = partial(_without, first) if search.fold else None
    while found.next and len(found.groups) < limit:
        at, room = found.next, limit - len(found.groups)
        if at.phase == "title":
            part = _in_order(first, search.fold)(at.key or None, room)
            part.groups = _whole(asked, part.groups) if search.fold else part.groups
            found.next = Cursor("title", part.after) if part.after else Cursor("ranked")
        elif at.phase == "ranked":
            part, found.next = _ranked(others, list(positive_words(query)), at.key, room, keep=keep, fold=search.fold)
        else:
            part = _in_order(others, search.fold, keep)(at.key or None, room)
            found.next = Cursor("rest", part.after) if part.after else None
        found.groups += part.groups
        if part.after and len(found.groups) < limit:
            break  # it was bounded
    return found


def _in_order(
    asked: Asked, fold: bool, keep: Callable[[Sequence[int]], set[int]] | None = None
) -> Callable[[Key | None, int], Part]:
    if fold:
        return lambda after, limit: vacancies_in_order(asked, NEWEST, after, limit, keep=keep)
    return lambda after, limit: listings_in_order(asked, NEWEST, after, limit)


def _whole(asked: Asked, groups: Sequence[Group]) -> list[Group]:
    """With those listings, too, that have it elsewhere than in their titles."""
    fitting = all_of_vacancies(asked, [vacancy_id for vacancy_id, _ in groups])
    return [(vacancy_id, [row.listing_id for row in fitting.get(vacancy_id, [])] or ids) for vacancy_id, ids in groups]


def _without(first: Asked, vacancy_ids: Sequence[int]) -> set[int]:
    """Those vacancies of which no listing has it all in its title: the others were shown before."""
    return set(vacancy_ids) - all_of_vacancies(first, vacancy_ids).keys()


def _ranked(
    asked: Asked,
    words: Sequence[Word],
    key: Sequence[float],
    limit: int,
    *,
    keep: Callable[[Sequence[int]], set[int]] | None,
    fold: bool,
) -> tuple[Part, Cursor | None]:
    """The newest of the others, by the share of the words in their titles. The key: score, position, end of these."""
    rows, floor = _newest(asked, key, fold)
    left = _best_first(rows, _scores(asked, words, rows), fold)
    if key:
        left = [each for each in left if each[0] < (key[0], key[1])]
    part = Part()
    vacancy_of = {row.listing_id: row.vacancy_id for row in rows}
    for some in chunks(left, 2 * limit):
        fitting = _fitting(asked, [its for _, its in some], keep) if fold else {}
        for rank, its in some:
            group = (its, fitting.get(its, [])) if fold else (vacancy_of[its], [its])
            if group[1]:
                part.groups.append(group)
            if len(part.groups) == limit:
                return part, Cursor("ranked", (*rank, floor or 0))
    return part, Cursor("rest", (floor,)) if floor else None


def _newest(asked: Asked, key: Sequence[float], fold: bool) -> tuple[list[Any], int | None]:
    """Those that are ranked, and the position below which the rest begins; None: there is no rest."""
    window = hits(asked, NEWEST, None, RANKED)
    if key:
        floor = int(key[2]) or None
    elif window.stopped:  # the last vacancy may be cut
        floor = group_start(int(window.stopped[0])) + LISTINGS if fold else int(window.stopped[0])
    else:
        floor = None
    return [row for row in window.rows if floor is None or row.position >= floor], floor


def _best_first(rows: Sequence[Any], scores: Mapping[int, int], fold: bool) -> list[tuple[tuple[int, int], int]]:
    """Vacancies or listings, each with its rank: score and position of its best listing."""
    ranks: dict[int, tuple[int, int]] = {}
    for row in rows:
        its = row.vacancy_id if fold else row.listing_id
        ranks[its] = max(ranks.get(its, (-1, 0)), (scores.get(row.listing_id, 0), row.position))
    return sorted(((rank, its) for its, rank in ranks.items()), reverse=True)


def _fitting(
    asked: Asked, vacancy_ids: Sequence[int], keep: Callable[[Sequence[int]], set[int]] | None
) -> dict[int, list[int]]:
    """The fitting listings of those vacancies that `keep` wants, by row id."""
    kept = keep(vacancy_ids) if keep else vacancy_ids
    found = all_of_vacancies(asked, [id_ for id_ in vacancy_ids if id_ in kept])
    return {vacancy_id: [row.listing_id for row in rows] for vacancy_id, rows in found.items()}


def _scores(asked: Asked, words: Sequence[Word], rows: Sequence[Any]) -> dict[int, int]:
    """How many of the words are in each title."""
    found: dict[int, int] = {}
    titles = select(words_table.c.listing_id, words_table.c.title_tokens)
    for some in chunks([row.listing_id for row in rows], RANKED):
        for listing_id, title in asked.session.execute(titles.where(words_table.c.listing_id.in_(some))):
            found[listing_id] = sum(_is_in(word, title) for word in words)
    return found


def _is_in(word: Word, title: str) -> bool:
    ends = "" if word.prefix else " "
    return any(f" {token if token[0] == 't' else f't{token}'}{ends}" in title for token in word.tokens)
