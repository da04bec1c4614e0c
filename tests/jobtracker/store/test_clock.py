"""Runs under a clock that ran ahead."""

import datetime as dt

from tests.jobtracker.store.boards import crawl

HOUR = dt.timedelta(hours=1)


def test_a_hold_made_under_a_clock_that_ran_ahead_is_settled_as_one_made_now(acme, now):
    crawl(acme, "abcd", now)
    assert crawl(acme, "ab", now + 9_000 * HOUR).held == 2
    assert crawl(acme, "ab", now + HOUR).held == 2
    assert crawl(acme, "ab", now + 6 * HOUR).held == 2
    assert crawl(acme, "ab", now + 7 * HOUR).removed == 2
