"""A world, and whether the project's own spiders read in it what is true."""

import datetime as dt
import statistics
from collections import Counter

import pytest

from crawler.companies import registry
from crawler.loader import adapters
from jobtracker.db import open_database
from sample_sites import OWN_HOSTS, SYSTEMS, Asked, Sites, World, write_registry
from sample_sites.churn import Kind
from sample_sites.ways import shortcut_settings
from tests.crawler.web import crawl, listed

START = dt.datetime(2026, 4, 6, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def world(companies=20, seed=3, **options):
    return World(seed, companies, START, **options)


def at(some_world, when):
    some_world.clock = lambda: when
    return some_world


def first_request(board):
    return Asked("GET", adapters()[board.ats].url_for(board.params))


def test_the_same_seed_is_the_same_world_to_the_byte():
    first, same, other = (at(world(seed=seed, ats=("greenhouse",)), START + 9 * DAY) for seed in (3, 3, 4))
    answers = [[b.answer(first_request(b)) for b in each.boards.values()] for each in (first, same, other)]
    assert answers[0] == answers[1]
    assert answers[0] != answers[2]


def test_a_larger_world_begins_with_the_companies_of_a_smaller_one():
    assert list(world(30).boards)[:20] == list(world(20).boards)


def test_companies_are_as_large_and_as_spread_over_ats_as_real_ones():
    boards = world(2_000, seed=1).boards.values()
    sizes = sorted(board.size for board in boards)
    assert 10 <= statistics.median(sizes) <= 14
    assert 60 <= sizes[1_800] <= 110
    assert sizes[-10] > 300
    assert Counter(board.ats for board in boards).keys() == SYSTEMS.keys()


def test_the_truth_of_the_past_can_be_asked_for_at_any_time():
    some = world()
    days = [some.truth(START + n * DAY) for n in range(5)]
    assert [some.truth(START + n * DAY) for n in (3, 1, 4)] == [days[3], days[1], days[4]]
    assert days[0] != days[4]


def test_copies_share_what_their_kind_says():
    some = at(world(40), START + 40 * DAY)
    seen = set()
    for board in some.boards.values():
        openings = board.listed()
        for number, (kind, original) in board._churn.copies.items():
            if str(number) in openings and str(original) in openings:
                copy, copied = openings[str(number)], openings[str(original)]
                assert (copy.title, copy.text) == (copied.title, copied.text)
                assert (copy.place == copied.place) == (kind is not Kind.ELSEWHERE)
                assert (copy.requisition == copied.requisition) == (kind is Kind.ELSEWHERE)
                seen.add(kind)
    assert seen >= {Kind.TWIN, Kind.ELSEWHERE}


@pytest.fixture(scope="module")
def every_ats():
    """One company of each ATS, and one of more than a page where lists have pages."""
    large = world(1_500, seed=1)
    chosen = {}
    for board in large.boards.values():
        wanted = 100 < board.size < 150 if board.ats in ("smartrecruiters", "teamtailor", "workday") else board.size > 5
        if wanted:
            chosen.setdefault(board.ats, board)
    assert chosen.keys() == SYSTEMS.keys()
    return large, list(chosen.values())


def test_what_the_spiders_store_is_the_truth_of_every_ats(every_ats, tmp_path):
    large, boards = every_ats
    database = open_database(f"sqlite:///{tmp_path / 'world.db'}")
    settings = shortcut_settings(Sites(boards))
    for hours in (0, 24, 31):  # what is held by the second is confirmed by the third
        now = START + dt.timedelta(hours=hours)
        at(large, now)
        reports = crawl(database, boards, settings, now)
        assert {report.outcome for report in reports.values()} == {"complete"}
    assert listed(database) == {board.slug: board.at(now) for board in boards}
    database.close()


def test_the_registry_of_a_world_is_read_without_a_fault(tmp_path):
    some = world(200, seed=1)
    write_registry(some.boards.values(), tmp_path)
    found = registry.read(tmp_path, adapters())
    assert found.errors == []
    assert registry.find_faults(found, adapters()) == []
    assert {slug: (c.ats, c.name) for slug, c in found.companies.items()} == {
        slug: (board.ats, board.name) for slug, board in some.boards.items()
    }


def test_companies_can_have_hosts_of_their_own():
    boards = world(50, ats=OWN_HOSTS).boards.values()
    assert len({root.partition("/")[0] for board in boards for root in board.roots}) == 50


def test_time_can_pass_faster_and_openings_of_today_are_not_from_the_future():
    now = dt.datetime.now(dt.UTC)
    some = World(1, 30, now)
    some.hurry(600)
    assert some.clock() - some.start == pytest.approx(600 * (now - some.start), abs=dt.timedelta(minutes=30))
    published = [opening.published for board in some.boards.values() for opening in board.listed().values()]
    assert max(published) <= dt.datetime.now(dt.UTC)


def test_what_people_change_is_kept_and_belongs_to_its_time(tmp_path):
    file = tmp_path / "edits.json"
    some = at(world(edits=file), START + DAY)
    board = next(iter(some.boards.values()))
    gone = next(iter(board.listed()))
    added = board.add("Käsemeister <b>", "Bern")
    board.take_down(gone)
    with pytest.raises(KeyError):
        board.take_down(gone)
    later = at(World(3, 20, START + 9 * DAY, edits=file), START + 2 * DAY)
    assert later.start == START
    again = later.boards[board.slug]
    assert added in again.listed()
    assert gone not in again.listed()
    assert again.listed()[added].title == "Käsemeister <b>"
    assert gone in again.at(START) or gone not in world().boards[board.slug].at(START)
    assert added not in again.at(START)


def test_an_answer_is_made_once_for_each_state_of_the_board(monkeypatch):
    some = at(world(ats=("greenhouse",)), START)
    board = next(iter(some.boards.values()))
    good = board.answer(first_request(board))
    monkeypatch.setattr(board, "_listed", None)  # it would be called to make another
    assert board.answer(first_request(board)) == good
