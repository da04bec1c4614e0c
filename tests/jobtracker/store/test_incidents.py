"""Incidents: what fails alike is one."""

import threading

import pytest
from sqlalchemy import event, select

from jobtracker.models import CompanyRow, Incident, RunRow
from jobtracker.store.incidents import OUTBREAK, sweep
from tests.jobtracker.store.failing import HOUR, MINUTE, add, change, column, fail, heal, incidents

NAMES = [f"c{n}" for n in range(20)]


@pytest.fixture
def companies(database):
    add(database, NAMES)
    return database


def sweeps(database, now):
    return database.write(sweep, now=now)


def test_a_company_alone_is_one_after_three_failures(companies, now):
    for failures in (1, 2):
        fail(companies, NAMES[:1], "gone", now + failures * HOUR, failures=failures, since=now)
        assert sweeps(companies, now + failures * HOUR).opened == 0
    fail(companies, NAMES[:1], "gone", now + 3 * HOUR, failures=3, since=now)
    assert sweeps(companies, now + 3 * HOUR).opened == 1
    assert incidents(companies) == [("greenhouse", "gone", 1, True)]
    example = companies.read(lambda s: s.scalars(select(Incident.example)).one())
    assert example == "c0: GET /: gone"


@pytest.mark.parametrize(("ill", "opened"), [(OUTBREAK - 1, 0), (OUTBREAK, 1)])
def test_five_of_an_ats_within_an_hour_are_one_at_once(companies, now, ill, opened):
    fail(companies, NAMES[:ill], "blocked", now)
    assert sweeps(companies, now + MINUTE).opened == opened


def test_five_over_two_hours_or_of_five_causes_are_none(companies, now):
    for number, cause in enumerate(("blocked", "gone", "moved", "changed", "empty")):
        fail(companies, NAMES[number : number + 1], cause, now)
    for number in range(5):
        fail(companies, NAMES[5 + number : 6 + number], "time-out", now + number * 30 * MINUTE)
    assert sweeps(companies, now + 121 * MINUTE).opened == 0


def test_sites_of_their_own_are_each_for_itself(database, now):
    add(database, ["a", "b", "c", "d", "e"], ats="")
    fail(database, ["a", "b", "c", "d", "e"], "blocked", now)
    assert sweeps(database, now).opened == 0
    fail(database, ["a", "b"], "blocked", now, failures=3)
    assert sweeps(database, now).opened == 2
    assert incidents(database) == [("a", "blocked", 1, True), ("b", "blocked", 1, True)]


def test_later_failures_join_and_a_second_sweep_changes_nothing(companies, now):
    fail(companies, NAMES[:6], "blocked", now)
    sweeps(companies, now)
    fail(companies, NAMES[6:], "blocked", now + 5 * HOUR)
    sweeps(companies, now + 5 * HOUR)
    before = column(companies, "incident_id")
    assert sweeps(companies, now + 5 * HOUR) == type(sweeps(companies, now + 5 * HOUR))()
    assert incidents(companies) == [("greenhouse", "blocked", 20, True)]
    assert column(companies, "incident_id") == before
    assert len(set(before.values())) == 1
    last = companies.read(lambda s: s.scalars(select(Incident.last_at)).one())
    assert last == now + 5 * HOUR


def test_it_closes_when_none_fails_any_more(companies, now):
    fail(companies, NAMES[:7], "blocked", now)
    sweeps(companies, now)
    heal(companies, NAMES[:2], now + HOUR)
    change(companies, NAMES[2:4], paused_at=now)
    change(companies, NAMES[4:5], retired_at=now)
    change(companies, NAMES[5:6], switched_off="its terms")
    assert sweeps(companies, now + HOUR).closed == 0
    heal(companies, NAMES[6:7], now + HOUR)
    assert sweeps(companies, now + 2 * HOUR).closed == 1
    assert incidents(companies) == [("greenhouse", "blocked", 7, False)]
    assert set(column(companies, "incident_id").values()) == {None}


def test_the_same_again_is_another(companies, now):
    for day in range(2):
        fail(companies, NAMES, "blocked", now + day * 24 * HOUR)
        sweeps(companies, now + day * 24 * HOUR)
        heal(companies, NAMES, now + (day * 24 + 1) * HOUR)
        sweeps(companies, now + (day * 24 + 1) * HOUR)
    assert incidents(companies) == [("greenhouse", "blocked", 20, False)] * 2


def test_a_site_that_answers_429_and_503_in_turn_is_one_incident(companies, now):
    for hour in range(6):
        fail(companies, NAMES, ("blocked", "time-out")[hour % 2], now + hour * HOUR, failures=hour + 1, since=now)
        sweeps(companies, now + hour * HOUR)
    assert incidents(companies) == [("greenhouse", "blocked", 20, True)]


def test_the_back_off_of_the_others_ends_when_three_are_well_again(companies, now):
    fail(companies, NAMES, "blocked", now, failures=4)
    sweeps(companies, now)
    later = now + HOUR
    heal(companies, NAMES[:2], later)
    assert sweeps(companies, later).freed == 0
    heal(companies, NAMES[2:3], later)
    running = companies.read(lambda s: s.scalars(select(CompanyRow.id).where(CompanyRow.slug == "c9")).one())
    companies.write(lambda s: s.add(RunRow(company_id=running, generation=2, started_at=later)))
    assert sweeps(companies, later).freed == 16
    due = column(companies, "due_at")
    assert {due[name] for name in NAMES[:3]} == {later + 6 * HOUR}
    assert due["c9"] == now + 6 * HOUR  # it is under way
    assert {due[name] for name in NAMES[3:] if name != "c9"} == {later}
    assert set(column(companies, "failures", "c5").values()) == {0}
    # One that fails after that backs off again, until three more are well.
    fail(companies, ["c5"], "blocked", later + HOUR)
    assert sweeps(companies, later + HOUR).freed == 0
    assert column(companies, "due_at")["c5"] == later + 7 * HOUR


def told(database, at):
    def unit(session):
        for row in session.scalars(select(Incident)):
            row.alerting_at = row.alerted_at = row.posting_at = row.posted_at = at

    database.write(unit)


def untold(database):
    return database.read(lambda s: len(s.scalars(select(Incident.id).where(Incident.alerted_at.is_(None))).all()))


def test_an_outbreak_is_told_though_some_failed_alike_for_long(companies, now):
    fail(companies, NAMES[:2], "gone", now, failures=3)
    sweeps(companies, now)
    told(companies, now)
    fail(companies, NAMES[2:10], "gone", now + 50 * HOUR)
    sweeps(companies, now + 50 * HOUR)
    assert untold(companies) == 1
    told(companies, now + 50 * HOUR)
    for hour in range(51, 54):  # and told once: the outbreak goes on
        fail(companies, NAMES[10 : 10 + 3 * (hour - 50)], "gone", now + hour * HOUR)
        sweeps(companies, now + hour * HOUR)
        assert untold(companies) == 0
    assert incidents(companies) == [("greenhouse", "gone", 19, True)]


def test_two_sweeps_at_once_open_one(companies, now):
    fail(companies, NAMES, "blocked", now)
    fail(companies, NAMES[:3], "gone", now, failures=3)
    start, found = threading.Barrier(6), []

    def run():
        start.wait()
        found.append(sweeps(companies, now))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.opened for each in found) == 2
    assert sorted(incidents(companies)) == [("greenhouse", "blocked", 17, True), ("greenhouse", "gone", 3, True)]


def test_five_thousand_companies_cost_as_many_statements_as_five(database, now):
    def statements():
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", listener)
        sweeps(database, now)
        event.remove(database.engine, "before_cursor_execute", listener)
        return len(seen)

    add(database, [f"few{n}" for n in range(5)], ats="lever")
    fail(database, [f"few{n}" for n in range(5)], "blocked", now)
    few = statements()
    for ats in ("greenhouse", "ashby"):
        names = [f"{ats}{n}" for n in range(400)]
        add(database, names, ats=ats)
        fail(database, names, "blocked", now)
    assert statements() == few
    assert [each[2] for each in incidents(database)] == [5, 400, 400]
