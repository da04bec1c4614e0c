"""The task `match`: in a process that keeps its index, a run at a time."""

import datetime as dt
import logging
import multiprocessing
import os
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from jobtracker.commands.match import match as command
from jobtracker.company import Company
from jobtracker.db import open_database
from jobtracker.fleet.redis import connect
from jobtracker.models import Match, RunRow
from jobtracker.store import companies, matching, tracker_groups
from jobtracker.tasks import match as match_module
from jobtracker.tasks import worker
from jobtracker.tasks.match import match, match_runs
from jobtracker.tasks.queue import QueuedTask, offer, queue
from jobtracker.tasks.queue_names import MATCHING
from jobtracker.tasks.run import run
from jobtracker.tasks.table import TASKS
from jobtracker.tasks.worker import work
from tests.jobtracker.store import boards, people, tracking

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SLUGS = ("acme", "otter", "linden")
SEEN = {"1", "2"}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(match_module, "_KEPT", {})


@pytest.fixture
def watched(sqlite_url):
    """Three companies whose listings everybody has seen, and a tracker."""
    database = open_database(sqlite_url)
    database.write(companies.sync, [Company(slug, slug) for slug in SLUGS], origin="given", now=NOW)
    for slug in SLUGS:
        boards.crawl(database, SEEN, NOW, slug)
    match_runs(database, now=NOW)
    eve = people.add(database, people.EVE, now=NOW)
    tracking.add(database, eve, NOW, search="q=title")
    yield database
    database.close()


def crawl_all(database, number, at=NOW + boards.DAY):
    for slug in SLUGS:
        boards.crawl(database, SEEN | {number}, at, slug)


def matches(database):
    return database.read(lambda s: len(s.scalars(select(Match.vacancy_id)).all()))


def unmatched(database):
    return database.read(lambda s: list(s.scalars(select(RunRow.id).where(RunRow.matched_at.is_(None)))))


def test_all_that_waits_is_matched_and_the_next_time_there_is_nothing(watched, monkeypatch):
    monkeypatch.setattr(match_module, "BATCH", 2)
    crawl_all(watched, "3")
    assert match(watched, None, NOW + boards.DAY) == "3 runs matched: 3 matches, 0 beginnings"
    assert match(watched, None, NOW + boards.DAY) == ""
    assert (matches(watched), unmatched(watched)) == (3, [])


def test_the_index_is_kept_and_followed_from_one_time_to_the_next(watched, monkeypatch):
    crawl_all(watched, "3")
    match_runs(watched, now=NOW + boards.DAY)
    monkeypatch.setattr(tracker_groups, "load", None)
    adam = people.add(watched, people.ADAM, now=NOW)
    tracking.add(watched, adam, NOW + boards.DAY, search="q=title -2")
    crawl_all(watched, "4", NOW + 2 * boards.DAY)
    assert str(match_runs(watched, now=NOW + 2 * boards.DAY)) == "3 runs matched: 6 matches, 0 beginnings"


def test_a_tracker_made_between_two_batches_is_there_for_the_second(watched, monkeypatch):
    monkeypatch.setattr(match_module, "BATCH", 2)
    crawl_all(watched, "3")
    adam = people.add(watched, people.ADAM, now=NOW)
    follow, times = tracker_groups.follow, []

    def follow_adam(database, running, *, now):
        times.append(now)
        if len(times) == 2:
            tracking.add(database, adam, NOW + boards.DAY, search="q=title")
        follow(database, running, now=now)

    monkeypatch.setattr(match_module.tracker_groups, "follow", follow_adam)
    assert match_runs(watched, now=NOW + boards.DAY).news == 4


def test_a_fault_in_one_run_is_one_line_and_stops_no_other(watched, monkeypatch, caplog):
    crawl_all(watched, "3")
    bad = min(unmatched(watched))
    whole = matching.match

    def match_one(session, run_id, trackers, *, now):
        found = whole(session, run_id, trackers, now=now)
        if run_id == bad:
            raise ValueError("broken")
        return found

    monkeypatch.setattr(match_module.store, "match", match_one)
    with caplog.at_level(logging.ERROR):
        done = match(watched, None, NOW + boards.DAY)
    assert done == "2 runs matched: 2 matches, 0 beginnings, 1 run failed"
    assert caplog.messages == [f"run {bad} is not matched: ValueError: broken"]
    assert unmatched(watched) == [bad]
    monkeypatch.setattr(match_module.store, "match", whole)
    assert match_runs(watched, now=NOW + boards.DAY).news == 1


def test_an_index_that_was_cut_short_is_made_anew(watched, monkeypatch):
    crawl_all(watched, "3")
    match_runs(watched, now=NOW + boards.DAY)

    def cut_short(database, running, *, now):
        raise TimeoutError

    monkeypatch.setattr(match_module.tracker_groups, "follow", cut_short)
    crawl_all(watched, "4", NOW + 2 * boards.DAY)
    with pytest.raises(TimeoutError):
        match_runs(watched, now=NOW + 2 * boards.DAY)
    assert match_runs(watched, now=NOW + 2 * boards.DAY).news == 3


def test_the_command_does_one_round(watched, sqlite_url, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    crawl_all(watched, "3")
    result = CliRunner().invoke(command, ["--now", "2026-01-02"], catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, "3 runs matched: 3 matches, 0 beginnings\n")
    assert "no runs to match" in CliRunner().invoke(command, []).stdout


def test_matching_has_a_worker_of_its_own_which_does_it_in_its_own_process(redis_url, sqlite_url, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    monkeypatch.setitem(TASKS, "match", _with(lambda database, redis, now: str(os.getpid())))
    with connect(redis_url) as redis:
        assert offer(redis, "match", NOW)
        assert not offer(redis, "match", NOW + boards.DAY)
        assert queue(redis).job_ids == []
        work(redis, burst=True, queue=MATCHING)
        done = QueuedTask.fetch("match-20260101T0000Z", connection=redis, serializer=queue(redis).serializer)
        assert done.return_value() == str(os.getpid())


def test_while_it_is_at_work_none_other_is_offered_and_soon_after_it_was_killed_one_is(
    redis_url, sqlite_url, monkeypatch
):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    monkeypatch.setitem(TASKS, "match", _with(lambda database, redis, now: str(time.sleep(600))))
    monkeypatch.setattr(worker, "BEAT", 0.1)
    monkeypatch.setattr(worker, "ALIVE", 2)
    with connect(redis_url) as redis:
        assert offer(redis, "match", NOW)
        matcher = multiprocessing.get_context("fork").Process(target=_match, args=(redis_url,))
        matcher.start()
        _until(queue(redis, MATCHING).started_job_registry.get_job_ids)
        time.sleep(2.5)
        assert not offer(redis, "match", NOW + boards.DAY)
        matcher.kill()
        matcher.join()
        _until(lambda: offer(redis, "match", NOW + boards.DAY))


def _match(redis_url):
    with connect(redis_url) as redis:
        work(redis, burst=True, queue=MATCHING)


def _until(so):
    give_up = time.monotonic() + 20
    while not so():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_offered_twice_it_is_matched_once(watched, redis_url, sqlite_url, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    crawl_all(watched, "3")
    with connect(redis_url) as redis:
        for second in range(2):
            at = NOW + dt.timedelta(seconds=second)
            queue(redis, MATCHING).enqueue(run, args=("match",), job_id=f"match-{second}")
            assert not offer(redis, "match", at, soon=True)  # one waits
        work(redis, burst=True, queue=MATCHING)
        assert offer(redis, "match", NOW, soon=True)  # the runs of a moment later
        work(redis, burst=True, queue=MATCHING)
    assert (matches(watched), unmatched(watched)) == (3, [])


def test_a_crafted_record_on_its_queue_calls_nothing_else(redis_url, sqlite_url, monkeypatch, tmp_path):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    mark = tmp_path / "owned"
    with connect(redis_url) as redis:
        fields = {"data": f'["os.mkdir", null, ["{mark}"], {{}}]', "status": "queued", "origin": MATCHING}
        redis.hset(QueuedTask.key_for("match-x"), mapping=fields | {"created_at": "2026-04-01T12:00:00.000000Z"})
        redis.rpush(queue(redis, MATCHING).key, "match-x")
        work(redis, burst=True, queue=MATCHING)
    assert not mark.exists()


def _with(do):
    return replace(TASKS["match"], do=do)
