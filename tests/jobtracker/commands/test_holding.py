"""The commands that look at held losses and decide on them."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from jobtracker.cli import jobtracker
from jobtracker.company import Company
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.store import audit, companies
from tests.jobtracker.store.boards import crawl

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def database(sqlite_url, monkeypatch):
    """Two boards of ten; acme's lost six, and waits."""
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    settings.cache_clear()
    database = Database(sqlite_url)
    rows = [Company("acme", "Acme", "lever", {}), Company("zeta", "Zeta", "lever", {})]
    database.write(companies.sync, rows, origin="given", now=NOW)
    for slug in ("acme", "zeta"):
        crawl(database, "abcdefghij", NOW, slug)
    crawl(database, "abcd", NOW + HOUR)
    yield database
    database.close()


def run(*words):
    return CliRunner().invoke(jobtracker, ["companies", *words], catch_exceptions=False)


def test_held_losses_are_shown(database):
    [line] = run("held").stdout.splitlines()
    assert line.split("\t") == [
        "acme", "6", "10", "2026-01-01 01:00", "big loss", "Title e; Title f; Title g; Title h; Title i",
    ]  # fmt: skip
    [board] = json.loads(run("held", "--json").stdout)
    assert (board["company"], board["lost"], board["open"], len(board["titles"])) == ("acme", 6, 10, 5)


def test_approve_and_undo(database):
    assert run("approve", "--held").stdout == "6 listings of 1 company removed\n"
    assert run("held").stdout == ""
    with pytest.raises(JobTrackerError, match="nothing of theirs is held: nothing done"):
        run("approve", "--all")
    assert run("undo", "acme").stdout == "6 listings of 1 company open again\n"
    with pytest.raises(JobTrackerError, match="no approval of theirs can be taken back: nothing done"):
        run("undo", "--all")
    written = database.read(audit.acts, audit.Sought(), before=None, limit=9)
    assert [(each.act, each.subject) for each in written] == [("held.undo", "acme"), ("held.approve", "acme")]


def test_reject(database):
    assert run("reject", "acme").stdout == "6 listings of 1 company shown again\n"
    assert run("held", "--json").stdout == "[]\n"
