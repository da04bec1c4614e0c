"""The driver, on the worst that a site, a spider and an operator can do."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Response
from sqlalchemy import select

from crawler.ledger import Ledger
from jobtracker.db import Database, DatabaseAway, DatabaseFailed
from jobtracker.models import CompanyRow, RunRow
from jobtracker.run import RunReport
from jobtracker.store import closing, runs
from tests.crawler import nasty, site
from tests.crawler.driving import NOW, case, crawl, listings
from tests.crawler.nasty.callbacks import many
from tests.crawler.nasty.case import entries, listed


def test_every_nasty_company_gets_its_verdict_and_healthy_ones_are_untouched(database: Database) -> None:
    results = nasty.run(database)
    assert len(results) > 90
    assert [result.wrong for result in results if result.wrong] == []
    assert listings(database, "details") == dict.fromkeys("123", ("open", False))
    assert listings(database, "details-under-one-url") == dict.fromkeys("123", ("open", False))
    assert listings(database, "detail-fails") == dict.fromkeys("12", ("open", False)) | {"3": ("open", True)}
    assert listings(database, "detail-is-dropped") == dict.fromkeys("12", ("open", False)) | {"3": ("open", True)}
    assert listings(database, "detail-is-gone") == dict.fromkeys("12", ("open", False))
    running = database.read(lambda session: session.scalars(select(RunRow.id).where(RunRow.outcome == "running")).all())
    assert running == []


def test_an_unchanged_listing_is_not_asked_for_again(database: Database, base: str) -> None:
    def parse(self: Any, response: Response) -> Any:
        for posting in entries(response):
            yield posting
            if not self.run.is_stored(posting):
                yield self.detail(self.get(f"/board?ids={posting.id}", callback=self.rest), posting)

    first = crawl(database, base, case("x", parse))["x"]
    asked = site.Handler.asked.total()
    second = crawl(database, base, case("x", parse))["x"]
    assert (first.new, second.new, second.changed, second.seen) == (3, 0, 0, 3)
    assert site.Handler.asked.total() - asked == 2  # robots.txt and the list


def test_a_crawl_goes_on_where_somebody_else_ran_a_loop_meanwhile(database: Database, base: str) -> None:
    crawl(database, base, case("x"))
    asyncio.run(asyncio.sleep(0))
    assert crawl(database, base, case("x"))["x"].outcome == "complete"


def test_a_superseded_run_says_so_and_writes_nothing(database: Database, base: str) -> None:
    def parse(self: Any, response: Response) -> Any:
        database.write(runs.claim, "x", now=NOW, version=lambda _: "another")
        yield from listed(response)

    reports = crawl(database, base, case("x", parse), case("y"))
    assert (reports["x"].outcome, reports["y"].outcome) == ("superseded", "complete")
    assert "another run" in reports["x"].error
    assert listings(database, "x") == {}


def test_a_run_that_is_superseded_while_it_saves_ends_there(database: Database, base: str) -> None:
    def parse(self: Any, response: Response) -> Any:
        database.write(runs.claim, "x", now=NOW, version=lambda _: "another")
        yield from many(self, response)
        yield self.get("/board?never", callback=self.rest)

    assert crawl(database, base, case("x", parse))["x"].outcome == "superseded"
    assert site.Handler.asked["/board?never"] == 0


def test_a_database_that_is_away_fails_its_run_in_one_line(
    database: Database, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = Ledger.close

    async def away(self: Ledger, claim: Any, *args: Any, **about: Any) -> RunReport:
        if claim.company.slug == "x":
            raise DatabaseAway("the database is away")
        return await close(self, claim, *args, **about)

    monkeypatch.setattr(Ledger, "close", away)
    reports = crawl(database, base, case("x"), case("y"))
    assert (reports["x"].outcome, reports["x"].error) == ("failed", "the database is away")
    assert reports["y"].outcome == "complete"


def test_a_feed_has_a_line_for_each_posting(database: Database, base: str, tmp_path: Path) -> None:
    feed = tmp_path / "x.jsonl"
    settings = nasty.settings()
    settings.setdict({"FEEDS": {str(feed): {"format": "jsonl"}}})
    cases = [each for each in nasty.CASES if each.name in ("detail-fails", "many")]
    crawl(database, base, *cases, settings=settings)
    lines = [json.loads(line) for line in feed.read_text().splitlines()]
    ids = [line["id"] for line in lines if line["company"] == "detail-fails"]
    assert sorted(ids) == ["1", "2", "3"]
    assert len(lines) == 1_203
    assert "raw" not in lines[0]


def test_a_run_keeps_its_own_log(database: Database, base: str) -> None:
    nasty_one = next(each for each in nasty.CASES if each.name == "raises-after-yielding")
    crawl(database, base, nasty_one, case("y"))
    assert "ValueError: boom" in logs(database)["raises-after-yielding"][0]
    assert logs(database)["y"] == [""]


def test_a_superseded_run_keeps_its_own_log(database: Database, base: str) -> None:
    def parse(self: Any, response: Response) -> Any:
        self.logger.warning("a word of %s", self.company.slug)
        database.write(runs.claim, self.company.slug, now=NOW, version=lambda _: "another")
        yield from listed(response) if self.company.slug == "at-its-close" else many(self, response)

    crawl(database, base, case("at-its-close", parse), case("while-it-saves", parse))
    kept = logs(database)
    assert "WARNING a word of at-its-close" in kept["at-its-close"][0]
    assert "WARNING a word of while-it-saves" in kept["while-it-saves"][0]
    assert kept["at-its-close"][1] == kept["while-it-saves"][1] == "", "the other one's"


def test_a_run_whose_close_fails_keeps_its_own_log(
    database: Database, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(self: Any, response: Response) -> Any:
        self.logger.warning("a word")
        yield from listed(response)

    def full(*args: Any, **about: Any) -> RunReport:
        raise DatabaseFailed("the disk is full")

    monkeypatch.setattr(closing, "close", full)
    assert crawl(database, base, case("x", parse))["x"].outcome == "failed"
    assert logs(database) == {"x": ["WARNING a word"]}


def logs(database: Database) -> dict[str, list[str]]:
    """What is kept of each company's runs, in their order."""
    found = select(CompanyRow.slug, RunRow.log).join(RunRow, RunRow.company_id == CompanyRow.id).order_by(RunRow.id)
    kept: dict[str, list[str]] = {}
    for slug, log in database.read(lambda session: session.execute(found).all()):
        kept.setdefault(slug, []).append(log)
    return kept


def test_retry_after_and_crawl_delay_are_heeded(database: Database, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.Handler, "robots", b"User-agent: *\nCrawl-delay: 0.2\n")
    paths = tuple(f"/board?ids={number}" for number in range(5))
    assert crawl(database, base, case("slow", paths=paths))["slow"].seconds >= 0.8
    busy = crawl(database, base, case("busy", paths=("/busy?for=1",)))["busy"]
    assert busy.outcome == "complete"
    assert busy.seconds >= 1


def test_a_host_that_wants_an_hour_is_not_waited_for(database: Database, base: str) -> None:
    report = crawl(database, base, case("x", paths=("/busy?for=3600",)))["x"]
    assert report.outcome == "failed"
    assert "left alone for 3600 s" in report.error


INTERRUPTED = """
import datetime as dt, sys
from crawler import local
from jobtracker.db import open_database
from tests.crawler import nasty, site
from tests.crawler.nasty import case
def hang(self, response):
    print("hangs", flush=True)
    yield from case.listed(response)
    yield self.get("/hang?wait=60", callback=self.rest)
cases = [
    nasty.Case("hangs", "", 0, attributes={"parse": hang}),
    nasty.Case("late", "", 0, attributes={"paths": ("/hang?wait=60",)}),
]
with site.running() as base:
    loader = nasty.Loader([each.kind(base) for each in cases])
    settings = nasty.settings()
    settings.setdict({"DOWNLOAD_TIMEOUT": 60, "COMPANY_DEADLINE": 60})
    print(local.crawl(
        open_database(sys.argv[1]), loader, loader.companies(), settings,
        clock=lambda: dt.datetime.now(dt.UTC), on_report=lambda r: print(r.company, r.outcome, r.error),
    ))
"""


def test_an_interrupt_closes_the_runs_and_exits_at_once(sqlite_url: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, sqlite_url],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "hangs\n"
    began = time.monotonic()
    child.send_signal(signal.SIGINT)
    output, _ = child.communicate(timeout=30)
    assert time.monotonic() - began < 5
    assert sorted(output.splitlines()) == ["False", "hangs partial interrupted", "late failed interrupted"]
