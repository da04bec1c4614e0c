"""Two runs at once, and a run that crashed: on a real database."""

import threading

import pytest

from jobtracker.models import ListingBody, ListingEvent
from jobtracker.store import history, runs
from tests.jobtracker.store.boards import HOUR, by_status, claim, close, count, crawl, open_ids, prepared


def test_of_two_runs_at_once_the_later_claim_wins_and_the_other_says_so(acme, now):
    crawl(acme, "abc", now)
    early = claim(acme, now + HOUR)
    late = claim(acme, now + HOUR)
    with pytest.raises(runs.Superseded, match="acme: superseded"):
        acme.write(runs.save, early, [prepared("x")], now=now + HOUR)
    assert close(acme, late, "abd", now + HOUR).new == 1
    with pytest.raises(runs.Superseded):
        close(acme, early, "a", now + 2 * HOUR)
    assert open_ids(acme) == set("abd")
    outcomes = [run.outcome for run in acme.read(history.latest_runs, company="acme", failed=False, limit=9)]
    assert sorted(outcomes) == ["complete", "complete", "superseded"]


def test_many_runs_at_once_leave_the_rows_of_one(acme, now):
    errors = []

    def run(number):
        try:
            held = claim(acme, now)
            acme.write(runs.save, held, [prepared(f"n{i}") for i in range(5)], now=now)
            close(acme, held, {f"n{i}" for i in range(10)}, now)
        except runs.Superseded:
            errors.append(number)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) < 6
    assert open_ids(acme) == {f"n{i}" for i in range(10)}
    assert by_status(acme) == {"open": 10}
    assert count(acme, ListingBody) == 10


def test_what_a_crashed_run_saved_is_adopted_by_the_next(acme, now):
    crawl(acme, "ab", now)
    dead = claim(acme, now + HOUR)
    acme.write(runs.save, dead, [prepared("x"), prepared("y"), prepared("a", "Other", hash_="b")], now=now + HOUR)
    assert open_ids(acme) == set("ab")
    held = claim(acme, now + 2 * HOUR)
    assert held.known.keys() == set("abxy")
    report = close(acme, held, "abx", now + 2 * HOUR)
    assert (report.new, report.changed) == (1, 1)
    assert open_ids(acme) == set("abx")
    assert by_status(acme) == {"open": 3}
    assert count(acme, ListingBody) == 3


def test_a_close_that_was_committed_although_its_answer_was_lost_is_not_done_twice(acme, now):
    held = claim(acme, now)
    first = close(acme, held, "abc", now)
    assert close(acme, held, "abc", now) == first
    assert count(acme, ListingEvent) == 3
