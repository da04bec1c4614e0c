"""SQLite: FTS5, whose row ids are the listings' positions, so that it gives results in the order people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any as Anything
from typing import Final

from sqlalchemy import Connection, Engine, false, text

from jobtracker.dialects.bounds import has_phrase, upper
from jobtracker.dialects.conditions import Condition, Conditions, combine, left_to_check, on_line
from jobtracker.dialects.lines import Lines
from jobtracker.query import All, Any, Node, Not, Word

STREAMS = True
"""Its index gives results in their order, one by one."""
EVERY: Final = "x_every"
"""A token that all listings have: FTS5 knows "this but not that", and no mere "not that"."""

_lines = Lines("rowid")
table = _lines.table
remove = _lines.remove
with_tokens = with_index = _lines.with_tokens
in_index = _lines.in_index
_leaf = on_line(table.c.tokens)
_row = partial(combine, leaf=_leaf, function="instr")


def add(connection: Connection, rows: Sequence[Mapping[str, Anything]]) -> None:
    """Write rows of listing_search, each with its `tokens`."""
    _lines.add(connection, rows, also=f"{EVERY} ")


def conditions(node: Node) -> Conditions:
    """What the query asks."""
    bound = upper(node)
    if bound is False:
        return Conditions(false(), None, false(), words=False)
    query = EVERY if bound is True else _query(bound)
    index: Anything = text("listing_tokens MATCH :query").bindparams(query=query)
    check: Condition | None = left_to_check(node, _leaf, "instr") if has_phrase(node) else None
    return Conditions(index, check, _row(node), words=check is not None)


def _query(node: Node) -> str:
    match node:
        case Word():
            return "(" + " OR ".join(f"{token}*" if node.prefix else token for token in node.tokens) + ")"
        case All():
            wanted = [_query(each) for each in node.nodes if not isinstance(each, Not)] or [EVERY]
            refused = [_query(each.node) for each in node.nodes if isinstance(each, Not)]
            found = "(" + " AND ".join(wanted) + ")"
            return f"({found} NOT ({' OR '.join(refused)}))" if refused else found
        case Any():
            return "(" + " OR ".join(map(_query, node.nodes)) + ")"
        case Not():
            return f"({EVERY} NOT {_query(node.node)})"
    raise TypeError(f"no part of an FTS5 query: {node!r}")


def by_index(connection: Connection) -> None:
    """Nothing: it has one way."""


def by_order(connection: Connection) -> None:
    """Nothing: it has one way."""


def tune(engine: Engine) -> str:
    """Nothing: there is nothing to be set."""
    return ""
