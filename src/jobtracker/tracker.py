"""What a tracker may watch for: a search, and what is muted in it. Plain rules; tracker_terms has the others.

Whatever breaks one is refused with the name of the field and the rule, before anything is kept.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

import orjson

from jobtracker import account
from jobtracker.facet_tokens import company_token
from jobtracker.filter_parameters import PARAMETERS
from jobtracker.filter_values import read_name
from jobtracker.filter_words import say_filters
from jobtracker.filters import FilterError, Filters, Where
from jobtracker.filters_url import read_filters, write_filters
from jobtracker.nearest import did_you_mean
from jobtracker.query import Node, Word, all_of, negated
from jobtracker.query_parser import QueryError, parse
from jobtracker.search import Search

LONGEST_NAME: Final = 120
LONGEST_SEARCH: Final = 8_000
LONGEST_WORD: Final = 60
MOST_MUTED: Final = 50
"""Companies, and words."""
_MOST_PARAMETERS: Final = 500
_OF_THE_PAGE: Final = frozenset({"sort", "fold", "hidden", "cursor", "limit", "count", "facets"})
"""Parameters of a search that say how its results are shown."""


class Refused(account.Refused):
    """A rule says no; of a query also where in it the fault stands."""

    def __init__(self, field: str, rule: str, start: int | None = None, end: int | None = None) -> None:
        super().__init__(field, rule)
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is watched for."""

    search: str
    """In its one spelling."""
    key: str
    """Equal for those that mean the same."""
    words: str
    """As they were typed."""
    query: Node | None
    """The words, without what is muted."""
    filters: Filters
    muted_companies: tuple[str, ...]
    muted_words: tuple[str, ...]

    @property
    def asked(self) -> Search:
        """What it asks of the index."""
        return Search(query=self.query, filters=self.filters)


def subject(search: str, muted_companies: Iterable[str] = (), muted_words: Iterable[str] = ()) -> Subject:
    """Read what is watched for: parameters as the search page has them in its address. Raises Refused."""
    words, filters = _read(search)
    try:
        query = parse(words)
    except QueryError as error:
        raise Refused("search.q", error.message, error.start, error.end) from None
    if query is None and filters == Filters():
        raise Refused("search", "asks for nothing: it needs words, or a filter")
    companies, muted = _companies(muted_companies), _words(muted_words)
    refused = [*map(_of_word, muted), *([Word(tuple(map(company_token, companies)))] if companies else [])]
    parts = [*([query] if query else []), *map(negated, refused)]
    return Subject(
        search=urlencode([*([("q", words)] if words else []), *write_filters(filters)]),
        key=_key(query, filters, companies, refused),
        words=words,
        query=all_of(parts) if parts else None,
        filters=filters,
        muted_companies=companies,
        muted_words=muted,
    )


def _read(search: str) -> tuple[str, Filters]:
    plain(search, "search", LONGEST_SEARCH)
    try:
        pairs = parse_qsl(
            search.removeprefix("?"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError:
        raise Refused("search", "is not what stands behind the ? of a search's address") from None
    known = ("q", *(parameter.name for parameter in PARAMETERS))
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in _OF_THE_PAGE:
            raise Refused(f"search.{name}", "is how results are shown: leave it out")
        if name not in known:
            raise Refused("search", f"{_shown(name)} is no parameter{did_you_mean(name, known)}")
        given.setdefault(name, []).append(plain(value, f"search.{name}", LONGEST_SEARCH))
    words = given.pop("q", [""])
    if len(words) > 1:
        raise Refused("search.q", "may be given once")
    try:
        filters = read_filters(given)
    except FilterError as error:
        raise Refused(f"search.{error.name}", error.message) from None
    if filters.state != "open":
        raise Refused("search.state", "has to be open: nobody is told of what is not")
    return " ".join(words[0].split()), filters


def _shown(name: str) -> str:
    return ascii(name[:40])


def _companies(slugs: Iterable[str]) -> tuple[str, ...]:
    def read(slug: str) -> str:
        try:
            return read_name(slug)
        except ValueError as error:
            raise Refused("muted_companies", f"{_shown(slug)}: {error}") from None

    return _muted("muted_companies", slugs, 120, read)


def _words(words: Iterable[str]) -> tuple[str, ...]:
    def read(word: str) -> str:
        _of_word(word)
        return word

    return _muted("muted_words", words, LONGEST_WORD, read)


def _muted(field: str, values: Iterable[str], longest: int, read: Callable[[str], str]) -> tuple[str, ...]:
    """In order, each once, in whatever case."""
    given = [" ".join(plain(value, field, longest).split()) for value in values]
    if len(given) > MOST_MUTED:
        raise Refused(field, f"may be at most {MOST_MUTED}")
    return tuple(sorted({value.casefold(): read(value) for value in given}.values(), key=str.casefold))


def _of_word(word: str) -> Node:
    """What a muted word means: in any form of it; several are muted side by side."""
    quoted = f'"{word}"' if " " in word else word
    try:
        found = None if word.startswith("-") else parse(quoted)
    except QueryError as error:
        raise Refused("muted_words", f"{_shown(word)}: {error.message}") from None
    if found is None:
        raise Refused("muted_words", f"{_shown(word)}: has to be a word, or words side by side")
    return found


def _key(query: Node | None, filters: Filters, companies: Sequence[str], muted: Sequence[Node]) -> str:
    meaning = [repr(query), write_filters(replace(filters, where=tuple(_unlabelled(filters.where))))]
    return hashlib.sha256(orjson.dumps([*meaning, companies, sorted(map(repr, muted))])).hexdigest()


def _unlabelled(ways: Iterable[Where]) -> Iterator[Where]:
    """Whoever writes Bayern and whoever writes Bavaria mean the same."""
    for way in ways:
        yield replace(way, label="", near=replace(way.near, label="") if way.near else None)


def plain(text: str, field: str, longest: int) -> str:
    """A line of text. Raises Refused for one that is too long, or could begin another."""
    if len(text) > longest:
        raise Refused(field, f"at most {longest:,} characters")
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text):
        raise Refused(field, "may hold no line breaks and no control characters")
    return text


def name_of(name: str, about: Subject) -> str:
    """What it is called: as is said, or else by what it asks for."""
    its = " ".join(plain(name, "name", LONGEST_NAME).split())
    values = [about.words, *say_filters(about.filters)]
    return its or ", ".join(value for value in values if value)[:LONGEST_NAME]
