"""The only package that knows one database from another: here, how a transaction begins; `index`, how text is found."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

WRITES = "jobtracker_writes"
"""Execution option of a connection whose transaction will write."""

_SQLITE_BUSY = 30
"""Seconds that a try waits for whoever writes;"""
_SQLITE_BUSY_ASKED = 5
"""where somebody waits for an answer, so that all tries take about as long as a statement may on a server."""
_CONNECT_SECONDS = 5
"""For a server that takes a connection and says nothing: it would be waited for without end."""
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


def connect_args(dialect: str, patience: int | None) -> dict[str, Any]:
    """Arguments for create_engine. A server ends a statement after `patience` seconds.

    SQLite knows no such limit, but waits less for a lock.

    No connection is tried before its use: a unit of work whose connection is gone is tried again anyway (db.Database),
    and the question would be a fourth of what a quiet run says to its database.
    """
    if dialect == "sqlite":
        return {
            "connect_args": {"timeout": _SQLITE_BUSY_ASKED if patience else _SQLITE_BUSY, "check_same_thread": False}
        }
    soon = {"connect_timeout": _CONNECT_SECONDS}
    if dialect in {"mysql", "mariadb"}:
        # PyMySQL waits for a server's first word as for any other
        limit: dict[str, Any] = (
            {
                "init_command": f"SET SESSION max_statement_time = {patience}",
                "read_timeout": patience + _CONNECT_SECONDS,
            }
            if patience
            else {}
        )
        return {"isolation_level": "READ COMMITTED", "connect_args": {"charset": "utf8mb4", **soon, **limit}}
    if not patience:
        return {"connect_args": soon}
    from jobtracker.dialects.patience import patient  # psycopg2 is loaded where it is used

    made = patient(answer=patience + _CONNECT_SECONDS, connect=_CONNECT_SECONDS)
    limits = {"options": f"-c statement_timeout={patience}s", "connection_factory": made}
    return {"connect_args": soon | limits}


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
