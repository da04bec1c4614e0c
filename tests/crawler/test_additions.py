"""Careers URLs that operators ask to add: looked at once, in a process of its own, and kept in SQL."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from crawler import additions, local
from crawler.adding import Verdict
from crawler.commands import companies as command
from crawler.loader import RegistryLoader
from crawler.preview import Preview
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.listing import Posting
from jobtracker.models import Addition, CompanyRow
from jobtracker.store import additions as store
from jobtracker.store import audit, companies, due
from jobtracker.store.additions import LAPSES, Taken, Wish
from jobtracker.store.audit import Actor
from sample_sites import MadeUpBoard, Server, Sites
from tests.crawler.careers_page import Site

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
HERE = ("127.0.0.1",)


@pytest.fixture
def site() -> Iterator[str]:
    Site.hang.clear()
    Site.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Site.hang.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def here(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Database]:
    """An SQLite that the settings name, with an empty registry."""
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("JOBTRACKER_REGISTRY", "none")
    database = Database(sqlite_url)
    yield database
    database.close()


def ask(database: Database, url: str, **wanted: str) -> int:
    return database.write(store.ask, Wish(url, **wanted), by=Actor("ada@example.com", "session"), now=NOW)


def answer(database: Database, number: int) -> Addition:
    row = database.read(store.addition, number)
    assert row is not None
    return row


def added(database: Database) -> dict[str, CompanyRow]:
    return database.read(lambda s: {row.slug: row for row in s.scalars(select(CompanyRow))})


def look(database: Database) -> None:
    while additions.step(database, threading.Event(), HERE):
        pass


def test_a_url_becomes_a_company_that_the_loader_lists_and_the_fleet_visits(here: Database, site: str) -> None:
    number = ask(here, f"{site}/jobs", country="AT", slug="stones")
    look(here)
    row = answer(here, number)
    assert (row.verdict, row.company, row.titles) == ("new", "stones", ["Mason 1", "Mason 2"])
    company = added(here)["stones"]
    assert (company.name, company.ats, company.country, company.origin) == ("Pebble", "jsonld", "AT", "added")
    assert [each.slug for each in here.read(due.due, NOW)] == ["stones"]
    [act] = here.read(audit.acts, audit.Sought(act="company.add"), before=None, limit=9)
    assert (act.subject, act.via, act.detail) == ("stones", "command", {"url": f"{site}/jobs"})
    settings = local.scrapy_settings({"ALLOWED_PRIVATE_HOSTS": HERE, "HOST_DELAY": 0, "LOG_LEVEL": "CRITICAL"})
    loader = RegistryLoader.from_settings(settings)
    assert sorted(loader.list()) == ["fleet", "stones"]
    assert "stones" in CliRunner().invoke(command.companies, ["list"]).output
    local.sync_registry(here, loader, lambda: NOW)
    assert (added(here)["stones"].retired_at, added(here)["stones"].origin) == (None, "added")
    reports = []
    local.crawl(
        here, loader, local.choose(loader, ["stones"], settings), settings, clock=lambda: NOW, on_report=reports.append
    )
    assert [(report.outcome, report.new) for report in reports] == [("complete", 2)]
    assert added(here)["stones"].origin == "added"


@pytest.mark.parametrize(
    ("path", "verdict", "why"),
    [
        ("/gone", "dead", "404 from"),
        ("/blocked", "blocked", "403 from"),
        ("/nothing", "not recognised", "no known ATS"),
    ],
)
def test_what_cannot_be_added_says_why(here: Database, site: str, path: str, verdict: str, why: str) -> None:
    number = ask(here, site + path)
    look(here)
    assert answer(here, number).verdict == verdict
    assert why in answer(here, number).why
    assert added(here) == {}


def test_a_private_address_is_refused(here: Database, site: str) -> None:
    number = ask(here, f"{site}/jobs")
    assert additions.step(here, threading.Event())
    assert (answer(here, number).verdict, Site.asked.is_set()) == ("refused", False)
    assert "127.0.0.1 leads to the private address" in answer(here, number).why


@pytest.mark.parametrize(
    ("url", "of", "why"),
    [
        ("https://boards.greenhouse.io/stones", ("new", "stones"), ""),
        ("https://careers.mill.example/sitemap.xml", ("new", "mill"), ""),
        ("https://127.0.0.1/jobs", ("dead", ""), "404 from https://127.0.0.1/jobs"),
        ("https://me:word@boards.greenhouse.io/stones", ("refused", ""), "holds credentials"),
    ],
)
def test_in_the_demo_the_sample_sites_are_the_web(
    here: Database, monkeypatch: pytest.MonkeyPatch, url: str, of: tuple[str, str], why: str
) -> None:
    boards = [MadeUpBoard("stones", "greenhouse", 3, text=100), MadeUpBoard("mill", "jsonld", 3, text=100)]
    with Server(Sites(boards)) as sites:
        monkeypatch.setenv("JOBTRACKER_SAMPLE_SITES", sites.url)
        number = ask(here, url)
        assert additions.step(here, threading.Event())
    row = answer(here, number)
    assert (row.verdict, row.company) == of, row.why
    assert why in row.why
    assert len(row.titles) == (3 if of[0] == "new" else 0)


def test_a_site_that_never_answers_is_given_up(here: Database, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(additions, "LOOK", 3.0)
    number = ask(here, f"{site}/hang")
    look(here)
    assert (answer(here, number).verdict, answer(here, number).why) == ("failed", "it could not be read in 3 s")


def test_who_is_told_to_stop_gives_back_what_it_took(here: Database, site: str) -> None:
    number = ask(here, f"{site}/hang")
    stop = threading.Event()
    with ThreadPoolExecutor() as pool:
        looking = pool.submit(additions.step, here, stop, HERE)
        assert Site.asked.wait(30)
        stop.set()
        assert looking.result(30) is False
    assert (answer(here, number).taken_at, answer(here, number).tries) == (None, 0)


def test_a_fault_of_ours_ends_no_thread(
    here: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, tries = threading.Event(), iter(range(2 * additions.AT_ONCE))

    def step(*_: object) -> bool:
        if next(tries, None) is None:
            stop.set()
            return False
        raise ValueError("a bad row")

    monkeypatch.setattr(additions, "step", step)
    monkeypatch.setattr(additions, "PAUSE", 0.01)
    additions.serve(here, stop)
    assert stop.is_set()
    assert "a bad row" in caplog.text


def test_what_a_killed_process_took_is_taken_again_and_answered(here: Database, site: str) -> None:
    number = ask(here, f"{site}/hang")
    run = (
        "import threading; from crawler.additions import step; from jobtracker.db import Database; "
        f"step(Database({str(here.engine.url)!r}), threading.Event(), {HERE})"
    )
    process = subprocess.Popen([sys.executable, "-c", run], env=os.environ)
    assert Site.asked.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert answer(here, number).tries == 1
    assert not additions.step(here, threading.Event(), HERE)  # it has not lapsed
    here.write(lambda s: s.execute(update(Addition).values(taken_at=Addition.asked_at)))
    Site.hang.set()
    look(here)
    assert (answer(here, number).verdict, answer(here, number).tries) == ("not recognised", 2)


def test_what_kills_whoever_looks_has_failed_after_three_times(database: Database) -> None:
    number = ask(database, "https://kills.example")
    now = NOW
    for tries in (1, 2, 3):
        taken = database.write(store.take, f"node-{tries}", now=now)
        assert (taken, database.write(store.take, "other", now=now + LAPSES / 2)) == (
            Taken(number, tries, Wish("https://kills.example")),
            None,
        )
        assert not database.read(store.waits, now)
        now += LAPSES * 1.01
        assert database.read(store.waits, now)
    assert database.write(store.take, "node", now=now) is None
    row = answer(database, number)
    assert (row.verdict, row.why) == ("failed", "whoever looked at it died of it, 3 times")


def test_of_nodes_that_take_at_once_each_has_its_own(database: Database) -> None:
    numbers = {ask(database, f"https://{number}.example") for number in range(3)}
    with ThreadPoolExecutor(5) as pool:
        taken = list(pool.map(lambda who: database.write(store.take, f"node-{who}", now=NOW), range(5)))
    assert sorted(each.id for each in taken if each) == sorted(numbers)


def test_the_same_wish_twice_is_one_until_it_is_answered(database: Database) -> None:
    assert (
        ask(database, "https://a.example") == ask(database, "https://a.example") != ask(database, "https://b.example")
    )
    first = database.write(store.take, "node", now=NOW)
    assert first is not None
    assert ask(database, "https://a.example") == first.id
    database.write(additions.conclude, first, "broken", now=NOW)
    assert ask(database, "https://a.example") != first.id


BOARD = Verdict(
    "new",
    "",
    Company("acme", "Acme", "lever", {"token": "acme"}),
    Preview([Posting(id="1", title="Mason", url="https://acme.example/1")], 1),
)


def test_two_nodes_at_once_add_one_company(database: Database) -> None:
    taken = []
    for slug in ("one", "two"):
        ask(database, f"https://{slug}.example", slug=slug)
        taken.append(database.write(store.take, "node", now=NOW))
    with ThreadPoolExecutor(2) as pool:
        findings = list(pool.map(lambda each: database.write(additions.conclude, each, BOARD, now=NOW), taken))
    assert sorted(each.verdict for each in findings) == ["known already", "new"]
    assert len(added(database)) == 1


def test_two_that_look_at_one_addition_answer_once(database: Database) -> None:
    number = ask(database, "https://acme.example")
    slow = database.write(store.take, "slow", now=NOW)
    quick = database.write(store.take, "quick", now=NOW + LAPSES * 1.01)
    assert database.write(additions.conclude, slow, "late", now=NOW) is None
    finding = database.write(additions.conclude, quick, BOARD, now=NOW)
    assert (finding.verdict, finding.company) == ("new", "acme")
    assert database.write(additions.conclude, quick, BOARD, now=NOW) is None
    assert answer(database, number).titles == ["Mason"]


def test_a_board_or_a_slug_that_is_there_already_is_told(database: Database) -> None:
    there = [Company("acme", "Other", "ashby", {"token": "x"}), Company("bolt", "Bolt", "lever", {"token": "ACME"})]

    def conclude(**wanted: str) -> tuple[str, str, str]:
        ask(database, "https://acme.example")
        taken = database.write(store.take, "node", now=NOW)
        taken = replace(taken, wish=replace(taken.wish, **wanted))  # whose slug was free when it was asked for
        finding = database.write(additions.conclude, taken, BOARD, now=NOW)
        return finding.verdict, finding.company, finding.why

    database.write(companies.sync, there[:1], origin="registry", now=NOW)
    assert conclude(slug="acme") == ("refused", "", "the slug acme is another company's")
    assert conclude(country="XX")[0] == "refused"
    assert conclude() == ("new", "acme-2", "")
    assert conclude(slug="acme") == ("known already", "acme-2", "as acme-2")
    database.write(lambda s: s.execute(update(CompanyRow).where(CompanyRow.slug == "acme-2").values(retired_at=NOW)))
    assert conclude() == ("known already", "acme-2", "as acme-2, which is retired: bring it back")
