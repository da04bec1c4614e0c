"""The only file that knows one database from another: how a transaction begins, and how full text is indexed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, bindparam, event, func, text
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeDecorator

from jobtracker.models.base import ID
from jobtracker.query import Word

WRITES = "jobtracker_writes"
"""Execution option of a connection whose transaction will write."""

_SQLITE_BUSY_MS = 30_000
_PASSING = (
    "connect",
    "could not serialize",
    "deadlock",
    "lock wait timeout",
    "locked",
    "shutting down",
    "starting up",
    "terminating",
    "too many clients",
)


def connect_args(dialect: str) -> dict[str, Any]:
    """Arguments for create_engine.

    No connection is tried before its use: a unit of work whose connection is gone is tried again anyway (db.Database),
    and the question would be a fourth of what a quiet run says to its database.
    """
    if dialect == "sqlite":
        return {"connect_args": {"timeout": _SQLITE_BUSY_MS / 1000, "check_same_thread": False}}
    if dialect in {"mysql", "mariadb"}:
        return {"isolation_level": "READ COMMITTED", "connect_args": {"charset": "utf8mb4"}}
    return {}


def prepare_engine(engine: Engine) -> None:
    """Make SQLite safe for several processes: WAL, and a write lock from the first statement on.

    A transaction that reads and then writes cannot wait on SQLite: it fails at once if another wrote between.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # pysqlite's own BEGIN comes too late
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_passing(error: Exception) -> bool:
    """True if a database error is worth another try: it was locked, busy or away."""
    if getattr(error, "connection_invalidated", False):
        return True
    return any(words in str(getattr(error, "orig", error)).lower() for words in _PASSING)


class _Vector(TypeDecorator[str]):
    """A line of tokens as PostgreSQL keeps it."""

    impl = Text
    cache_ok = True

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        return func.array_to_tsvector(func.string_to_array(bindvalue, " "))


def search_table(dialect: str) -> Table:
    """The full-text index: one row a listing. The key is called rowid on SQLite, where FTS5 gives no choice."""
    return _SEARCH["sqlite" if dialect == "sqlite" else "postgresql" if dialect == "postgresql" else "mariadb"]


_SEARCH = {
    name: Table(
        "listing_search",
        MetaData(),
        Column("rowid" if name == "sqlite" else "listing_id", ID, key="listing_id", primary_key=True),
        Column("tokens", _Vector() if name == "postgresql" else Text()),
    )
    for name in ("sqlite", "postgresql", "mariadb")
}

_CREATE_SEARCH = {
    "sqlite": [
        (
            "CREATE VIRTUAL TABLE listing_search USING fts5("
            "tokens, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\", detail=none)"
        )
    ],
    "postgresql": [
        "CREATE TABLE listing_search (listing_id bigint PRIMARY KEY REFERENCES listing, tokens tsvector NOT NULL)",
        "CREATE INDEX ix_listing_search_tokens ON listing_search USING gin (tokens)",
    ],
    "mariadb": [
        (
            "CREATE TABLE listing_search (listing_id bigint PRIMARY KEY, tokens mediumtext NOT NULL, "
            "FULLTEXT (tokens), FOREIGN KEY (listing_id) REFERENCES listing (id)) "
            "CHARSET=utf8mb4 COLLATE=utf8mb4_bin ENGINE=InnoDB"
        )
    ],
}


def create_search(connection: Connection) -> None:
    """Create the full-text index (from a migration)."""
    name = connection.dialect.name
    for statement in _CREATE_SEARCH["mariadb" if name == "mysql" else name]:
        connection.execute(text(statement))


def matches(dialect: str, words: Sequence[Word]) -> ColumnElement[bool]:
    """SQL that is true for a row of the index that holds each of the words, in one of its forms."""
    if dialect == "postgresql":
        query = " & ".join("(" + " | ".join(f"{t}:*" if w.prefix else t for t in w.tokens) + ")" for w in words)
        return text("listing_search.tokens @@ CAST(:query AS tsquery)").bindparams(
            bindparam("query", query, unique=True)
        )  # type: ignore[return-value]
    if dialect == "sqlite":
        query = " AND ".join("(" + " OR ".join(f"{t}*" if w.prefix else t for t in w.tokens) + ")" for w in words)
        return text("listing_search MATCH :query").bindparams(bindparam("query", query, unique=True))  # type: ignore[return-value]
    query = " ".join("+(" + " ".join(f"{t}*" if w.prefix else t for t in w.tokens) + ")" for w in words)
    return text("MATCH (listing_search.tokens) AGAINST (:query IN BOOLEAN MODE)").bindparams(
        bindparam("query", query, unique=True)
    )  # type: ignore[return-value]
