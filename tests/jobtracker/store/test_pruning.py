"""Which runs are forgotten, and that histories keep theirs."""

import datetime as dt

from sqlalchemy import func, insert, select

from jobtracker.company import Company
from jobtracker.models import CompanyRow, ListingEvent, RunRow
from jobtracker.store import companies, pruning
from jobtracker.tasks.prune import prune
from tests.jobtracker.store.boards import crawl, events

DAY = dt.timedelta(days=1)


def runs(database):
    return database.read(lambda s: s.scalar(select(func.count()).select_from(RunRow)))


def old_runs(database, slug, count, since, **about):
    def add(session):
        id_ = session.scalar(select(CompanyRow.id).where(CompanyRow.slug == slug))
        blank = {"company_id": id_, "generation": 0, "outcome": "complete"} | about
        session.execute(insert(RunRow), [{**blank, "started_at": since + n * DAY / 24} for n in range(count)])

    database.write(add)


def test_old_runs_go_but_the_latest_of_each_company_those_with_events_and_those_of_a_month(acme, now, monkeypatch):
    acme.write(companies.sync, [Company("bolt", "Bolt", "lever")], origin="given", now=now)
    crawl(acme, {"1", "2"}, now - 100 * DAY)  # two listings are new
    old_runs(acme, "acme", 120, now - 90 * DAY)
    old_runs(acme, "acme", 20, now - 10 * DAY)
    old_runs(acme, "bolt", 60, now - 90 * DAY)
    old_runs(acme, "bolt", 1, now - 95 * DAY, outcome="running")
    before = events(acme)
    assert prune(acme, None, now) == "100 old runs forgotten"
    # acme: the first with its events, 30 old ones and the 20 new ones; bolt: 50, and one that nobody has closed
    assert runs(acme) == 1 + 30 + 20 + 50 + 1
    assert events(acme) == before
    orphans = select(func.count()).select_from(ListingEvent).where(ListingEvent.run_id.is_(None))
    assert acme.read(lambda s: s.scalar(orphans)) == 0
    assert prune(acme, None, now) == ""


def test_how_long_is_a_setting_and_batches_are_small(acme, now, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_RUNS_KEPT_DAYS", "5")
    old_runs(acme, "acme", 130, now - 20 * DAY)
    old_runs(acme, "acme", 3, now - DAY)
    monkeypatch.setattr(pruning, "_OLD", pruning._OLD.limit(None).limit(7))
    monkeypatch.setattr(pruning, "BATCH", 7)
    assert prune(acme, None, now) == "83 old runs forgotten"
    assert runs(acme) == 50
