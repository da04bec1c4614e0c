"""The database: locked, away, old, opened by two at once."""

import datetime as dt
import multiprocessing
import os
import signal
import socket
import sqlite3
import threading
import time
from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import make_url, select, text, update

from jobtracker import db, dialects
from jobtracker.company import Company
from jobtracker.db import Database, DatabaseAway, DatabaseFailed, open_database
from jobtracker.errors import JobTrackerError
from jobtracker.models import CompanyRow
from jobtracker.store import companies

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ACME = [Company("acme", "Acme", "lever", {"token": "a"})]


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(db, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(dialects, "_SQLITE_BUSY", 0.001)


def test_a_database_that_stays_locked_is_one_clear_line_and_nothing_written(sqlite_url, impatient):
    database = open_database(sqlite_url)
    other = sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseAway, match=r"^the database sqlite:///.* is locked or away: database is locked$"):
        database.write(companies.sync, ACME, origin="given", now=NOW)
    other.execute("ROLLBACK")
    assert database.read(lambda s: s.scalars(select(CompanyRow.slug)).all()) == []


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb"])
@pytest.mark.timeout(30)
def test_a_server_that_takes_a_connection_and_says_nothing_is_away(dialect, monkeypatch):
    monkeypatch.setattr(db, "TRIES", 1)
    monkeypatch.setattr(dialects, "_CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"{dialect}://somebody@127.0.0.1:{silent.getsockname()[1]}/test", patience=1)
        with pytest.raises(DatabaseAway):
            database.read(lambda session: session.execute(text("SELECT 1")))


def test_a_database_that_is_locked_for_a_while_is_waited_for(sqlite_url, monkeypatch):
    database = open_database(sqlite_url)
    other = sqlite3.connect(make_url(sqlite_url).database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    begun = threading.Event()
    monkeypatch.setattr(dialects, "_SQLITE_BUSY", 0.001)

    def pause(_seconds):
        begun.set()
        if other.in_transaction:
            other.execute("ROLLBACK")

    monkeypatch.setattr(db.time, "sleep", pause)
    database = Database(sqlite_url)
    database.write(companies.sync, ACME, origin="given", now=NOW)
    assert begun.is_set()
    assert database.read(lambda s: s.scalars(select(CompanyRow.slug)).all()) == ["acme"]


def test_a_server_that_is_away_is_one_clear_line_without_its_password(impatient):
    away = Database("postgresql://me:secret@127.0.0.1:1/jobs")
    with pytest.raises(DatabaseAway) as raised:
        away.write(companies.sync, ACME, origin="given", now=NOW)
    assert "secret" not in str(raised.value)
    with pytest.raises(DatabaseAway):
        away.is_current()
    with pytest.raises(DatabaseAway):
        away.upgrade()


def test_connections_that_the_server_ended_meanwhile_are_replaced(postgresql_url, impatient):
    database = Database(postgresql_url)
    database.write(companies.sync, ACME, origin="given", now=NOW)
    other = Database(postgresql_url)
    with other.engine.connect() as connection:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert connection.execute(text(f"SELECT pg_terminate_backend(pid) {others}")).rowcount >= 1
    assert database.read(lambda s: s.scalars(select(CompanyRow.slug)).all()) == ["acme"]
    other.close()
    database.close()


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_sqlite_is_brought_up_to_date_without_asking(empty_url):
    assert open_database(empty_url).is_current()


def test_a_file_that_is_no_database_is_one_line(tmp_path):
    (tmp_path / "x.db").write_text("this is no database at all\n" * 100)
    with pytest.raises(DatabaseFailed, match=r"x\.db: file is not a database$"):
        open_database(f"sqlite:///{tmp_path / 'x.db'}")


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_a_server_whose_schema_is_missing_says_what_to_run(empty_url):
    with pytest.raises(JobTrackerError, match="run `jobtracker db upgrade`"):
        open_database(empty_url)


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_two_may_bring_a_new_sqlite_file_up_to_date_at_once(empty_url):
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as processes:
        list(processes.map(_upgrade, [empty_url] * 3))
    assert Database(empty_url).is_current()


def _upgrade(url):
    Database(url).upgrade()


@pytest.mark.parametrize("url", ["nonsense", "oracle://x/y", "sqlite:////proc/no/such.db"])
def test_a_url_that_leads_nowhere_is_one_line(url):
    with pytest.raises(JobTrackerError) as raised:
        open_database(url)
    assert "\n" not in str(raised.value)


def test_a_unit_that_fails_leaves_nothing(sqlite_url):
    database = open_database(sqlite_url)

    def half(session):
        companies.sync(session, ACME, origin="given", now=NOW)
        raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        database.write(half)
    assert database.read(lambda s: s.scalars(select(CompanyRow.slug)).all()) == []


def test_times_are_utc_with_microseconds_everywhere(database_url):
    database = Database(database_url)
    zone = dt.timezone(dt.timedelta(hours=5))
    time = dt.datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=zone)
    database.write(companies.sync, ACME, origin="given", now=NOW)
    database.write(lambda s: s.execute(update(CompanyRow).values(last_complete_at=time)))
    assert database.read(lambda s: s.scalar(select(CompanyRow.last_complete_at))) == time
    database.close()


def test_a_time_without_zone_is_refused(sqlite_url):
    database = open_database(sqlite_url)
    rows = [Company("acme", "Acme")]
    database.write(companies.sync, rows, origin="registry", now=NOW)
    with pytest.raises(Exception, match="without zone"):
        database.write(companies.sync, [], origin="registry", now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(("kind", "sleep"), [("postgresql", "pg_sleep(9)"), ("mariadb", "sleep(9)")])
def test_a_statement_that_takes_too_long_is_ended(kind, sleep, request):
    database = Database(request.getfixturevalue(f"{kind}_url"), patience=1)
    with pytest.raises(DatabaseFailed, match="time"):
        database.read(lambda session: session.execute(text(f"SELECT {sleep}")).all())
    assert database.read(lambda session: session.scalar(text("SELECT 1"))) == 1


def test_a_server_that_freezes_is_not_waited_for_without_end(postgresql_url, monkeypatch):
    """What serves one connection is stopped: it says nothing, and nobody hangs up."""
    monkeypatch.setattr(dialects, "_CONNECT_SECONDS", 1)
    database = Database(postgresql_url, patience=1)

    def number(session):
        return session.scalar(text("SELECT pg_backend_pid()"))

    frozen = database.read(number)
    os.kill(frozen, signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert database.read(number) != frozen
        assert time.monotonic() - began < 10
    finally:
        os.kill(frozen, signal.SIGCONT)


@pytest.mark.parametrize(("patience", "seconds"), [(None, 30), (30, 5)])
def test_where_somebody_waits_for_an_answer_sqlite_waits_less_for_a_lock(sqlite_url, patience, seconds):
    database = Database(sqlite_url, patience=patience)
    assert database.read(lambda session: session.scalar(text("PRAGMA busy_timeout"))) == 1000 * seconds
