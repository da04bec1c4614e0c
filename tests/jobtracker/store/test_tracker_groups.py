"""The index of trackers follows what people do with theirs while it is used."""

import datetime as dt
import logging

import pytest
from sqlalchemy import update

from jobtracker.accepting import Candidate
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.listing import Facts
from jobtracker.matching import Listed
from jobtracker.models import Tracker
from jobtracker.store import tracker_groups, trackers
from tests.jobtracker.store import boards, people, tracking

SECOND = dt.timedelta(seconds=1)
ACME, OTTER = Company("acme", "Acme"), Company("otter", "Otter")


@pytest.fixture
def eve(database, now):
    return people.add(database, people.EVE, now=now)


def told(running, now, title, company=ACME):
    """Trackers that a listing of this title reaches."""
    facts = Facts(title=title)
    candidate = Candidate(facts=facts, company=company, first_seen_at=now)
    listed = Listed(listing_id=1, document=document(facts, company), candidate=candidate)
    index = running.index
    return sorted(id_ for group in index.fitting(listed, now) for id_, _ in index.followers(group))


def test_those_that_run_are_read_and_no_other(database, eve, now, monkeypatch):
    monkeypatch.setattr(tracker_groups, "BATCH", 2)
    words = ("baker", "q=baker&state=open", "mason", "cook", "baker cook", "baker -mason")
    ids = [tracking.add(database, eve, now, search=f"q={each}".replace("q=q=", "q=")) for each in words[:1] + words[2:]]
    paused, ended = (tracking.add(database, eve, now, search=f"q=baker&country={code}") for code in ("DE", "AT"))
    database.write(trackers.pause, eve, paused, now=now)
    database.write(lambda s: s.execute(update(Tracker).where(Tracker.id == ended).values(ended_at=now)))
    running = tracker_groups.load(database, now=now)
    assert len(running.index) == 5
    assert told(running, now, "Baker") == [ids[0], ids[4]]
    assert told(running, now, "Baker and cook") == [ids[0], ids[2], ids[3], ids[4]]


def test_what_is_muted_is_not_told(database, eve, now):
    one = tracking.add(database, eve, now, search="q=baker", muted_companies=["otter"], muted_words=["night shift"])
    running = tracker_groups.load(database, now=now)
    cases = (("Baker", ACME), ("Baker", OTTER), ("Baker, night shift", ACME), ("Baker for the shift at night", ACME))
    assert [told(running, now, *each) for each in cases] == [[one], [], [], [one]]


def test_they_are_followed_when_they_come_change_stop_and_go(database, eve, now, monkeypatch):
    monkeypatch.setattr(tracker_groups, "BATCH", 1)
    first = tracking.add(database, eve, now, search="q=baker")
    running = tracker_groups.load(database, now=now)

    def after(minutes):
        at = now + dt.timedelta(minutes=minutes)
        tracker_groups.follow(database, running, now=at)
        return told(running, at, "Baker"), told(running, at, "Mason")

    both = [tracking.add(database, eve, now + SECOND, search=f"q={word}") for word in ("mason", "baker&country=DE")]
    assert after(1) == ([first], both[:1])
    database.write(trackers.change, eve, first, {"search": "q=mason&language=unknown"}, now=now + 90 * SECOND)
    assert after(2) == ([], [first, both[0]])
    database.write(trackers.pause, eve, first, now=now + 150 * SECOND)
    assert after(3) == ([], both[:1])
    database.write(trackers.resume, eve, first, now=now + 210 * SECOND)
    assert after(4) == ([], [first, both[0]])
    database.write(trackers.remove, eve, both[0])
    assert after(5) == ([], [first])
    assert len(running.index) == 2


def test_a_tracker_whose_transaction_committed_late_is_seen(database, eve, now):
    running = tracker_groups.load(database, now=now)
    tracker_groups.follow(database, running, now=now + dt.timedelta(minutes=5))
    one = tracking.add(database, eve, now, search="q=baker")
    tracker_groups.follow(database, running, now=now + dt.timedelta(minutes=6))
    assert told(running, now, "Baker") == [one]


def test_what_has_not_changed_is_not_read_again(database, eve, now, monkeypatch):
    running = tracker_groups.load(database, now=now)
    tracking.add(database, eve, now, search="q=baker")
    tracker_groups.follow(database, running, now=now)
    monkeypatch.setattr(tracker_groups, "_take", None)
    tracker_groups.follow(database, running, now=now)


def test_one_that_cannot_be_read_any_more_is_a_line_and_stops_no_other(database, eve, now, caplog):
    bad, good = (tracking.add(database, eve, now, search=f"q={word}") for word in ("mason", "baker"))
    database.write(lambda s: s.execute(update(Tracker).where(Tracker.id == bad).values(search='q="mason')))
    with caplog.at_level(logging.ERROR):
        running = tracker_groups.load(database, now=now)
    assert [told(running, now, "Baker"), told(running, now, "Mason")] == [[good], []]
    [line] = caplog.messages
    assert line.startswith(f"tracker {bad} is not matched: search.q: ")


def test_it_knows_which_words_are_rare_by_the_listings_that_there_are(acme, now):
    boards.crawl(acme, {str(number) for number in range(90)}, now)
    often = tracker_groups._frequencies(acme)
    assert "w_title" in often
    assert "w_88" not in often
