"""Reports that a listing is gone, and what visits answer."""

import datetime as dt
import threading

import pytest
from sqlalchemy import func, select, update

from jobtracker.causes import TIME_OUT
from jobtracker.lifecycle import Evidence
from jobtracker.models import CompanyRow, ListingRow, Report
from jobtracker.store import operating, runs
from jobtracker.store.reports import report, view
from jobtracker.tasks.reports import reports
from tests.jobtracker.store.boards import HOUR, claim, close, crawl, prepared

SEVEN = [str(n) for n in range(7)]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def watched(acme, now):
    crawl(acme, SEVEN, now)
    return acme


def id_of(database, external_id="1"):
    found = select(ListingRow.id).where(ListingRow.external_id == external_id)
    return database.read(lambda session: session.scalar(found))


def asked_at(database):
    return database.read(lambda session: session.scalar(select(CompanyRow.asked_at)))


def state(database, external_id="1"):
    return database.read(view, id_of(database, external_id)).state


def test_a_report_asks_for_a_visit_and_the_visit_answers(watched, now):
    assert watched.read(view, id_of(watched)) is None
    said = watched.write(report, id_of(watched), "404 here", now=now + HOUR)
    assert (said.state, said.count, said.reported_at, said.checked_at) == ("queued", 1, now + HOUR, None)
    assert asked_at(watched) == now + HOUR
    crawl(watched, SEVEN, now + 2 * HOUR)
    answered = watched.read(view, id_of(watched))
    assert (answered.state, answered.checked_at) == ("still there", now + 2 * HOUR)


def test_the_same_listing_has_one_report_that_waits(watched, now):
    for minutes, note in ((0, "first"), (1, ""), (2, "third"), (3, "")):
        watched.write(report, id_of(watched), note, now=now + HOUR + minutes * MINUTE)
    rows = watched.read(lambda s: s.execute(select(Report.count, Report.note, Report.at, Report.last_at)).all())
    assert rows == [(4, "third", now + HOUR, now + HOUR + 3 * MINUTE)]
    watched.write(report, id_of(watched, "2"), "", now=now + HOUR)
    assert watched.read(lambda s: s.scalar(select(func.count(Report.id)))) == 2


def test_two_at_once_are_folded(watched, now):
    its_id = id_of(watched)
    barrier = threading.Barrier(4)

    def say():
        barrier.wait()
        watched.write(report, its_id, "", now=now + HOUR)

    threads = [threading.Thread(target=say) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert watched.read(lambda s: s.execute(select(Report.count)).all()) == [(4,)]


def test_gone_is_said_when_it_is_removed(watched, now):
    watched.write(report, id_of(watched), "", now=now + HOUR)
    crawl(watched, set(SEVEN) - {"1"}, now + 2 * HOUR)
    reports(watched, None, now + 3 * HOUR)
    seen = watched.read(view, id_of(watched))
    assert (seen.state, seen.checked_at) == ("gone", now + 2 * HOUR)
    crawl(watched, SEVEN, now + 4 * HOUR)
    assert state(watched) == "gone", "what a visit said stays said"
    again = watched.write(report, id_of(watched), "", now=now + 5 * HOUR)
    assert (again.state, again.count) == ("queued", 1)


def test_of_a_listing_that_is_removed_already_the_answer_is_there_at_once(watched, now):
    crawl(watched, set(SEVEN) - {"1"}, now + HOUR)
    said = watched.write(report, id_of(watched), "", now=now + 2 * HOUR)
    assert (said.state, said.checked_at) == ("gone", now + HOUR)
    assert asked_at(watched) is None


def test_a_run_that_was_under_way_does_not_answer(watched, now):
    held = claim(watched, now + HOUR)
    watched.write(report, id_of(watched), "", now=now + HOUR + MINUTE)
    close(watched, held, SEVEN, now + HOUR + 2 * MINUTE)
    assert state(watched) == "queued"
    crawl(watched, SEVEN, now + 2 * HOUR)
    assert state(watched) == "still there"
    crawl(watched, set(SEVEN) - {"1"}, now + 3 * HOUR)
    assert state(watched) == "gone"


def test_a_loss_that_is_held_waits_on(watched, now):
    watched.write(report, id_of(watched), "", now=now + HOUR)
    crawl(watched, {"0", "2"}, now + 2 * HOUR)
    reports(watched, None, now + 3 * HOUR)
    seen = watched.read(view, id_of(watched))
    assert seen.state == "queued"
    assert "another visit decides" in seen.reason
    crawl(watched, {"0", "2"}, now + 9 * HOUR)
    assert state(watched) == "gone"


def test_a_visit_that_failed_says_so(watched, now):
    watched.write(report, id_of(watched), "", now=now + HOUR)
    failed = Evidence(problems=["no answer from https://internal/"], causes=[TIME_OUT])
    close(watched, claim(watched, now + 2 * HOUR), (), now + 2 * HOUR, evidence=failed)
    reports(watched, None, now + 3 * HOUR)
    seen = watched.read(view, id_of(watched))
    assert (seen.state, seen.checked_at) == ("could not check", now + 2 * HOUR)
    assert seen.reason == "The company's board could not be read to its end: its site gives no whole answer."


def test_a_partial_visit_answers_for_what_it_saw(watched, now):
    for id_ in ("1", "5"):
        watched.write(report, id_of(watched, id_), "", now=now + HOUR)
    partial = Evidence(problems=["page 2 did not come"], causes=[TIME_OUT])
    close(watched, claim(watched, now + 2 * HOUR), {"0", "1"}, now + 2 * HOUR, evidence=partial)
    assert state(watched, "1") == "still there"
    assert state(watched, "5") == "could not check"


def test_nobody_waits_for_a_company_that_is_not_visited(watched, now):
    watched.write(operating.pause, [1], why="secret", now=now)
    said = watched.write(report, id_of(watched), "", now=now + HOUR)
    assert (said.state, said.reason) == (
        "could not check",
        "The company's board is not read for the time being.",
    )
    assert asked_at(watched) is None


def test_reports_hurry_no_site(watched, now):
    watched.write(report, id_of(watched), "", now=now + 29 * MINUTE)
    assert asked_at(watched) is None
    reports(watched, None, now + 29 * MINUTE)
    assert asked_at(watched) is None
    assert reports(watched, None, now + 31 * MINUTE) == "0 reports answered, 1 visit asked for"
    assert asked_at(watched) == now + 31 * MINUTE
    assert reports(watched, None, now + 32 * MINUTE) == ""


def test_what_is_staged_cannot_be_reported(watched, now):
    held = claim(watched, now + HOUR)
    watched.write(runs.save, held, [prepared("new")], now=now + HOUR)
    assert watched.write(report, id_of(watched, "new"), "", now=now + HOUR) is None
    assert watched.write(report, 10**9, "", now=now + HOUR) is None


def test_the_latest_report_is_the_one_that_is_told(watched, now):
    watched.write(report, id_of(watched), "", now=now + HOUR)
    crawl(watched, SEVEN, now + 2 * HOUR)
    watched.write(report, id_of(watched), "", now=now + 3 * HOUR)
    watched.write(lambda s: s.execute(update(CompanyRow).values(asked_at=None)))
    assert state(watched) == "queued"
