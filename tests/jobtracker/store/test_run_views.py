"""Runs, looked for."""

import datetime as dt

from jobtracker.company import Company
from jobtracker.lifecycle import Evidence
from jobtracker.store import companies, run_views
from jobtracker.store.run_views import Sought
from tests.jobtracker.store.boards import HOUR, claim, close, crawl


def test_runs_are_narrowed_and_paged(acme, now):
    acme.write(companies.sync, [Company("bolt", "Bolt", "lever")], origin="given", now=now)
    for number in range(4):
        crawl(acme, {"1"}, now + number * HOUR)
        bad = Evidence(problems=["403"], causes=["blocked"])
        close(acme, claim(acme, now + number * HOUR, "bolt"), set(), now + number * HOUR, evidence=bad, log="a line")

    def found(after=None, limit=100, **sought):
        return acme.read(run_views.runs, Sought(**sought), after=after, limit=limit)

    assert [run.company for run in found(limit=2)] == ["bolt", "acme"]
    assert {run.company for run in found(ats="lever")} == {"bolt"}
    assert {run.company for run in found(outcome="complete")} == {"acme"}
    assert {run.company for run in found(cause="blocked", company="bolt")} == {"bolt"}
    assert found(company="nobody") == found(node="elsewhere") == found(company="acme", ats="lever") == []
    assert len(found(since=now + HOUR, until=now + 3 * HOUR)) == 4
    pages, after = [], None
    while page := found(after, limit=3):
        pages += page
        after = (page[-1].started_at, page[-1].id)
    assert [run.id for run in pages] == [run.id for run in found()]
    view, log = acme.read(run_views.run, found(company="bolt")[0].id)
    assert (view.error, view.cause, log) == ("403", "blocked", "a line")
    assert acme.read(run_views.run, 10**9) is None
    assert found()[0].started_at == now + 3 * HOUR < now + dt.timedelta(1)
