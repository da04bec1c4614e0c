"""How each database finds text: one file each, with the same names in it."""

from __future__ import annotations

from types import ModuleType

from jobtracker.dialects import mariadb, postgresql, sqlite

_INDEXES = {"sqlite": sqlite, "postgresql": postgresql, "mysql": mariadb, "mariadb": mariadb}


def index_of(dialect: str) -> ModuleType:
    """The file of this dialect."""
    return _INDEXES[dialect]
