"""An ATS that has a bad day: removals stop for all its boards, and go on once the boards have recovered."""

import datetime as dt

import pytest

from jobtracker.company import Company
from jobtracker.lifecycle import Evidence
from jobtracker.store import companies
from tests.jobtracker.store.boards import claim, close, crawl

HOUR = dt.timedelta(hours=1)
SLUGS = [f"c{n}" for n in range(8)]


@pytest.fixture
def boards(database, now):
    database.write(companies.sync, [Company(s, s, "lever", {}) for s in SLUGS], origin="given", now=now)
    for slug in SLUGS:
        crawl(database, "abcdefg", now, slug)
    return database


def removed(database, seen, now, evidence=None):
    return sum(crawl(database, seen, now, slug, evidence=evidence and evidence()).removed for slug in SLUGS)


def test_what_only_waits_for_the_breaker_does_not_keep_it_open(boards, now):
    assert removed(boards, "abc", now + HOUR) == 0
    first, second = (removed(boards, "abcdef", now + hours * HOUR) for hours in (4, 11))
    assert first + second == len(SLUGS)
    assert second > 0


def test_boards_that_come_empty_count_towards_the_breaker(boards, now):
    for slug in SLUGS[:5]:
        assert crawl(boards, "", now + HOUR, slug, evidence=Evidence()).outcome == "failed"
    assert crawl(boards, "abcdef", now + 2 * HOUR, SLUGS[7]).held == 1


def test_boards_that_could_not_be_read_do_not(boards, now):
    for slug in SLUGS[:5]:
        crawl(boards, "", now + HOUR, slug, evidence=Evidence(problems=["GET /: 500"]))
    assert crawl(boards, "abcdef", now + 2 * HOUR, SLUGS[7]).removed == 1


def test_a_board_that_is_again_the_last_complete_one_has_recovered(boards, now):
    for slug in SLUGS:
        crawl(boards, "abcdefg", now, slug, digest="d")
        crawl(boards, "", now + HOUR, slug, evidence=Evidence())
    for slug in SLUGS[1:]:
        assert (
            close(boards, claim(boards, now + 2 * HOUR, slug), "", now + 2 * HOUR, digest="d", unchanged=True).seen == 7
        )
    assert crawl(boards, "abcdef", now + 3 * HOUR, SLUGS[0]).removed == 1


def test_holds_made_under_a_clock_that_ran_ahead_do_not_keep_it_open(boards, now):
    for slug in SLUGS[:5]:
        crawl(boards, "abc", now + 9_000 * HOUR, slug)
    assert crawl(boards, "abcdef", now + HOUR, SLUGS[7]).removed == 1
    for slug in SLUGS[:5]:
        crawl(boards, "abc", now + 2 * HOUR, slug)
    assert crawl(boards, "abcdef", now + 3 * HOUR, SLUGS[6]).held == 1
    assert crawl(boards, "abcdef", now + 27 * HOUR, SLUGS[5]).removed == 1
