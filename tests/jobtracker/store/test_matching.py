"""What a run finds is told to whom it concerns: once, and nobody is missed."""

from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import select

from jobtracker.lifecycle import Evidence
from jobtracker.models import Beginning, Match, RunRow, Tracker
from jobtracker.query_parser import parse
from jobtracker.store import matching
from tests.jobtracker.naive_trackers import NaiveTrackers
from tests.jobtracker.store import boards, people
from tests.jobtracker.store.boards import DAY, HOUR, prepared

SEEN = {"1", "2"}
NUMBERS = count()


@pytest.fixture
def watched(acme, now):
    """Acme with two listings that everybody has seen."""
    boards.crawl(acme, SEEN, now)
    acme.write(matching.pass_over, now=now)
    for run_id in acme.read(matching.waiting, limit=9):
        acme.write(matching.match, run_id, NaiveTrackers(), now=now)
    return acme


def tracker(database, asked, query, since, **more):
    user_id = people.add(database, f"{next(NUMBERS)}@example.com", now=since)
    about = {"name": query, "search": f"q={query}", "search_key": query, "muted_companies": [], "muted_words": []}
    about |= {"cadence": "daily", "hour": 8, "weekday": 0, "zone": "Europe/Vienna"}
    about |= dict.fromkeys(("created_at", "since", "changed_at"), since) | {"ends_at": since + 90 * DAY}

    def add(session):
        row = Tracker(user_id=user_id, **{**about, **more})
        session.add(row)
        session.flush()
        return row.id

    tracker_id = database.write(add)
    asked.add(tracker_id, since, parse(query))
    return tracker_id


def match(database, asked, now):
    for run_id in database.read(matching.waiting, limit=99):
        database.write(matching.match, run_id, asked, now=now)


def told(database):
    """Tracker and title of each match."""
    rows = select(Match.tracker_id, Match.vacancy_id).order_by(Match.matched_at, Match.tracker_id, Match.vacancy_id)
    return database.read(lambda s: [tuple(row) for row in s.execute(rows)])


def test_what_is_new_is_told_once_and_what_was_there_never(watched, now):
    asked = NaiveTrackers()
    one = tracker(watched, asked, "title", now + HOUR)
    boards.crawl(watched, SEEN | {"3"}, now + DAY)
    match(watched, asked, now + DAY)
    boards.crawl(watched, SEEN | {"3"}, now + 2 * DAY)
    match(watched, asked, now + 2 * DAY)
    assert told(watched) == [(one, 3)]
    row = watched.read(lambda s: s.execute(select(Tracker.matched, Tracker.next_at)).one())
    assert tuple(row) == (1, now + DAY)


def test_what_a_run_found_before_a_tracker_was_made_is_none_however_late_it_is_matched(watched, now):
    asked = NaiveTrackers()
    boards.crawl(watched, SEEN | {"3"}, now + DAY)
    tracker(watched, asked, "title", now + DAY + HOUR)
    match(watched, asked, now + 2 * DAY)
    assert told(watched) == []


def test_the_same_id_back_is_no_news_but_to_who_came_in_between(watched, now):
    asked = NaiveTrackers()
    tracker(watched, asked, "title", now + HOUR)
    boards.crawl(watched, {"1"}, now + DAY)
    boards.crawl(watched, {"1"}, now + DAY + 7 * HOUR)
    match(watched, asked, now + DAY)
    between = tracker(watched, asked, "title", now + 2 * DAY)
    boards.crawl(watched, SEEN, now + 3 * DAY)
    match(watched, asked, now + 3 * DAY)
    assert told(watched) == [(between, 2)]


@pytest.mark.parametrize("again", ["the same", "other ids"])
def test_a_board_that_is_back_as_a_whole_is_one_line_to_who_came_meanwhile_and_nothing_to_the_others(
    watched, now, again
):
    asked = NaiveTrackers()
    one = tracker(watched, asked, "title", now + HOUR)
    every = {str(number): prepared(str(number)) for number in range(1, 31)}
    boards.crawl(watched, {*every}, now + DAY)
    match(watched, asked, now + DAY)
    before = told(watched)
    for days in (2, 3, 59):
        boards.crawl(watched, set(), now + days * DAY, evidence=Evidence(empty_is_answer=True))
    match(watched, asked, now + 3 * DAY)
    between = tracker(watched, asked, "title", now + 30 * DAY)
    if again == "other ids":
        every = {f"{id_}0": replace(each, external_id=f"{id_}0") for id_, each in every.items() if len(id_) == 2}
    fresh = prepared("1000", "Title of something new")
    boards.crawl(watched, {*every, "1000"}, now + 60 * DAY, changed=[*every.values(), fresh])
    match(watched, asked, now + 60 * DAY)
    lines = watched.read(lambda s: s.execute(select(Beginning.tracker_id, Beginning.number)).all())
    assert [tuple(row) for row in lines] == [(between, len(every))]
    new = [pair for pair in told(watched) if pair not in before]
    assert ([tracker_id for tracker_id, _ in new], len({vacancy for _, vacancy in new})) == ([one, between], 1)


def test_what_a_spider_that_is_mended_finds_and_was_there_long_ago_is_no_news_nor_are_its_details(watched, now):
    asked = NaiveTrackers()
    tracker(watched, asked, "granite", now + HOUR)
    ids = [str(number) for number in range(3, 33)]
    listed = [prepared(id_, pending=True, text="") for id_ in ids]
    listed = [replace(each, facts=replace(each.facts, posted_at=now - 30 * DAY)) for each in listed]
    boards.crawl(watched, SEEN | {*ids}, now + DAY, changed=listed)
    match(watched, asked, now + DAY)
    whole = [prepared(id_, text="all in granite") for id_ in ids]
    boards.close(watched, boards.claim(watched, now + 2 * DAY), SEEN | {*ids}, now + 2 * DAY, changed=whole)
    match(watched, asked, now + 2 * DAY)
    assert told(watched) == []


def test_a_requisition_that_gains_a_place_reaches_who_watches_that_place_and_nobody_else(watched, now):
    asked = NaiveTrackers()
    berlin = tracker(watched, asked, "location:berlin mason", now)
    munich = tracker(watched, asked, "location:munich mason", now)
    mason = {"title": "Mason", "requisition": "R1"}
    boards.crawl(watched, SEEN | {"3"}, now + DAY, changed=[prepared("3", **mason)])
    match(watched, asked, now + DAY)
    assert told(watched) == [(berlin, 3)]
    boards.crawl(watched, SEEN | {"3", "4"}, now + 2 * DAY, changed=[prepared("4", place="Munich", **mason)])
    match(watched, asked, now + 2 * DAY)
    assert told(watched) == [(berlin, 3), (munich, 3)]


def test_a_change_is_news_to_whom_it_did_not_fit_before(watched, now):
    asked = NaiveTrackers()
    tracker(watched, asked, "title", now)
    senior = tracker(watched, asked, "senior", now)
    held = boards.claim(watched, now + DAY)
    changed = [prepared("1", "Senior Title", hash_="b")]
    boards.close(watched, held, SEEN, now + DAY, changed=changed)
    match(watched, asked, now + DAY)
    assert told(watched) == [(senior, 1)]


def test_a_text_that_comes_later_is_news_to_who_asks_for_its_words(watched, now):
    asked = NaiveTrackers()
    by_title, by_text = tracker(watched, asked, "mason", now), tracker(watched, asked, "granite", now)
    first = [prepared("3", "Mason", pending=True, text="")]
    boards.crawl(watched, SEEN | {"3"}, now + DAY, changed=first)
    match(watched, asked, now + DAY)
    assert told(watched) == [(by_title, 3)]
    whole = prepared("3", "Mason", text="all in granite")
    boards.close(watched, boards.claim(watched, now + 2 * DAY), SEEN | {"3"}, now + 2 * DAY, changed=[whole])
    match(watched, asked, now + 2 * DAY)
    assert told(watched) == [(by_title, 3), (by_text, 3)]


def test_a_text_of_a_beginning_that_comes_later_is_no_news(acme, now):
    asked = NaiveTrackers()
    tracker(acme, asked, "granite", now - DAY)
    boards.crawl(acme, {"1"}, now, changed=[prepared("1", "Mason", pending=True, text="")])
    whole = prepared("1", "Mason", text="all in granite")
    boards.close(acme, boards.claim(acme, now + DAY), {"1"}, now + DAY, changed=[whole])
    match(acme, asked, now + DAY)
    assert told(acme) == []


def test_a_company_that_begins_is_one_line(acme, now):
    asked = NaiveTrackers()
    one = tracker(acme, asked, "title", now - DAY)
    boards.crawl(acme, {str(number) for number in range(30)}, now)
    match(acme, asked, now)
    lines = acme.read(lambda s: s.execute(select(Beginning.tracker_id, Beginning.number)).all())
    assert ([tuple(row) for row in lines], told(acme)) == ([(one, 30)], [])


@pytest.mark.parametrize("stopped", ["paused_at", "ended_at"])
def test_a_tracker_that_stopped_meanwhile_is_told_nothing_and_one_that_is_gone_stops_nobody(watched, now, stopped):
    asked = NaiveTrackers()
    tracker(watched, asked, "title", now, **{stopped: now})
    gone, stays = tracker(watched, asked, "title", now), tracker(watched, asked, "title", now)
    watched.write(lambda s: s.delete(s.get(Tracker, gone)))
    boards.crawl(watched, SEEN | {"3"}, now + DAY)
    match(watched, asked, now + DAY)
    assert told(watched) == [(stays, 3)]


def test_a_run_is_matched_once(watched, now):
    asked = NaiveTrackers()
    tracker(watched, asked, "title", now)
    boards.crawl(watched, SEEN | {"3"}, now + DAY)
    [run_id] = watched.read(matching.waiting, limit=9)
    assert watched.write(matching.match, run_id, asked, now=now).news
    assert watched.write(matching.match, run_id, asked, now=now) is None


def test_runs_that_found_nothing_are_passed_over(watched, now):
    boards.crawl(watched, SEEN, now + DAY)
    boards.close(watched, boards.claim(watched, now + DAY), set(), now + DAY, evidence=Evidence(problems=["503"]))
    watched.write(matching.pass_over, now=now + DAY)
    assert watched.read(matching.waiting, limit=9) == []
    times = watched.read(lambda s: s.scalars(select(RunRow.matched_at)).all())
    assert None not in times
