"""Faults that an attack found: each is to stay mended on every database."""

import threading

import pytest
from alembic import command
from sqlalchemy import inspect, select

from jobtracker.company import Company
from jobtracker.db import Database, DatabaseFailed, _alembic
from jobtracker.lifecycle import Evidence
from jobtracker.models import CompanyRow, ListingEvent, ListingRow, RunRow
from jobtracker.store import aging, companies, runs
from tests.jobtracker.store.boards import claim, close, crawl, prepared
from tests.jobtracker.store.test_runs import HOUR, events, open_ids


def test_a_run_counts_as_new_what_is_written_and_not_what_was_seen(acme, now):
    evidence = Evidence(seen=set("abc"), problems=["2 postings were not stored: the disk is full"])
    report = close(acme, claim(acme, now), "", now, changed=[prepared("a")], evidence=evidence)
    assert (report.outcome, report.seen, report.new) == ("partial", 3, 1)
    assert open_ids(acme) == {"a"}


def test_a_change_that_a_failed_detail_delayed_is_told_when_it_is_read(acme, now):
    whole = prepared("a", hash_="old")
    whole.text_key = "of the old text"
    close(acme, claim(acme, now), "a", now, changed=[whole])
    entry = prepared("a", hash_="new", pending=True, text="")
    assert close(acme, claim(acme, now + HOUR), "a", now + HOUR, changed=[entry]).changed == 0
    read = prepared("a", hash_="new", place="Hamburg")
    assert close(acme, claim(acme, now + 2 * HOUR), "a", now + 2 * HOUR, changed=[read]).changed == 1
    told = acme.read(lambda s: s.scalars(select(ListingEvent.detail).where(ListingEvent.kind == "changed")).one())
    assert told.keys() == {"places"}


def test_a_first_detail_that_comes_late_is_no_news(acme, now):
    close(acme, claim(acme, now), "a", now, changed=[prepared("a", pending=True, text="")])
    second = close(acme, claim(acme, now + HOUR), "a", now + HOUR, changed=[prepared("a", place="Hamburg")])
    assert (second.changed, events(acme)) == (0, {("new", True): 1, ("read", False): 1})


def test_a_company_given_by_hand_is_the_registrys_once_that_has_it(database, now):
    acme = [Company("acme", "Acme", "lever", {"token": "a"})]
    database.write(companies.sync, acme, origin="given", now=now)
    crawl(database, "ab", now)
    database.write(companies.sync, acme, origin="registry", now=now)
    database.write(companies.sync, [], origin="registry", now=now + HOUR)
    assert database.write(aging.expire, now=now + HOUR) == {"retired": 2, "unverified": 0}


def test_a_retried_close_finds_itself_done_and_leaves_the_digest(acme, now):
    held = claim(acme, now)
    first = close(acme, held, "ab", now, digest="d")
    assert close(acme, held, "ab", now, digest="d") == first
    assert acme.read(lambda s: s.scalar(select(CompanyRow.board_digest))) == "d"
    claim(acme, now + HOUR)
    assert close(acme, held, "ab", now, digest="d") == first
    assert acme.read(lambda s: list(s.scalars(select(RunRow.outcome).order_by(RunRow.id)))) == ["complete", "running"]


def test_two_that_add_the_same_company_at_once_both_go_on(database, now):
    first, second = threading.Event(), threading.Event()
    tries = []

    def slow(session):
        tries.append(session.scalars(select(CompanyRow.slug)).all())
        if len(tries) == 1 and database.dialect != "sqlite":  # there a writer waits for the other from the start
            first.set()
            assert second.wait(30)
        companies.sync(session, [Company("acme", "Acme")], origin="given", now=now)

    other = threading.Thread(target=database.write, args=(slow,))
    other.start()
    if database.dialect != "sqlite":
        assert first.wait(30)
    database.write(companies.sync, [Company("acme", "Acme")], origin="given", now=now)
    second.set()
    other.join(60)
    assert not other.is_alive()
    assert database.read(lambda s: list(s.scalars(select(CompanyRow.slug)))) == ["acme"]


def test_what_breaks_a_constraint_each_time_is_an_error(acme, now, monkeypatch):
    monkeypatch.setattr("jobtracker.db.FIRST_PAUSE", 0.001)

    def twice(session):
        session.add(CompanyRow(slug="acme", name="Acme", ats="", params={}))
        session.flush()

    with pytest.raises(DatabaseFailed):
        acme.write(twice)


def test_an_upgrade_that_was_cut_short_goes_on(database_url, now):
    database = Database(database_url)
    database.upgrade()
    with database.engine.connect() as connection:
        config = _alembic("cut short")
        config.attributes["connection"] = connection
        command.stamp(config, "0001")  # every step done, and none noted
        connection.commit()
    assert not database.is_current()
    database.upgrade()
    assert database.is_current()
    assert "post_key" in {column["name"] for column in inspect(database.engine).get_columns(ListingRow.__tablename__)}
    database.close()


def test_a_run_that_could_not_be_closed_says_why(acme, now):
    held = claim(acme, now)
    acme.write(runs.fail, held, "the database is full", now=now + HOUR)
    assert acme.read(lambda s: s.execute(select(RunRow.outcome, RunRow.error)).one()) == (
        "failed",
        "the database is full",
    )
    closed = claim(acme, now + HOUR)
    close(acme, closed, "a", now + HOUR)
    acme.write(runs.fail, closed, "too late", now=now + HOUR)
    assert acme.read(lambda s: list(s.scalars(select(RunRow.outcome).order_by(RunRow.id)))) == ["failed", "complete"]


def test_a_company_whose_run_could_not_be_closed_is_tried_again_soon(acme, now):
    company = select(CompanyRow.due_at, CompanyRow.failures, CompanyRow.cause)
    crawl(acme, "ab", now)
    acme.write(runs.fail, claim(acme, now + HOUR), "the database was away", now=now + HOUR)
    due_at, *state = acme.read(lambda s: s.execute(company).one())
    assert state == [1, "ours"]
    assert now + HOUR < due_at < now + 1.5 * HOUR
    held = claim(acme, now + 2 * HOUR)
    crawl(acme, "ab", now + 3 * HOUR)  # another run
    before = acme.read(lambda s: s.execute(company).one())
    acme.write(runs.fail, held, "the database was away", now=now + 4 * HOUR)
    assert acme.read(lambda s: s.execute(company).one()) == before
