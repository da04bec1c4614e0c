"""What a query is once it is read, and which documents it fits. The parser is in `query_parser`.

A node is plain data. Made by `all_of`, `any_of` and `negated` it has one form, whatever order its words were typed in:
equal queries are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from jobtracker.document import Document

Part = Literal["words", "title_words", "company_words", "location_words"]
"""What a phrase is looked for in: a field of Document, and a column of listing_words."""


@dataclass(slots=True, frozen=True)
class Word:
    """Fits a document that holds one of the tokens, or one that begins with one if `prefix`."""

    tokens: tuple[str, ...]
    prefix: bool = False


@dataclass(slots=True, frozen=True)
class Phrase:
    """Words side by side. Fits a document that fits each Word of `all` and whose `part` holds `words`."""

    part: Part
    words: str
    """As in `part`, single spaces between them and none around."""
    open_end: bool
    """The last one may go on: it is the beginning of a word."""
    all: tuple[Word, ...]
    """What an index can look for."""

    @property
    def pattern(self) -> str:
        """What `part` has to hold, character for character."""
        return f" {self.words}" if self.open_end else f" {self.words} "


@dataclass(slots=True, frozen=True)
class All:
    """Fits what each of two nodes or more fits; none of them is an All."""

    nodes: tuple[Node, ...]


@dataclass(slots=True, frozen=True)
class Any:
    """Fits what one of two nodes or more fits; none of them is an Any, and at most one a Not."""

    nodes: tuple[Node, ...]


@dataclass(slots=True, frozen=True)
class Not:
    """Fits what a Word, a Phrase or an All does not fit."""

    node: Word | Phrase | All


Node: TypeAlias = Word | Phrase | All | Any | Not

_TITLE: Final[dict[str, Part]] = {"words": "title_words", "title_words": "title_words"}


def all_of(nodes: Iterable[Node]) -> Node:
    """What all of one node or more fit."""
    flat = _ordered(part for node in nodes for part in (node.nodes if isinstance(node, All) else (node,)))
    return flat[0] if len(flat) == 1 else All(flat)


def any_of(nodes: Iterable[Node]) -> Node:
    """What at least one of one node or more fits."""
    flat = _ordered(part for node in nodes for part in (node.nodes if isinstance(node, Any) else (node,)))
    unwanted = [node.node for node in flat if isinstance(node, Not)]
    if len(unwanted) > 1:
        flat = _ordered([*(node for node in flat if not isinstance(node, Not)), negated(all_of(unwanted))])
    return flat[0] if len(flat) == 1 else Any(flat)


def negated(node: Node) -> Node:
    """What the node does not fit."""
    if isinstance(node, Not):
        return node.node
    return all_of(map(negated, node.nodes)) if isinstance(node, Any) else Not(node)


def _ordered(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(sorted(dict.fromkeys(nodes), key=repr))


def fits(node: Node, document: Document) -> bool:
    """Whether a document is one that the query asks for."""
    return _fits(node, document, _held(document.tokens))


def tokens_of(document: Document) -> frozenset[str]:
    """What a document holds, for whoever goes on with `fits`."""
    return _held(document.tokens).tokens


class _Held(NamedTuple):
    """The tokens of a document, as words and as prefixes are looked for."""

    tokens: frozenset[str]
    line: str


@lru_cache(maxsize=16)
def _held(tokens: str) -> _Held:
    """Kept for a few documents, each of which is asked for many queries in a row."""
    return _Held(frozenset(tokens.split()), f" {tokens}")


def _fits(node: Node, document: Document, held: _Held) -> bool:
    if isinstance(node, Word):
        if node.prefix:
            return any(f" {token}" in held.line for token in node.tokens)
        return not held.tokens.isdisjoint(node.tokens)
    if isinstance(node, Phrase):
        words: str = getattr(document, node.part)
        return all(_fits(word, document, held) for word in node.all) and node.pattern in words
    if isinstance(node, Not):
        return not _fits(node.node, document, held)
    return (all if isinstance(node, All) else any)(_fits(each, document, held) for each in node.nodes)


def positive_words(node: Node) -> Iterator[Word]:
    """The words that a query asks for, those of its phrases among them; not those that it excludes."""
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Phrase):
        yield from node.all
    elif not isinstance(node, Not):
        for each in node.nodes:
            yield from positive_words(each)


def in_title(node: Node) -> Node | None:
    """What asks for the same in the title, for sorting by relevance.

    What is excluded, or asked for in company or location, is left out; None if nothing remains.
    """
    if isinstance(node, Word):
        return _word_in_title(node)
    if isinstance(node, Phrase):
        part = _TITLE.get(node.part)
        return part and Phrase(part, node.words, node.open_end, tuple(filter(None, map(_word_in_title, node.all))))
    if isinstance(node, Not):
        return None
    rest = [found for each in node.nodes if (found := in_title(each))]
    if not rest:
        return None
    return all_of(rest) if isinstance(node, All) else any_of(rest)


def _word_in_title(word: Word) -> Word | None:
    """Tokens of a title are those of anywhere behind a "t"."""
    kinds = {token[0] for token in word.tokens}
    if kinds == {"t"}:
        return word
    return Word(tuple(f"t{token}" for token in word.tokens), word.prefix) if kinds <= {"w", "s"} else None
