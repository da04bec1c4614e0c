"""The commands by which operators look at what is wrong, and act on it."""

import datetime as dt
import getpass
import json
import os
import pty
import subprocess
import sys

import pytest
from click.testing import CliRunner
from redis import Redis

from crawler.commands.companies import companies as group
from jobtracker.cli import jobtracker
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.fleet.hosts import Hosts, host_key
from jobtracker.store import audit
from jobtracker.store.incidents import sweep
from tests.jobtracker.store.failing import HOUR, MINUTE, add, change, column, fail, heal

NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
NAMES = [f"c{n:02}" for n in range(25)]


@pytest.fixture
def database(sqlite_url, monkeypatch):
    """25 companies of which 24 are blocked, and the settings that lead to it."""
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    settings.cache_clear()
    database = Database(sqlite_url)
    add(database, NAMES, country="AT")
    heal(database, NAMES, NOW - HOUR)
    fail(database, NAMES[1:], "blocked", NOW, failures=4)
    database.write(sweep, now=NOW)
    yield database
    database.close()


def run(*words):
    return CliRunner().invoke(jobtracker, [*words], catch_exceptions=False)


def act(*words):
    return run("companies", *words, "--now", "2026-01-01T13:00:00Z")


def test_the_companies_that_are_meant_are_named(database):
    done = act("pause", "--incident", "1", "--why", "asked their owner")
    assert done.stdout == "24 companies paused\n"
    assert done.stderr == "24 companies: c01, c02, c03, c04, c05, c06, c07, c08, c09, c10 and 14 more\n"
    assert column(database, "paused_why", "c00", "c01") == {"c00": "", "c01": "asked their owner"}
    assert act("resume", "--paused").stdout == "24 companies resumed\n"
    assert set(column(database, "paused_at").values()) == {None}


def test_what_was_done_is_written_down_with_who_did_it(database):
    act("pause", "--incident", "1", "--why", "asked their owner")
    act("resume", "--paused")
    act("reset", "c03")
    act("recrawl", "--failing")
    written = database.read(audit.acts, audit.Sought(), before=None, limit=9)[::-1]
    assert {(each.who, each.via) for each in written} == {(getpass.getuser(), "command")}
    steps = ["company.pause", "company.resume", "company.reset", "company.recrawl"]
    assert [each.act for each in written] == steps
    assert [each.subject for each in written] == ["", "", "c03", ""]
    assert written[0].detail == {"why": "asked their owner", "number": 24, "companies": NAMES[1:21]}


@pytest.mark.parametrize("words", [[], ["--all", "--failing"], ["--all", "c00"], ["c99"], ["--cause", "bad luck"]])
def test_a_selection_that_is_none_is_wrong_use(database, words):
    before = column(database, "paused_at")
    assert act("pause", *words).exit_code == 2
    assert column(database, "paused_at") == before


def test_a_name_that_is_nearly_right_is_suggested(database):
    assert "no company 'c0'; did you mean c20" in act("pause", "c00", "c0").stderr


@pytest.mark.parametrize("words", [["--ats", "lever"], ["--country", "DE"], ["--incident", "9"], ["c00", "--failing"]])
@pytest.mark.parametrize("action", ["pause", "resume", "reset", "recrawl", "approve", "undo"])
def test_a_selection_of_nobody_does_nothing(database, action, words):
    with pytest.raises(JobTrackerError, match="no company is meant: nothing done"):
        act(action, *words)


def test_reset_ends_the_back_off_and_closes_the_breaker(database, redis_url, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    settings.cache_clear()
    redis = Redis.from_url(redis_url)
    redis.hset(host_key("greenhouse.example"), mapping={"off_since": 1, "off_until": 9**15, "failures": 3, "why": "x"})
    assert act("reset", "--failing").stdout == "24 companies due now, 1 host reset\n"
    assert Hosts(redis).off_until("greenhouse.example") is None
    assert column(database, "due_at", "c01") == {"c01": NOW + HOUR}
    assert column(database, "failures", "c01") == {"c01": 0}


def test_reset_without_a_fleet(database):
    assert act("reset", "c01", "c02").stdout == "2 companies due now\n"


def test_a_recrawl_of_a_few_is_asked_for_at_once(database):
    assert act("recrawl", "c01", "c02").stdout == "2 companies asked for\n"
    assert column(database, "asked_at", "c01") == {"c01": NOW + HOUR}
    assert json.loads(run("companies", "recrawls", "--json").stdout) == []


def test_a_recrawl_of_many_begins_with_a_canary_and_leaves_out_the_paused(database):
    change(database, NAMES[20:], paused_at=NOW)
    done = act("recrawl", "--incident", "1")
    assert done.stdout == "recrawl 1: 10 asked for; 9 follow if 8 of them are well\n"
    assert "5 of them are paused or switched off, and left out" in done.stderr
    assert run("companies", "recrawls").stdout.split("\t") == ["1", "2026-01-01 13:00", "canary", "19", "19", "\n"]


def test_who_is_paused_is_shown_with_the_reason(database):
    assert run("companies", "paused").stdout == ""
    change(database, NAMES[7:8], paused_at=NOW, paused_why="asked us to stop")
    assert run("companies", "paused").stdout.rstrip().split("\t") == [NAMES[7], "2026-01-01 12:00", "asked us to stop"]
    [found] = json.loads(run("companies", "paused", "--json").stdout)
    assert (found["company"], found["why"]) == (NAMES[7], "asked us to stop")


def test_a_recrawl_of_paused_ones_only_does_nothing(database):
    change(database, NAMES, paused_at=NOW)
    with pytest.raises(JobTrackerError, match="all of them are paused or switched off: nothing done"):
        act("recrawl", "--all")


def test_incidents_are_listed(database):
    assert run("incidents").stdout == run("incidents", "list").stdout
    [line] = run("incidents").stdout.splitlines()
    assert line.split("\t")[:5] == ["1", "greenhouse", "blocked", "24", "24"]
    [found] = json.loads(run("incidents", "list", "--json").stdout)
    assert (found["failing"], found["most"], found["example"]) == (24, 24, "c24: GET /: blocked")
    heal(database, NAMES, NOW + MINUTE)
    database.write(sweep, now=NOW + MINUTE)
    assert run("incidents").stdout == ""
    assert len(run("incidents", "list", "--all").stdout.splitlines()) == 1


def test_an_incident_is_shown(database):
    heal(database, ["c01"], NOW + MINUTE)
    text = run("incidents", "show", "1", "--limit", "3").stdout
    for part in (
        "incident 1: greenhouse: 23 fail now, 24 at most: we are refused",
        "since 2026-01-01 12:00, latest 2026-01-01 12:00; told not yet",
        "hosts: greenhouse.example (24)",
        "c02\tblocked\t4\t2026-01-01 12:00\t2026-01-01 18:00",
        "and 21 more",
        "2026-01-01 12:00\tc24\tfailed\tGET /: blocked",
    ):
        assert part in text
    document = json.loads(run("incidents", "show", "1", "--json").stdout)
    assert len(document["companies"]) == 24
    assert document["companies"][-1]["cause"] == ""
    assert {each["cause"] for each in document["runs"]} == {"blocked"}


def test_an_incident_that_is_over_still_has_its_runs(database):
    heal(database, NAMES, NOW + MINUTE)
    database.write(sweep, now=NOW + MINUTE)
    text = run("incidents", "show", "1").stdout
    assert "closed 2026-01-01 12:01" in text
    assert "c24\tfailed" in text


def test_an_incident_that_nobody_knows_is_wrong_use(database):
    assert run("incidents", "show", "7").exit_code == 2


def test_runs_are_found_by_their_cause(database):
    assert len(run("runs", "--cause", "blocked", "--limit", "99").stdout.splitlines()) == 24
    assert run("runs", "--cause", "gone").stdout == ""
    assert json.loads(run("runs", "c01", "--limit", "1", "--json").stdout)[0]["cause"] == "blocked"


def test_on_a_terminal_there_are_headings(database):
    ours, theirs = pty.openpty()
    start = "import sys; from jobtracker.cli import main; sys.argv = ['jobtracker', 'incidents', 'list']; main()"
    done = subprocess.run(
        [sys.executable, "-c", start], stdout=theirs, check=False, env=os.environ | {"COLUMNS": "160"}
    )
    os.close(theirs)
    text = os.read(ours, 9_999).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "incident" in text
    assert "greenhouse" in text


def test_all_actions_are_in_the_group():
    assert {"pause", "resume", "reset", "recrawl", "recrawls", "held", "approve", "reject", "undo"} <= set(
        group.commands
    )
