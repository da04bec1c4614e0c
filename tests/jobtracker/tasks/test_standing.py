"""How the queues of tasks stand, and that a matcher which is down is told."""

import datetime as dt
import logging

import pytest
from click.testing import CliRunner

from jobtracker.commands.queues import queues
from jobtracker.company import Company
from jobtracker.db import open_database
from jobtracker.fleet.redis import connect
from jobtracker.store import companies
from jobtracker.store.matching import Backlog, backlog
from jobtracker.tasks.match import match_runs
from jobtracker.tasks.queue import offer, queue
from jobtracker.tasks.queue_names import MAILS, MATCHING, NAME
from jobtracker.tasks.standing import Standing, standing, what_is_wrong
from jobtracker.tasks.unmatched import unmatched
from jobtracker.tasks.worker import SILENT, MatchWorker, work
from tests.jobtracker.store import boards

NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
NOBODY, SOMEBODY = [Standing(MATCHING, 1, 0, 0)], [Standing(NAME, 0, 0, 0), Standing(MATCHING, 1, 1, 0)]
WAIT = " to be matched with trackers, the first since 2026-01-01 12:00 UTC: "
START = "no worker does that: start `jobtracker worker --queue matching`"


@pytest.fixture
def redis(redis_url, sqlite_url, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    with connect(redis_url) as client:
        yield client


@pytest.fixture
def crawled(sqlite_url):
    """A company with a run that nobody has matched."""
    database = open_database(sqlite_url)
    database.write(companies.sync, [Company("acme", "Acme")], origin="given", now=NOW)
    boards.crawl(database, {"1"}, NOW)
    yield database
    database.close()


def test_each_queue_says_what_waits_who_is_there_and_what_failed(redis):
    offer(redis, "match", NOW)
    offer(redis, "mail", NOW)
    mine = MatchWorker([queue(redis, MATCHING)], connection=redis, worker_ttl=SILENT)
    mine.register_birth()
    mine.heartbeat()
    assert standing(redis) == [Standing(NAME, 0, 0, 0), Standing(MATCHING, 1, 1, 0), Standing(MAILS, 1, 0, 0)]
    assert redis.ttl(mine.key) <= SILENT + 60
    redis.delete(mine.key)  # as when it was killed, and that time is over
    assert standing(redis)[1].workers == 0


@pytest.mark.parametrize(
    ("after", "work", "said"),
    [
        (5 * MINUTE, NOBODY, ""),
        (6 * MINUTE, NOBODY, f"2 runs wait{WAIT}{START}"),
        (6 * MINUTE, SOMEBODY, f"2 runs wait{WAIT}its worker fails or does not keep up: see its log"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(after, work, said):
    assert what_is_wrong(Backlog(2, NOW), work, NOW + after) == said
    assert what_is_wrong(Backlog(0, None), work, NOW + after) == ""


def test_runs_wait_until_they_are_matched(crawled):
    assert crawled.read(backlog) == Backlog(1, NOW)
    match_runs(crawled, now=NOW)
    assert crawled.read(backlog) == Backlog(0, None)


def test_the_log_says_that_the_matcher_is_down(crawled, redis, caplog):
    with caplog.at_level(logging.ERROR):
        assert unmatched(crawled, redis, NOW + 4 * MINUTE) == ""
        assert caplog.messages == []
        unmatched(crawled, redis, NOW + 6 * MINUTE)
    assert caplog.messages == [f"1 run waits{WAIT}{START}"]


def test_the_command_shows_the_queues_and_fails_if_runs_wait_for_long(crawled, redis):
    offer(redis, "match", NOW)
    result = CliRunner().invoke(queues)
    assert result.stdout.splitlines() == [
        "tasks\t0\t0\t0", "matching\t1\t0\t0", "mails\t0\t0\t0",
        "1 run to be matched with trackers, the first closed 2026-01-01 12:00 UTC",
    ]  # fmt: skip
    assert (result.exit_code, str(result.exception)) == (1, f"1 run waits{WAIT}{START}")
    match_runs(crawled, now=NOW)
    result = CliRunner().invoke(queues)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "0 runs to be matched with trackers")


@pytest.mark.parametrize(
    ("url", "said"), [("", "JOBTRACKER_REDIS_URL is not set"), ("redis://127.0.0.1:1", "Redis is")]
)
def test_without_a_redis_the_command_says_so_in_one_line(sqlite_url, monkeypatch, url, said):
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", url)
    result = CliRunner().invoke(queues)
    assert result.exit_code == 1
    assert str(result.exception).startswith(said)


def test_mails_wait_for_no_other_task_and_a_worker_does_both_unless_it_is_told_which(redis, crawled):
    offer(redis, "age", NOW)
    offer(redis, "mail", NOW)
    work(redis, burst=True, queue=MAILS)
    assert [len(queue(redis, name)) for name in (NAME, MAILS)] == [1, 0]
    offer(redis, "mail", NOW + MINUTE)
    work(redis, burst=True, queue=NAME)
    assert [len(queue(redis, name)) for name in (NAME, MAILS)] == [0, 1]
    offer(redis, "age", NOW + MINUTE)
    work(redis, burst=True)
    assert [len(queue(redis, name)) for name in (NAME, MAILS)] == [0, 0]
