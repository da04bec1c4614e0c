"""How made-up boards change, in figures; the seeds are fixed, so that none of them can waver."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_sites.churn import BACK, CHURN, DAY, SHARES, Churn, Kind

DAYS = 60
MONDAY_TO_FRIDAY = range(5)


@pytest.fixture(scope="module")
def course():
    """Per day and board: what was open, what came, what went, and what came that had been there before."""
    days, kinds = [], Counter()
    for number in range(150):
        board = Churn(f"1 board-{number}", 40)
        board.go_to(0)
        before, known = set(board.open), set(board.open)
        for day in range(1, DAYS + 1):
            board.go_to(day * DAY)
            after = set(board.open)
            days.append((day, len(before), len(after - before), len(before - after), len((after - before) & known)))
            kinds.update(board.copies.get(n, (Kind.FRESH,))[0] for n in after - known)
            before, known = after, known | after
    return days, kinds


def test_as_much_appears_and_leaves_in_a_day_as_on_real_boards(course):
    listings = sum(size for _, size, *_ in course[0])
    came, went = (sum(day[n] for day in course[0]) / listings for n in (2, 3))
    assert came == pytest.approx(CHURN, rel=0.05)
    assert went == pytest.approx(CHURN, rel=0.05)


def test_some_come_back_and_some_are_posted_twice(course):
    came = sum(day[2] for day in course[0])
    back = sum(day[4] for day in course[0])
    assert back / came == pytest.approx(BACK, abs=0.025)
    for kind, share in SHARES.items():
        assert course[1][kind] / came == pytest.approx(share, abs=0.015)


def test_little_happens_on_weekends_and_at_night(course):
    changes = Counter()
    for day, _, came, went, _ in course[0]:
        changes[(day - 1) % 7 in MONDAY_TO_FRIDAY] += came + went
    assert changes[False] / 2 < 0.3 * changes[True] / 5
    board = Churn("1 clock", 4_000)
    board.go_to(0)
    midnight = board.version
    board.go_to(8 * 3600)
    morning = board.version
    board.go_to(18 * 3600)
    assert morning - midnight < 0.2 * (board.version - midnight)


@given(st.lists(st.integers(0, 40 * DAY), min_size=1, max_size=6), st.integers(1, 30))
def test_a_time_shows_the_same_board_however_one_gets_there(times, size):
    straight, about = Churn("7 acme", size), Churn("7 acme", size)
    for at in times:
        about.go_to(at)
    straight.go_to(times[-1])
    assert (about.open, about.version, about.copies) == (straight.open, straight.version, straight.copies)


def test_boards_of_other_seeds_and_companies_take_another_course():
    courses = []
    for key in ("1 acme", "2 acme", "1 other"):
        board = Churn(key, 50)
        board.go_to(20 * DAY)
        courses.append(tuple(board.open.items()))
    assert len(set(courses)) == 3
