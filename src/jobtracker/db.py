"""The database: units of work that are retried when it is locked or away, and its schema."""

from __future__ import annotations

import atexit
import logging
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import orjson
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.orm import Session

from jobtracker import dialects
from jobtracker.errors import JobTrackerError

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

DRIVERS = {"postgresql": "postgresql+psycopg2", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}
"""A URL that names no driver means the one that is installed."""
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
TRIES = 6
FIRST_PAUSE = 0.1
"""Seconds before the second try; each further pause is twice as long, give or take a half."""


class DatabaseAway(JobTrackerError):
    """The database stayed locked or away through all tries. Nothing was written."""


class DatabaseFailed(JobTrackerError):
    """The database refused a statement: it is damaged, full, not ours, or took too long. Nothing was written."""


class Database:
    """One database, by its SQLAlchemy URL. Safe to use from several threads.

    With `patience` (seconds) a server ends a statement that takes longer, which is DatabaseFailed.
    """

    def __init__(self, url: str, *, patience: int | None = None) -> None:
        try:
            parsed = make_url(url)
            parsed = parsed.set(drivername=DRIVERS.get(parsed.drivername, parsed.drivername))
            if parsed.get_backend_name() == "sqlite" and parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = create_engine(
                parsed,
                json_serializer=lambda value: orjson.dumps(value).decode(),
                json_deserializer=orjson.loads,
                **dialects.connect_args(parsed.get_backend_name(), patience),
            )
        except (ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
            raise JobTrackerError(f"JOBTRACKER_DATABASE_URL: no database can be opened there: {error}") from error
        dialects.prepare_engine(self.engine)
        self.dialect = self.engine.dialect.name
        self.name = parsed.render_as_string(hide_password=True)

    def write(self, unit: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a unit of work in one transaction that commits, and again if the database was locked or away.

        A unit must therefore notice if an earlier try of its own was committed after all.
        """
        return self._retry(True, unit, *args, **kwargs)

    def read(self, unit: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a unit of work that only reads."""
        return self._retry(False, unit, *args, **kwargs)

    def _retry(self, writes: bool, unit: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        pause = FIRST_PAUSE
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(writes, unit, *args, **kwargs)
            except DBAPIError as error:
                # What broke a constraint was written by another between this unit's look and its write.
                clash = isinstance(error, IntegrityError)
                if not (clash or dialects.is_passing(error)) or (clash and attempt == TRIES):
                    raise DatabaseFailed(f"the database {self.name}: {_line(error)}") from error
                if attempt == TRIES:
                    raise DatabaseAway(f"the database {self.name} is locked or away: {_line(error)}") from error
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause *= 2
        raise AssertionError("unreachable")

    def _once(self, writes: bool, unit: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with (
            self.engine.connect().execution_options(**{dialects.WRITES: writes}) as connection,
            Session(connection) as session,
        ):
            result = unit(session, *args, **kwargs)
            if writes:
                session.commit()
            return result

    def upgrade(self) -> None:
        """Bring the schema up to date; a schema that is so already is left alone."""
        config = _alembic(self.name)
        try:
            with self.engine.connect().execution_options(**{dialects.WRITES: True}) as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
        except (DBAPIError, CommandError) as error:
            raise _away(self.name, error) from error

    def is_current(self) -> bool:
        """True if the schema is the newest."""
        head = ScriptDirectory.from_config(_alembic(self.name)).get_current_head()
        try:
            with self.engine.connect() as connection:
                return MigrationContext.configure(connection).get_current_revision() == head
        except DBAPIError as error:
            raise _away(self.name, error) from error

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_database(url: str, *, patience: int | None = None) -> Database:
    """Open a database for use. SQLite is brought up to date without asking; a server must have been.

    Raises JobTrackerError if a server's schema is missing or old.
    """
    database = Database(url, patience=patience)
    if not database.is_current():
        if database.dialect != "sqlite":
            raise JobTrackerError(f"the schema of {database.name} is missing or old: run `jobtracker db upgrade`")
        database.upgrade()
        _index(database)
    return database


def _index(database: Database) -> None:
    """What an upgrade has left to be indexed is, before anybody looks for it in vain."""
    from jobtracker.indexing import index_due  # it stands on this file

    if done := index_due(database):
        logger.warning("%s: %d listings indexed for search after an upgrade", database.name, done)


def open_if_current(url: str) -> Database | None:
    """Open a database as it is; None if there is none yet, or its schema is not the newest.

    Raises JobTrackerError if it does not answer.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return None
    database = Database(url)
    if database.is_current():
        return database
    database.close()
    return None


def _away(name: str, error: DBAPIError | CommandError) -> JobTrackerError:
    if isinstance(error, DBAPIError) and dialects.is_passing(error):
        return DatabaseAway(f"the database {name} is locked or away: {_line(error)}")
    return DatabaseFailed(f"the database {name}: {_line(error)}")


def _line(error: DBAPIError | CommandError) -> str:
    return " ".join(str(getattr(error, "orig", error)).split())


def _alembic(name: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    return config


@cache
def _migrations() -> Path:
    """The folder of the migrations. Out of a zip (a scrapyd egg) they are unpacked: Alembic reads files only."""
    if MIGRATIONS.is_dir():
        return MIGRATIONS
    folder = tempfile.mkdtemp(prefix="jobtracker-migrations-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _unpack(files("migrations"), Path(folder))
    return Path(folder)


def _unpack(source: Traversable, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for part in source.iterdir():
        if part.is_dir():
            _unpack(part, target / part.name)
        elif part.name.endswith(".py"):
            (target / part.name).write_bytes(part.read_bytes())
