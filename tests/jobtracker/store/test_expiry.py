"""Trackers end: their owners are told three days before, and at the end, each once."""

import re
import threading

import pytest

from jobtracker.models import Tracker, User
from jobtracker.signing import read
from jobtracker.tasks.expire import expire
from tests.jobtracker.store import boards, people, watching
from tests.jobtracker.store.boards import DAY, HOUR
from tests.jobtracker.store.watching import change, finds, only, round_of, rows, states, tracker

SEEN = {"1", "2"}


@pytest.fixture
def watched(acme, now):
    """Acme with two listings that everybody has seen."""
    boards.crawl(acme, SEEN, now - DAY)
    watching.match(acme, now - DAY)
    return acme


def test_three_days_before_its_end_a_link_renews_it(watched, post, now):
    its = tracker(watched, now, ends_at=now + 30 * DAY)
    assert expire(watched, None, now + 26 * DAY) == ""
    assert expire(watched, None, now + 27 * DAY) == "1 tracker warned of its end"
    assert expire(watched, None, now + 28 * DAY) == ""
    [mail] = round_of(watched, post, now + 28 * DAY)
    [token] = re.findall(r"trackers/act#(renew\S+)", mail.text)
    assert read(people.SITE.key, "renew", token) == (str(its), str(int((now + 30 * DAY).timestamp())))
    assert only(watched).kind == "renew"


def test_at_its_end_it_stops_with_one_mail_that_has_what_waits(watched, post, now):
    tracker(watched, now - HOUR, ends_at=now + 2 * DAY, warned_at=now, cadence="weekly", weekday=2)
    finds(watched, SEEN | {"3"}, now + DAY)
    assert expire(watched, None, now + 2 * DAY) == "1 tracker ended"
    assert expire(watched, None, now + 3 * DAY) == ""
    [mail] = round_of(watched, post, now + 2 * DAY)
    assert mail.subject == "All title has ended: it found 1 job"
    assert "Title 3" in mail.text
    assert (states(watched), only(watched, Tracker).ended_at) == (["told"], now + 2 * DAY)
    finds(watched, SEEN | {"3", "4"}, now + 3 * DAY)
    assert states(watched) == ["told"]


def test_who_is_gone_meanwhile_or_may_not_be_mailed_is_not(watched, post, now):
    tracker(watched, now, ends_at=now + 3 * DAY, created_at=now - 30 * DAY)
    user_id = only(watched, Tracker).user_id
    change(watched, User, user_id, disabled_at=now)
    expire(watched, None, now)
    expire(watched, None, now + 4 * DAY)
    assert round_of(watched, post, now + 4 * DAY) == []
    assert only(watched, Tracker).ended_at == now + 4 * DAY


@pytest.mark.parametrize("kind", ["renew", "closing"])
def test_what_was_renewed_meanwhile_says_nothing(watched, post, now, kind):
    at = now + (28 if kind == "renew" else 31) * DAY
    its = tracker(watched, now, ends_at=now + 30 * DAY, warned_at=None if kind == "renew" else now)
    assert expire(watched, None, at)
    change(watched, Tracker, its, ends_at=now + 90 * DAY, warned_at=None, ended_at=None)
    assert round_of(watched, post, at) == []


def test_a_short_one_is_not_warned_of_at_once(watched, post, now):
    tracker(watched, now, ends_at=now + 2 * DAY)
    expire(watched, None, now)
    assert round_of(watched, post, now) == []


def test_of_several_at_once_one_tells(watched, post, now):
    for _ in range(4):
        tracker(watched, now, ends_at=now + 30 * DAY, warned_at=now)
        tracker(watched, now, ends_at=now + 33 * DAY)
    start = threading.Barrier(3)

    def run():
        start.wait()
        expire(watched, None, now + 31 * DAY)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(round_of(watched, post, now + 31 * DAY)) == 8
    assert len({row.tracker_id for row in rows(watched, watching.Delivery)}) == 8


def test_one_that_nobody_was_to_look_at_is_woken(watched, post, now):
    its = tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    change(watched, Tracker, its, next_at=None)
    assert expire(watched, None, now + HOUR) == "1 tracker woken"
    assert len(round_of(watched, post, now + HOUR)) == 1
