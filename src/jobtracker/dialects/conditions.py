"""A query as SQL conditions, in the parts that the databases share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any as Anything

from sqlalchemy import Table, and_, false, func, not_, or_, true
from sqlalchemy.sql import ColumnElement

from jobtracker.dialects.bounds import has_phrase
from jobtracker.models import Base
from jobtracker.query import All, Any, Node, Not, Phrase, Word

Condition = ColumnElement[bool]
words_table: Table = Base.metadata.tables["listing_words"]


@dataclass(slots=True, frozen=True)
class Conditions:
    """What a query asks of a listing's row, its tokens and words."""

    index: Condition | None
    """What the full-text index can answer: all that fit, and perhaps more. None: it is of no help."""
    check: Condition | None
    """What is left to ask of those that the index found; None: nothing."""
    row: Condition
    """All of it, asked of a row that was found in another way."""
    words: bool
    """`check` and `row` read listing_words."""


def pattern_in(function: str, phrase: Phrase) -> Condition:
    """True where the words stand in this order. `function` is the database's that finds a text in another."""
    found: ColumnElement[int] = getattr(func, function)(words_table.c[phrase.part], phrase.pattern)
    return found > 0


def combine(node: Node, leaf: Callable[[Word], Condition], function: str) -> Condition:
    """The query as SQL says it, with `leaf` for its words."""
    match node:
        case Word():
            return leaf(node)
        case Phrase():
            return and_(*map(leaf, node.all), pattern_in(function, node))
        case All():
            return and_(true(), *(combine(each, leaf, function) for each in node.nodes))
        case Any():
            return or_(false(), *(combine(each, leaf, function) for each in node.nodes))
        case Not():
            return not_(combine(node.node, leaf, function))
    raise TypeError(f"no part of a query: {node!r}")


def left_to_check(node: Node, leaf: Callable[[Word], Condition], function: str) -> Condition:
    """What an index of tokens has not answered, if it answered what it can: of phrases, only the order."""
    if isinstance(node, Phrase):
        return pattern_in(function, node)
    if isinstance(node, All):
        return and_(*(left_to_check(each, leaf, function) for each in node.nodes if has_phrase(each)))
    return combine(node, leaf, function)


def on_line(tokens: ColumnElement[str]) -> Callable[[Word], Condition]:
    """Words looked for in a line of tokens that has a space at both ends, for databases without a better way."""

    def leaf(word: Word) -> Condition:
        ends = "" if word.prefix else " "
        found: list[Anything] = [func.instr(tokens, f" {token}{ends}") for token in word.tokens]
        return or_(false(), *(each > 0 for each in found))

    return leaf
