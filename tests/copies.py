"""Databases with the newest schema, each a copy of one that was upgraded once: an upgrade takes six times as long."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from jobtracker.db import Database
from tests import servers


class SQLite:
    """Copies of a file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "newest.db"
        _upgrade(f"sqlite:///{self._file}")

    @contextmanager
    def new(self, folder: Path) -> Iterator[str]:
        """The URL of a new database in the folder."""
        shutil.copy(self._file, folder / "test.db")
        yield f"sqlite:///{folder / 'test.db'}"


class PostgreSQL:
    """Copies made by the server. Raises Absent."""

    def __init__(self) -> None:
        self._kept = servers.fresh_database("postgresql")
        self._like = self._kept.__enter__()
        _upgrade(self._like)

    @contextmanager
    def new(self) -> Iterator[str]:
        """The URL of a new database."""
        with servers.fresh_database("postgresql", like=str(make_url(self._like).database)) as url:
            yield url

    def close(self) -> None:
        self._kept.__exit__(None, None, None)


class MariaDB:
    """Copies made by the statements that the server tells of its tables. Raises Absent."""

    def __init__(self) -> None:
        self._statements = ["SET foreign_key_checks = 0"]
        with servers.fresh_database("mariadb") as url:
            _upgrade(url)
            engine = create_engine(url)
            with engine.connect() as connection:
                for name in connection.scalars(text("SHOW TABLES")).all():
                    self._statements.append(connection.execute(text(f"SHOW CREATE TABLE `{name}`")).one()[1])
                revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
                self._statements.append(f"INSERT INTO alembic_version VALUES ('{revision}')")
            engine.dispose()

    @contextmanager
    def new(self) -> Iterator[str]:
        """The URL of a new database."""
        with servers.fresh_database("mariadb") as url:
            engine = create_engine(url)
            with engine.connect() as connection:
                for statement in self._statements:
                    connection.exec_driver_sql(statement.replace("%", "%%"))
                connection.commit()
            engine.dispose()
            yield url


def _upgrade(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()
