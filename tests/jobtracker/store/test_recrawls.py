"""Recrawls of many, canary first; and what else operators do to a selection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from jobtracker.models import CompanyRow, Recrawl
from jobtracker.selection import Chosen, Selection
from jobtracker.store import operating, recrawls
from jobtracker.store.recrawls import advance, begin, evenly, progress, spread
from jobtracker.store.selecting import find
from tests.jobtracker.store.failing import HOUR, MINUTE, add, change, column, fail, heal

NAMES = [f"c{n:02}" for n in range(30)]


@pytest.fixture
def companies(database, now):
    add(database, NAMES)
    fail(database, NAMES, "blocked", now - HOUR, failures=5)
    return database


def start(database, now, **conditions):
    chosen = database.read(find, Selection(**conditions or {"every": True}))
    return database.write(begin, chosen, now=now)


def asked(database):
    return {slug for slug, at in column(database, "asked_at").items() if at is not None}


def state(database):
    return database.read(lambda s: [(row.state, row.note) for row in s.scalars(select(Recrawl))])


def test_ten_are_asked_for_at_once(companies, now):
    assert start(companies, now, slugs=tuple(NAMES[:10])) is None
    assert asked(companies) == set(NAMES[:10])
    assert state(companies) == []


def test_a_canary_that_is_well_takes_the_others_along(companies, now):
    assert start(companies, now) == 1
    canary = asked(companies)
    assert len(canary) == 10
    assert companies.write(advance, now=now + MINUTE) == []
    heal(companies, sorted(canary)[:8], now + MINUTE)
    assert companies.write(advance, now=now + MINUTE) == []
    fail(companies, sorted(canary)[8:], "blocked", now + MINUTE)
    assert companies.write(advance, now=now + 2 * MINUTE) == ["recrawl 1: all"]
    assert asked(companies) == set(NAMES) - canary
    assert companies.write(advance, now=now + 3 * MINUTE) == []
    [mine] = companies.read(progress, limit=5)
    assert (mine.state, mine.total, mine.waiting) == ("all", 30, 20)
    heal(companies, sorted(asked(companies)), now + HOUR)
    assert companies.write(advance, now=now + HOUR) == ["recrawl 1: done"]
    assert set(column(companies, "recrawl_id").values()) == {None}


def test_a_canary_of_which_three_fail_stops_it(companies, now):
    start(companies, now)
    canary = sorted(asked(companies))
    fail(companies, canary[:3], "blocked", now + MINUTE)
    [line] = companies.write(advance, now=now + MINUTE)
    assert line == f"recrawl 1: stopped: 3 of the first 10 failed; {canary[0]}: GET /: blocked"
    assert set(column(companies, "recrawl_id").values()) == {None}
    heal(companies, canary, now + 2 * MINUTE)
    assert companies.write(advance, now=now + 3 * MINUTE) == []
    assert asked(companies) == set()


def test_a_canary_that_never_runs_stops_it(companies, now):
    start(companies, now)
    canary = sorted(asked(companies))
    heal(companies, canary[1:], now + MINUTE)
    change(companies, canary[:1], paused_at=now)
    assert companies.write(advance, now=now + 2 * HOUR) == []
    [line] = companies.write(advance, now=now + 2 * HOUR + MINUTE)
    assert line == "recrawl 1: stopped: after 2 h 9 of the first 10 had run"


def test_an_interrupted_run_of_the_canary_is_waited_for(companies, now):
    from tests.jobtracker.store.failing import record

    start(companies, now)
    canary = sorted(asked(companies))
    record(companies, canary, now, {"cause": ""}, {"outcome": "failed", "error": "interrupted"})
    assert companies.write(advance, now=now + MINUTE) == []
    heal(companies, canary, now + 2 * MINUTE)
    assert companies.write(advance, now=now + 3 * MINUTE) == ["recrawl 1: all"]


def test_partial_is_not_failed(companies, now):
    from tests.jobtracker.store.failing import record

    start(companies, now)
    values = {"cause": "changed", "failures": 0}
    record(companies, sorted(asked(companies)), now, values, {"outcome": "partial", "error": "read 3 of 4"})
    assert companies.write(advance, now=now + MINUTE) == ["recrawl 1: all"]


def test_a_second_recrawl_takes_over(companies, now):
    start(companies, now)
    first = asked(companies)
    start(companies, now + MINUTE)
    heal(companies, sorted(asked(companies)), now + 2 * MINUTE)
    assert set(companies.write(advance, now=now + 3 * MINUTE)) == {"recrawl 1: all", "recrawl 2: all"}
    assert asked(companies) == set(NAMES) - first
    assert companies.write(advance, now=now + 4 * MINUTE) == ["recrawl 1: done"]  # it has nobody left
    heal(companies, NAMES, now + HOUR)
    assert companies.write(advance, now=now + HOUR) == ["recrawl 2: done"]


def test_selections(companies, now):
    add(companies, ["own"], ats="", country="AT")
    add(companies, ["gone"], ats="lever", retired_at=now)
    change(companies, NAMES[:3], paused_at=now)
    change(companies, NAMES[3:5], incident_id=7)
    heal(companies, NAMES[5:6], now)
    names = lambda **conditions: [c.slug for c in companies.read(find, Selection(**conditions))]  # noqa: E731
    assert names(every=True) == [*NAMES, "own"]
    assert names(country="AT") == ["own"]
    assert names(ats="greenhouse", paused=True) == NAMES[:3]
    assert names(incident=7) == NAMES[3:5]
    assert names(failing=True) == [name for name in NAMES if name != NAMES[5]]
    assert names(cause="blocked", paused=True) == NAMES[:3]
    assert names(cause="gone") == names(held=True) == names(slugs=("gone", "c99")) == []
    assert names(slugs=("own", "c01", "own")) == ["c01", "own"]
    assert [c.visited for c in companies.read(find, Selection(slugs=("c00", "c09")))] == [False, True]


def test_pause_resume_and_reset(companies, now):
    ids = [c.id for c in companies.read(find, Selection(slugs=("c00", "c01")))]
    companies.write(operating.pause, ids, why="x" * 900, now=now)
    assert len(column(companies, "paused_why")["c00"]) == 300
    assert set(column(companies, "paused_at", "c00", "c01", "c02").values()) == {now, None}
    companies.write(operating.resume, ids, now=now + HOUR)
    row = companies.read(lambda s: s.scalars(select(CompanyRow).where(CompanyRow.slug == "c00")).one())
    assert (row.paused_at, row.paused_why, row.failures, row.due_at) == (None, "", 0, now + HOUR)
    companies.write(operating.reset, ids, now=now + 2 * HOUR)
    assert column(companies, "due_at", "c01") == {"c01": now + 2 * HOUR}
    assert column(companies, "failures", "c02") == {"c02": 5}


CHOSEN = st.lists(st.integers(0, 5), max_size=60).map(
    lambda hosts: [Chosen(n, f"c{n:03}", f"host{host}", visited=True) for n, host in enumerate(hosts)]
)


@given(CHOSEN, st.integers(1, 12))
def test_a_canary_is_as_large_as_can_be_and_from_all_over(chosen, number):
    found = spread(chosen, number)
    assert len(found) == len(set(found)) == min(number, len(chosen))
    assert len({c.host for c in found}) == min(number, len({c.host for c in chosen}))
    assert spread(chosen[::-1], number) == found


def test_a_canary_of_one_host_is_no_run_of_neighbours():
    assert evenly(range(800), 10) == list(range(0, 800, 80))
    assert recrawls.CANARY >= recrawls.ENOUGH
