"""MariaDB: a FULLTEXT index finds what holds one word of each of several groups; the rest is asked of each row.

Its boolean mode has more signs than that, but nested ones, and "-" among them, do not mean what a query means.
"""

from __future__ import annotations

from functools import partial
from typing import Any as Anything

from sqlalchemy import Connection, Engine, false, text

from jobtracker.dialects.bounds import Bound, has_phrase, required, upper
from jobtracker.dialects.conditions import Condition, Conditions, combine, on_line
from jobtracker.dialects.lines import Lines
from jobtracker.query import All, Node, Word

STREAMS = False
"""Its index gives results in no order."""

_lines = Lines("position")
table = _lines.table
add = _lines.add
remove = _lines.remove
with_tokens = with_index = _lines.with_tokens
in_index = _lines.in_index
_row = partial(combine, leaf=on_line(table.c.tokens), function="instr")


def conditions(node: Node) -> Conditions:
    """What the query asks."""
    bound = upper(node)
    if bound is False:
        return Conditions(false(), None, false(), words=False)
    row, words = _row(node), has_phrase(node)
    groups = required(bound)
    if not groups:
        return Conditions(None, None, row, words=words)
    query = " ".join("+(" + " ".join(_token(word) for word in group) + ")" for group in groups)
    index: Anything = text("MATCH (listing_tokens.tokens) AGAINST (:query IN BOOLEAN MODE)").bindparams(query=query)
    check: Condition | None = row if words or not _is_plain(bound) else None
    return Conditions(index, check, row, words=words)


def _token(word: Word) -> str:
    return " ".join(f"{token}*" if word.prefix else token for token in word.tokens)


def _is_plain(bound: Bound) -> bool:
    return isinstance(bound, Word) or (isinstance(bound, All) and all(isinstance(each, Word) for each in bound.nodes))


def by_index(connection: Connection) -> None:
    """Nothing: a condition on the index is always asked first."""


def by_order(connection: Connection) -> None:
    """Nothing: a condition on the index is always asked first."""


def tune(engine: Engine) -> str:
    """Nothing: there is nothing to be set."""
    return ""
