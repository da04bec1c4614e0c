"""What people keep is theirs, and keeps its time."""

import datetime as dt

import pytest

from jobtracker.store import kept
from jobtracker.store.unseen import Unseen, unseen
from tests.jobtracker.store import boards
from tests.jobtracker.store.people import ADAM, add

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def eve(acme, now):
    """An account, beside a board of three vacancies."""
    boards.crawl(acme, {"1", "2", "3"}, now)
    return add(acme, now=now)


def test_a_vacancy_is_saved_once_and_taken_away_as_often_as_one_likes(acme, eve, now):
    first = acme.write(kept.put, eve, 1, "saved", now=now)
    again = acme.write(kept.put, eve, 1, "saved", now=now + HOUR)
    assert (first.saved_at, again.saved_at, again.hidden_at) == (now, now, None)
    acme.write(kept.put, eve, 1, "applied", now=now + HOUR)
    for _ in range(2):
        acme.write(kept.take_away, eve, 1, "saved")
    row = acme.read(kept.of_vacancies, eve, [1, 2])[1]
    assert (row.saved_at, row.applied_at) == (None, now + HOUR)
    acme.write(kept.take_away, eve, 1, "applied")
    assert acme.read(kept.of_vacancies, eve, [1]) == {}


def test_a_note_keeps_its_row_until_it_is_empty(acme, eve, now):
    acme.write(kept.write_note, eve, 1, "call them")
    acme.write(kept.put, eve, 1, "saved", now=now)
    acme.write(kept.take_away, eve, 1, "saved")
    assert acme.read(kept.of_vacancies, eve, [1])[1].note == "call them"
    acme.write(kept.write_note, eve, 1, "")
    acme.write(kept.write_note, eve, 2, "")
    assert acme.read(kept.of_vacancies, eve, [1, 2]) == {}


def test_what_does_not_exist_is_not_kept(acme, eve, now):
    held = boards.claim(acme, now + HOUR)
    acme.write(boards.runs.save, held, [boards.prepared("4")], now=now + HOUR)  # staged: its run is not closed
    for vacancy_id in (0, 4, 2**40):
        assert acme.write(kept.put, eve, vacancy_id, "saved", now=now) is None
        assert acme.write(kept.write_note, eve, vacancy_id, "x") is None


def test_hidden_ones_are_those_of_one_account(acme, eve, now):
    adam = add(acme, ADAM, now=now)
    acme.write(kept.put, eve, 1, "hidden", now=now)
    acme.write(kept.put, eve, 2, "saved", now=now)
    acme.write(kept.put, adam, 3, "hidden", now=now)
    assert acme.read(unseen, eve) == Unseen(frozenset({1}))
    acme.write(kept.take_away, adam, 1, "hidden")
    assert acme.read(unseen, eve) == Unseen(frozenset({1}))


def test_pages_hold_each_vacancy_once_the_latest_first(acme, eve, now):
    for number in (1, 2, 3):
        acme.write(kept.put, eve, number, "saved", now=now + HOUR * (number == 3))
    seen, after = [], None
    while page := acme.read(kept.page, eve, "saved", after=after, limit=1):
        seen.append(page[0].vacancy_id)
        after = (page[0].saved_at, page[0].vacancy_id)
    assert seen == [3, 2, 1]


def test_a_vacancy_is_shown_by_a_listing_that_is_open(acme, eve, now):
    for number in (1, 2):
        acme.write(kept.put, eve, number, "saved", now=now)
    boards.crawl(acme, {"2", "3"}, now + HOUR)
    shown = {each.vacancy_id: each for each in acme.read(kept.page, eve, "saved", after=None, limit=10)}
    assert {number: (each.title, each.slug, each.open) for number, each in shown.items()} == {
        1: ("Title 1", "acme", False),
        2: ("Title 2", "acme", True),
    }


def test_so_much_is_kept_and_no_more(acme, eve, now, monkeypatch):
    monkeypatch.setattr(kept, "MOST_KEPT", 1)
    acme.write(kept.put, eve, 1, "saved", now=now)
    acme.write(kept.put, eve, 1, "hidden", now=now)
    with pytest.raises(kept.TooMany):
        acme.write(kept.put, eve, 2, "saved", now=now)
