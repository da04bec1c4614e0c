"""The links of a tracker's mails: what may count once counts once, however many click at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from jobtracker.models import Tracker, User
from jobtracker.signing import sign
from jobtracker.store import tracker_links, trackers
from tests.jobtracker.store import boards, people, tracking

DAY = dt.timedelta(days=1)
KEY = "k" * 40
TOGETHER = 6


@pytest.fixture
def eve(acme, now):
    return people.add(acme, now=now)


@pytest.fixture
def told(acme, eve, now):
    """A tracker for which one vacancy was found."""
    boards.crawl(acme, {"1"}, now)
    id_ = tracking.add(acme, eve, now, days=30)
    tracking.found(acme, id_, 1, now)
    return id_


def act(database, now, *token, do=True):
    return database.write(tracker_links.follow, KEY, sign(KEY, *token), act=do, now=now)


def at_once(database, now, *tokens):
    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(lambda token: act(database, now, *token), tokens))


def test_of_several_answers_at_once_one_counts(acme, told, now):
    answers = [("relevant", told, 1, "yes" if number % 2 else "no") for number in range(TOGETHER)]
    got = at_once(acme, now, *answers)
    its = tracking.row(acme, told)
    assert len([each for each in got if each]) == its.relevant + its.irrelevant == 1
    assert tracking.match(acme, told, 1).relevant is (its.relevant == 1)


def test_of_several_renewals_at_once_one_counts(acme, told, now):
    renewal = ("renew", *tracker_links.renewal(tracking.row(acme, told)))
    got = at_once(acme, now + DAY, *[renewal] * TOGETHER)
    assert len([each for each in got if each]) == 1
    assert tracking.row(acme, told).ends_at == now + 60 * DAY


def test_looking_does_nothing(acme, told, now):
    tokens = [("unsubscribe", told), ("pause", told), ("relevant", told, 1, "yes")]
    tokens.append(("renew", *tracker_links.renewal(tracking.row(acme, told))))
    for token in tokens:
        assert act(acme, now, *token, do=False) is not None
    its = tracking.row(acme, told)
    assert (its.ended_at, its.paused_at, its.ends_at, its.relevant) == (None, None, now + 30 * DAY, 0)


def test_a_tracker_that_was_ended_by_a_link_is_renewed_by_its_owner_and_by_no_older_link(acme, eve, told, now):
    renewal = ("renew", *tracker_links.renewal(tracking.row(acme, told)))
    assert act(acme, now + DAY, "unsubscribe", told)
    its = tracking.row(acme, told)
    assert (its.ended_at, its.ends_at, its.changed_at) == (now + DAY, now + DAY, now + DAY)
    assert act(acme, now + 2 * DAY, *renewal) is None
    assert acme.write(trackers.renew, eve, told, days=30, now=now + 2 * DAY)
    assert tracking.row(acme, told).ended_at is None
    assert act(acme, now + 3 * DAY, "unsubscribe", told), "the link of an old mail ends it again"
    assert tracking.row(acme, told).ended_at == now + 3 * DAY


@pytest.mark.parametrize("gone", ["deleted", "disabled"])
def test_of_a_tracker_that_is_gone_and_of_an_account_that_is_closed_no_link_opens_anything(acme, eve, told, now, gone):
    def close(session):
        if gone == "deleted":
            session.delete(session.get(Tracker, told))
        else:
            session.get(User, eve).disabled_at = now

    feed = sign(KEY, "feed", told, 0)
    assert acme.read(tracker_links.feed, KEY, feed, now=now)
    acme.write(close)
    assert act(acme, now, "pause", told) is None
    assert acme.read(tracker_links.feed, KEY, feed, now=now) is None
