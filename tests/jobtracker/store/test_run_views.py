"""Runs, looked for."""

import datetime as dt

from jobtracker.company import Company
from jobtracker.lifecycle import Evidence
from jobtracker.store import companies, run_views, runs
from jobtracker.store.run_views import Sought
from tests.jobtracker.store.boards import HOUR, claim, close, crawl, prepared


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
    assert (view.error, view.cause, log) == ("403", "blocked", "a line\nERROR failed: 403")
    assert acme.read(run_views.run, 10**9) is None
    assert found()[0].started_at == now + 3 * HOUR < now + dt.timedelta(1)


def test_the_log_of_every_run_that_has_ended_says_what_it_came_to(acme, now):
    crawl(acme, {"1", "2"}, now)
    crawl(acme, {"1", "2"}, now + HOUR)
    again = [prepared("2", "Another", hash_="b"), prepared("3")]
    broken = Evidence(problems=["page 2: 500"], causes=["time-out"])
    close(acme, claim(acme, now + 2 * HOUR), {"2", "3"}, now + 2 * HOUR, changed=again, evidence=broken, log="a line")
    lost = claim(acme, now + 3 * HOUR)  # its node dies
    under_way = claim(acme, now + 4 * HOUR)
    logs = [acme.read(run_views.run, under_way.run_id - back)[1] for back in range(5)]
    assert logs == [
        "",
        "ERROR superseded: another run of this company began",
        "a line\nWARNING partial: 2 seen, 1 new, 1 changed: page 2: 500",
        "INFO complete: 2 seen",
        "INFO complete: 2 seen, 2 new",
    ]
    acme.write(runs.keep_log, lost, "it lived\nafter all")
    acme.write(runs.keep_log, under_way, "not its end")
    acme.write(runs.fail, under_way, "the database was away", now=now + 4 * HOUR)
    acme.write(runs.keep_log, under_way, "a line")
    logs = [acme.read(run_views.run, each.run_id)[1] for each in (lost, under_way)]
    assert logs == [
        "it lived\nafter all\nERROR superseded: another run of this company began",
        "a line\nERROR failed: the database was away",
    ]
