"""PostgreSQL: tokens are a tsvector in the listing's row, with a GIN index, what is open apart from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any as Anything

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ColumnElement, FromClause, literal_column
from sqlalchemy.types import TypeDecorator

from jobtracker.dialects.bounds import has_phrase, is_broad, upper
from jobtracker.dialects.conditions import Condition, Conditions, combine, left_to_check
from jobtracker.models import Base
from jobtracker.query import All, Any, Node, Not, Word

STREAMS = False
"""Its index gives results in no order."""


class _Vector(TypeDecorator[str]):
    """A line of tokens as PostgreSQL keeps it."""

    impl = Text
    cache_ok = True

    def bind_expression(self, bindvalue: Anything) -> ColumnElement[Anything]:
        return func.array_to_tsvector(func.string_to_array(bindvalue, " "))


search_table: Table = Base.metadata.tables["listing_search"]
_rows = search_table.to_metadata(MetaData())
_rows.append_column(Column("tokens", _Vector(), nullable=False))
_INSERT = insert(_rows)
_DELETE = delete(search_table).where(search_table.c.listing_id.in_(bindparam("ids", expanding=True)))
_TOKENS: ColumnElement[str] = literal_column("listing_search.tokens")


def add(connection: Connection, rows: Sequence[Mapping[str, Anything]]) -> None:
    """Write rows of listing_search, each with its `tokens`."""
    connection.execute(_INSERT, [{**row, "tokens": row["tokens"].strip()} for row in rows])


def remove(connection: Connection, listing_ids: Sequence[int]) -> None:
    """Take listings out."""
    connection.execute(_DELETE, {"ids": listing_ids})


def with_tokens(search: FromClause) -> FromClause:
    """listing_search, joined with what `Conditions.row` reads."""
    return search


def with_index(search: FromClause) -> FromClause:
    """listing_search, joined with what `Conditions.index` and `check` read."""
    return search


def in_index(states: Sequence[Condition], index: Condition) -> Condition:
    """Both, said so that it may use the index of what is open, or of the rest, or the two of them."""
    return or_(*(and_(state, index) for state in states))


def conditions(node: Node) -> Conditions:
    """What the query asks."""
    phrases = has_phrase(node)
    bound = upper(node)
    if bound is False:
        return Conditions(false(), None, false(), words=False)
    row = _sql(node)
    if bound is True or is_broad(bound):
        return Conditions(None, None, row, words=phrases)
    return Conditions(_indexed(bound), left_to_check(node, _fits, "strpos") if phrases else None, row, words=phrases)


def _sql(node: Node) -> Condition:
    """Words in one question to the tsvector as far as possible: each question unpacks it anew.

    Asked by the function's name, which is no operator of an index: who has a thousand rows before him needs none, and
    the planner would read all there is of a common word to be spared the look at them.
    """
    if not has_phrase(node):
        return _fits(node)
    if isinstance(node, All):
        plain = tuple(each for each in node.nodes if not has_phrase(each))
        rest = [_sql(each) for each in node.nodes if has_phrase(each)]
        return and_(*([_fits(All(plain))] if plain else []), *rest)
    return combine(node, _fits, "strpos")


def _fits(node: Node) -> Condition:
    bound = upper(node)
    if isinstance(bound, bool):
        return text("true" if bound else "false")  # type: ignore[return-value]  # a text is a condition, too
    found: Condition = func.ts_match_vq(_TOKENS, _tsquery(bound))
    return found


def _indexed(bound: Node) -> Condition:
    return _TOKENS.op("@@", is_comparison=True)(_tsquery(bound))


def _tsquery(bound: Node) -> Anything:
    return text("CAST(:query AS tsquery)").bindparams(bindparam("query", _query(bound), unique=True))


def _query(node: Node) -> str:
    """A tsquery. Tokens are of [0-9a-z_], so that none has to be quoted."""
    match node:
        case Word():
            return "(" + "|".join(f"{token}:*" if node.prefix else token for token in node.tokens) + ")"
        case All():
            return "(" + "&".join(map(_query, node.nodes)) + ")"
        case Any():
            return "(" + "|".join(map(_query, node.nodes)) + ")"
        case Not():
            return "!" + _query(node.node)
    raise TypeError(f"no part of a tsquery: {node!r}")


def by_index(connection: Connection) -> None:
    """Let the next statements of this transaction find rows by the full-text index, not in another order.

    The planner takes a condition on tokens for as cheap as one on a number, and words for independent of each other:
    two common words that never meet would have it read every listing.
    """
    connection.exec_driver_sql(
        "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true), "
        "set_config('jit', 'off', true)"
    )


def by_order(connection: Connection) -> None:
    """Let the next statements choose freely again."""
    connection.exec_driver_sql(
        "SELECT set_config('enable_seqscan', 'on', true), set_config('enable_indexscan', 'on', true), "
        "set_config('jit', 'off', true)"
    )


def tune(engine: Engine) -> str:
    """Tell the planner what a question to a tsvector costs, if the server lets us. Returns what came of it."""
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) COST 100")
    except DBAPIError:
        return "the cost of ts_match_vq stays as it is (only a superuser may set it): searches do without"
    return "the planner knows what full-text conditions cost (ts_match_vq: COST 100)"
