"""SQLite and MariaDB keep a listing's tokens as a line of text in a table of their own, `listing_tokens`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any as Anything

from sqlalchemy import Column, Connection, MetaData, Table, Text, and_, bindparam, delete, insert, or_, select
from sqlalchemy.sql import FromClause

from jobtracker.dialects.conditions import Condition
from jobtracker.models import Base
from jobtracker.models.search import POSITION

search_table: Table = Base.metadata.tables["listing_search"]
_INSERT = insert(search_table)
_IDS: Anything = bindparam("ids", expanding=True)
_DELETE = delete(search_table).where(search_table.c.listing_id.in_(_IDS))


class Lines:
    """The table of tokens. Its key is called rowid on SQLite, where FTS5 gives no choice."""

    def __init__(self, key: str) -> None:
        self.table = Table("listing_tokens", MetaData(), Column(key, POSITION, key="position"), Column("tokens", Text))
        self._insert = insert(self.table)
        positions = select(search_table.c.position).where(search_table.c.listing_id.in_(_IDS))
        self._delete = delete(self.table).where(self.table.c.position.in_(positions))

    def add(self, connection: Connection, rows: Sequence[Mapping[str, Anything]], also: str = "") -> None:
        """Write rows of listing_search and the `tokens` of each, with the token `also` that all have."""
        connection.execute(_INSERT, [{k: v for k, v in row.items() if k != "tokens"} for row in rows])
        lines = [{"position": row["position"], "tokens": f" {row['tokens'].strip()} {also}"} for row in rows]
        connection.execute(self._insert, lines)

    def remove(self, connection: Connection, listing_ids: Sequence[int]) -> None:
        """Take listings out."""
        connection.execute(self._delete, {"ids": listing_ids})
        connection.execute(_DELETE, {"ids": listing_ids})

    def with_tokens(self, search: FromClause) -> FromClause:
        """listing_search, joined with what `Conditions.row` reads."""
        return search.join(self.table, self.table.c.position == search_table.c.position)

    @staticmethod
    def in_index(states: Sequence[Condition], index: Condition) -> Condition:
        """Both."""
        return and_(or_(*states), index)
