"""Which companies do not do well: one sign each, put together, and a page at a time."""

import pytest

from jobtracker.store.broken import Sought, broken, counts, groups
from tests.jobtracker.store.failing import HOUR, add, change, fail, heal


@pytest.fixture
def ill(database, now):
    """Each sign, and what shows none."""
    add(database, [f"g{n}" for n in range(6)], open_count=10)
    add(database, ["own", "other"], ats="")
    fail(database, ["g0", "g1"], "blocked", now)
    fail(database, ["g2"], "empty", now + HOUR)
    fail(database, ["g3"], "changed", now + 2 * HOUR)
    fail(database, ["own", "other"], "blocked", now + 3 * HOUR)
    heal(database, ["g4"], now)
    change(database, ["g4"], held_since=now + 4 * HOUR, cause="empty", failing_since=now + 4 * HOUR)
    return database


def test_each_company_has_one_sign(ill):
    assert ill.read(counts) == {"zero": 1, "drop": 1, "changed": 1, "failing": 4}


def test_what_is_alike_is_one_group_and_a_site_of_its_own_is_one_alone(ill, now):
    found = [(each.ats, each.company, each.sign, each.companies, each.listings) for each in ill.read(groups)]
    assert found[0] == ("greenhouse", "", "failing", 2, 20)
    assert found[1:3] == [("", "other", "failing", 1, 0), ("", "own", "failing", 1, 0)]
    assert {each[1:3] for each in found[3:]} == {("g2", "zero"), ("g3", "changed"), ("g4", "drop")}


def test_the_last_to_break_comes_first_and_says_why(ill, now):
    rows = [row for _, row in ill.read(broken, Sought(), after=None, limit=10)]
    assert [row.company for row in rows] == ["g4", "other", "own", "g3", "g2", "g1", "g0"]
    assert [row.why for row in rows][:2] == ["", "GET /: blocked"]
    assert rows[-1].since == now


def test_a_page_goes_on_where_the_one_before_ended(ill):
    seen, after = [], None
    while rows := ill.read(broken, Sought(), after=after, limit=2):
        seen += [row.company for _, row in rows]
        after = (rows[-1][1].since, rows[-1][0])
    assert seen == ["g4", "other", "own", "g3", "g2", "g1", "g0"]


@pytest.mark.parametrize(
    ("sought", "companies"),
    [
        (Sought(sign="zero"), ["g2"]),
        (Sought(sign="drop"), ["g4"]),
        (Sought(ats="greenhouse", cause="blocked"), ["g1", "g0"]),
    ],
)
def test_they_are_narrowed(ill, sought, companies):
    assert [row.company for _, row in ill.read(broken, sought, after=None, limit=10)] == companies


def test_what_nobody_visits_is_not_broken(ill, now):
    change(ill, ["g0", "own"], paused_at=now)
    change(ill, ["g2"], retired_at=now)
    assert ill.read(counts) == {"zero": 0, "drop": 1, "changed": 1, "failing": 2}
