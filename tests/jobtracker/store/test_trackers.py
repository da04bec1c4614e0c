"""Trackers: made once, a hundred at most, changed by whom they belong to."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from jobtracker import account, entering
from jobtracker.models import Beginning, Match, Ticket, Tracker
from jobtracker.store import tracker_views, trackers
from jobtracker.store.trackers import Duplicate, TooMany
from jobtracker.tracker import Refused
from tests.jobtracker.store import boards, people, tracking
from tests.jobtracker.store.people import ADAM, EVE
from tests.jobtracker.store.tracking import SAID

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
MUM = "mum@example.com"
TOGETHER = 8


@pytest.fixture
def eve(database, now):
    return people.add(database, now=now)


def every(database):
    return database.read(lambda s: s.scalars(select(Tracker.search).order_by(Tracker.id)).all())


def outcome(database, *args, **kwargs):
    try:
        return database.write(trackers.add, *args, **kwargs)
    except (Duplicate, TooMany) as error:
        return type(error).__name__


def test_one_is_made_and_stands_as_it_was_said(database, eve, now):
    id_ = tracking.add(database, eve, now, search="?q=Mason++granite&country=Germany", muted_words=["night"])
    [seen] = database.read(tracker_views.trackers, eve, now=now)
    assert (seen.row.id, seen.row.search, seen.row.name) == (
        id_,
        "q=Mason+granite&country=DE",
        "Mason granite, Germany",
    )
    assert (seen.row.since, seen.row.ends_at, seen.row.changed_at) == (now, now + 90 * DAY, now)
    assert (seen.state, seen.mails_to, seen.why_not, seen.waiting) == ("running", EVE, "", 0)
    assert database.write(trackers.add, eve, SAID, days=9, now=now) != id_
    assert database.write(trackers.add, 999, SAID, days=9, now=now) is None


def test_a_name_that_nobody_gave_follows_the_search_and_one_that_somebody_gave_stays(database, eve, now):
    by_itself = tracking.add(database, eve, now, search="q=mason&country=DE")
    mine = tracking.add(database, eve, now, search="q=baker", name="mine")
    for id_, words in ((by_itself, "smith"), (mine, "cook")):
        assert database.write(trackers.change, eve, id_, {"search": f"q={words}"}, now=now)
    assert [tracking.row(database, id_).name for id_ in (by_itself, mine)] == ["smith", "mine"]


def test_one_that_is_refused_leaves_nothing(database, eve, now):
    for wrong in ({"search": "q=(x"}, {"email": "nobody"}, {"zone": "here"}, {"name": "a\nb"}, {"webhook_url": "x"}):
        with pytest.raises(account.Refused):
            tracking.add(database, eve, now, **wrong)
    with pytest.raises(Refused):
        tracking.add(database, eve, now, days=400)
    assert every(database) == []


def test_the_same_again_is_refused_and_for_another_account_it_is_not(database, eve, now):
    id_ = tracking.add(database, eve, now, search="q=a&country=DE")
    with pytest.raises(Duplicate) as refused:
        tracking.add(database, eve, now + DAY, search="country=Germany&q=A", name="another name", cadence="instant")
    assert refused.value.tracker_id == id_
    assert tracking.add(database, eve, now, search="country=DE&q=a") == id_, "the same moment: the same request"
    tracking.add(database, people.add(database, ADAM, now=now), now, search="q=a&country=DE")
    other = tracking.add(database, eve, now, search="q=b")
    with pytest.raises(Duplicate):
        database.write(trackers.change, eve, other, {"search": "q=a&country=DE"}, now=now)
    assert len(every(database)) == 3


def test_of_several_who_ask_for_the_same_at_once_one_gets_it(database, eve, now):
    def ask(number):
        return outcome(database, eve, SAID, days=9, now=now + number * HOUR)

    with ThreadPoolExecutor(TOGETHER) as pool:
        got = list(pool.map(ask, range(TOGETHER)))
    assert sorted(map(str, got)) == sorted(["1", *["Duplicate"] * (TOGETHER - 1)])
    assert len(every(database)) == 1


def test_the_hundredth_is_the_last_however_many_ask_at_once(database, eve, now, monkeypatch):
    monkeypatch.setattr(trackers, "MOST", 5)
    for number in range(3):
        tracking.add(database, eve, now, search=f"q=x{number}")

    def ask(number):
        return outcome(database, eve, SAID | {"search": f"q=y{number}"}, days=9, now=now)

    with ThreadPoolExecutor(TOGETHER) as pool:
        got = list(pool.map(ask, range(TOGETHER)))
    assert got.count("TooMany") == TOGETHER - 2
    assert len(every(database)) == 5


@pytest.mark.parametrize("changes", [{"search": "q=b"}, {"muted_companies": ["acme"]}, {"muted_words": ["night"]}])
def test_watching_for_something_else_begins_anew(database, eve, now, changes):
    id_ = tracking.add(database, eve, now, search="q=a")
    assert database.write(trackers.change, eve, id_, changes, now=now + DAY)
    its = tracking.row(database, id_)
    assert (its.since, its.changed_at, its.ends_at) == (now + DAY, now + DAY, now + 90 * DAY)


@pytest.mark.parametrize(
    "changes", [{"name": "b"}, {"cadence": "weekly"}, {"hour": 9, "zone": "Asia/Tokyo"}, {"search": "q=A"}]
)
def test_what_changes_nothing_of_that_does_not(database, eve, now, changes):
    id_ = tracking.add(database, eve, now, search="q=a")
    assert database.write(trackers.change, eve, id_, changes, now=now + DAY)
    its = tracking.row(database, id_)
    assert (its.since, its.search_key) == (now, tracking.row(database, id_).search_key)
    for name, value in changes.items():
        assert getattr(its, name) == value


def test_a_change_that_is_refused_changes_nothing(database, eve, now):
    id_ = tracking.add(database, eve, now, search="q=a")
    with pytest.raises(Refused):
        database.write(trackers.change, eve, id_, {"search": "q=b", "hour": 99}, now=now)
    assert every(database) == ["q=a"]


def test_only_its_owner_does_anything_with_it(acme, now):
    eve, adam = people.add(acme, now=now), people.add(acme, ADAM, now=now)
    id_ = tracking.add(acme, eve, now)
    before = tracking.row(acme, id_)
    for act in (trackers.pause, trackers.resume):
        assert acme.write(act, adam, id_, now=now + DAY) is False
    assert acme.write(trackers.renew, adam, id_, days=3, now=now + DAY) is False
    assert acme.write(trackers.change, adam, id_, {"name": "mine"}, now=now + DAY) is False
    assert acme.write(trackers.remove, adam, id_) is False
    assert acme.write(trackers.revoke, adam, id_) is False
    assert acme.read(tracker_views.trackers, adam, now=now) == []
    assert acme.read(tracker_views.matches, adam, id_, after=None, limit=9) is None
    after = tracking.row(acme, id_)
    assert {name: getattr(after, name) for name in SAID} == {name: getattr(before, name) for name in SAID}
    assert (after.paused_at, after.link_version) == (None, 0)


def test_paused_it_misses_what_comes_and_resumed_it_tells_what_waited(acme, now):
    eve = people.add(acme, now=now)
    boards.crawl(acme, {"1"}, now)
    id_ = tracking.add(acme, eve, now)
    tracking.found(acme, id_, 1, now)
    assert acme.write(trackers.pause, eve, id_, now=now + HOUR)
    assert acme.write(trackers.pause, eve, id_, now=now + 2 * HOUR)
    its = tracking.row(acme, id_)
    assert (its.paused_at, its.changed_at, its.next_at) == (now + HOUR, now + HOUR, None)
    assert acme.write(trackers.resume, eve, id_, now=now + DAY)
    its = tracking.row(acme, id_)
    assert (its.paused_at, its.since, its.changed_at, its.next_at) == (None, *[now + DAY] * 3)
    assert acme.write(trackers.resume, eve, id_, now=now + 2 * DAY)
    assert tracking.row(acme, id_).since == now + DAY


def test_a_beginning_that_waits_is_told_too(acme, now):
    eve = people.add(acme, now=now)
    id_ = tracking.add(acme, eve, now)
    about = {"run_id": 1, "company_id": 1, "number": 3, "at": now, "delivery_id": None}
    acme.write(lambda s: s.add(Beginning(tracker_id=id_, **about)))
    acme.write(trackers.change, eve, id_, {"cadence": "instant"}, now=now + HOUR)
    assert tracking.row(acme, id_).next_at == now + HOUR


def test_renewed_it_runs_on_and_after_its_end_it_begins_anew(database, eve, now):
    id_ = tracking.add(database, eve, now, days=10)

    def warn(session):
        session.get(Tracker, id_).warned_at = now + 7 * DAY

    database.write(warn)
    database.write(trackers.renew, eve, id_, days=30, now=now + 8 * DAY)
    its = tracking.row(database, id_)
    assert (its.ends_at, its.warned_at, its.since) == (now + 38 * DAY, None, now)

    def over(session):
        session.get(Tracker, id_).ended_at = now + 38 * DAY

    database.write(over)
    assert [seen.state for seen in database.read(tracker_views.trackers, eve, now=now)] == ["ended"]
    database.write(trackers.renew, eve, id_, until=dt.date(2026, 6, 1), now=now + 60 * DAY)
    its = tracking.row(database, id_)
    assert (its.ended_at, its.since, its.changed_at) == (None, now + 60 * DAY, now + 60 * DAY)
    assert its.ends_at == dt.datetime(2026, 6, 1, 22, tzinfo=dt.UTC)
    with pytest.raises(Refused):
        database.write(trackers.renew, eve, id_, days=500, now=now)


def test_renewed_without_a_word_it_runs_for_as_long_again_and_a_year_at_most(database, eve, now):
    id_ = tracking.add(database, eve, now, days=10)
    database.write(trackers.renew, eve, id_, now=now + 8 * DAY)
    assert tracking.row(database, id_).ends_at == now + 20 * DAY
    database.write(trackers.renew, eve, id_, now=now + 30 * DAY)
    assert tracking.row(database, id_).ends_at == now + 50 * DAY
    database.write(trackers.renew, eve, id_, days=300, now=now + 30 * DAY)
    database.write(trackers.renew, eve, id_, now=now + 40 * DAY)
    assert tracking.row(database, id_).ends_at == now + (40 + 366) * DAY


def test_deleted_it_takes_along_what_was_found(acme, now):
    eve = people.add(acme, now=now)
    boards.crawl(acme, {"1"}, now)
    id_ = tracking.add(acme, eve, now)
    tracking.found(acme, id_, 1, now)
    assert acme.write(trackers.remove, eve, id_)
    assert not acme.write(trackers.remove, eve, id_)
    assert boards.count(acme, Match) == 0


def test_a_number_is_given_out_once_so_that_links_of_old_mails_never_lead_to_another_tracker(database, eve, now):
    id_ = tracking.add(database, eve, now)
    database.write(trackers.remove, eve, id_)
    assert tracking.add(database, eve, now + DAY) > id_


def test_what_was_found_comes_in_pages_the_latest_first(acme, now):
    eve = people.add(acme, now=now)
    boards.crawl(acme, {"1", "2", "3"}, now)
    id_ = tracking.add(acme, eve, now)
    for vacancy, hours in ((1, 2), (2, 1), (3, 2)):
        tracking.found(acme, id_, vacancy, now + hours * HOUR)
    got, after = [], None
    while page := acme.read(tracker_views.matches, eve, id_, after=after, limit=1):
        got += page
        after = (page[-1].matched_at, page[-1].vacancy_id)
    assert [(each.vacancy_id, each.title, each.slug, each.open) for each in got] == [
        (3, "Title 3", "acme", True),
        (1, "Title 1", "acme", True),
        (2, "Title 2", "acme", True),
    ]
    assert acme.read(tracker_views.trackers, eve, now=now)[0].waiting == 3


def test_a_webhook_gets_what_is_found_from_now_on(acme, now):
    eve = people.add(acme, now=now)
    boards.crawl(acme, {"1", "2"}, now)
    id_ = tracking.add(acme, eve, now)
    tracking.found(acme, id_, 1, now)
    acme.write(trackers.change, eve, id_, {"webhook_url": "https://example.com/hook"}, now=now + HOUR)
    assert tracking.match(acme, id_, 1).posted_at == now + HOUR
    assert tracking.row(acme, id_).webhook_next_at is None
    tracking.found(acme, id_, 2, now + 2 * HOUR)

    def give_up(session):
        its = session.get(Tracker, id_)
        its.webhook_failures, its.webhook_error = 9, "given up"

    acme.write(give_up)
    acme.write(trackers.change, eve, id_, {"webhook_url": "https://example.com/hook"}, now=now + DAY)
    its = tracking.row(acme, id_)
    assert (its.webhook_failures, its.webhook_error, its.webhook_next_at) == (0, "", now + DAY)
    assert tracking.match(acme, id_, 2).posted_at is None


@pytest.mark.usefixtures("cheap")
def test_a_deleted_account_takes_its_trackers_along(acme, now, post):
    owner = people.opened(acme, post, now)
    boards.crawl(acme, {"1"}, now)
    id_ = tracking.add(acme, owner.id, now, email=MUM)
    tracking.found(acme, id_, 1, now)
    entering.close_account(acme, owner.id, people.PASSWORD, now=now)
    assert (every(acme), boards.count(acme, Match), boards.count(acme, Ticket)) == ([], 0, 0)
