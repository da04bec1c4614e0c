"""The driver, on the worst that a site, a spider and an operator can do."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import Settings
from sqlalchemy import select

from crawler import local
from crawler.ledger import Ledger
from crawler.middlewares import robots
from jobtracker.db import Database, DatabaseAway, open_database
from jobtracker.models import CompanyRow, ListingRow, RunRow
from jobtracker.run import RunReport
from jobtracker.store import runs
from tests.crawler import nasty, site
from tests.crawler.nasty.callbacks import many
from tests.crawler.nasty.case import entries, listed

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def base() -> Iterator[str]:
    with site.running() as url:
        yield url


def crawl(database: Database, base: str, *cases: nasty.Case, settings: Settings | None = None) -> dict[str, RunReport]:
    loader = nasty.Loader([each.kind(base) for each in cases])
    reports: list[RunReport] = []
    local.crawl(
        database,
        loader,  # type: ignore[arg-type]
        loader.companies(),
        settings or nasty.settings(),
        clock=lambda: NOW,
        on_report=reports.append,
    )
    return {report.company: report for report in reports}


def listings(database: Database, slug: str) -> dict[str, tuple[str, bool]]:
    """External id -> status, and whether its detail is pending."""
    found = select(ListingRow.external_id, ListingRow.status, ListingRow.detail_pending)
    rows = database.read(
        lambda session: session.execute(
            found.join(CompanyRow, CompanyRow.id == ListingRow.company_id).where(CompanyRow.slug == slug)
        ).all()
    )
    return {row.external_id: (row.status, row.detail_pending) for row in rows}


def case(name: str, parse: Callable[..., Any] | None = None, **attributes: Any) -> nasty.Case:
    return nasty.Case(name, "", 0, attributes=attributes | ({"parse": parse} if parse else {}))


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
    logs = dict(
        database.read(
            lambda session: [
                tuple(row)
                for row in session.execute(
                    select(CompanyRow.slug, RunRow.log).join(RunRow, RunRow.company_id == CompanyRow.id)
                )
            ]
        )
    )
    assert "ValueError: boom" in logs["raises-after-yielding"]
    assert logs["y"] == ""


def test_whoever_asks_for_robots_txt_first_may_end_without_harm_to_the_others(
    database: Database, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.Handler, "robots_wait", 0.5)

    async def start(self: Any) -> Any:
        yield self.get("/board")
        await asyncio.sleep(0.1)
        raise CloseSpider("enough")

    reports = crawl(database, base, case("first", start=start), case("second"), case("third"))
    assert [reports[name].outcome for name in ("first", "second", "third")] == ["failed", "complete", "complete"]
    assert site.Handler.asked["/robots.txt"] == 1


def robots_answers(monkeypatch: pytest.MonkeyPatch, *statuses: int) -> None:
    """robots.txt answers these in turn, the last one for good: rules that forbid all, if anybody reads them."""
    left = [*statuses]

    def answer(self: Any, words: Any) -> None:
        self._send(left.pop(0) if len(left) > 1 else left[0], b"User-agent: *\nDisallow: /\n")

    monkeypatch.setattr(site.Handler, "_robots_txt", answer)


@pytest.mark.parametrize(
    ("statuses", "error", "asked"),
    [
        ((500,), "500 Internal Server Error", 3),
        ((503,), "503 Service Unavailable", 3),
        ((503, 503, 200), "Forbidden by robots.txt", 3),
        ((503, 404), "", 2),
        ((404,), "", 1),
        ((403,), "", 1),
        ((401,), "", 1),
        ((429,), "", 3),
    ],
)
def test_a_robots_txt_that_fails_allows_nothing_and_one_that_is_not_to_be_had_everything(
    database: Database,
    base: str,
    monkeypatch: pytest.MonkeyPatch,
    statuses: tuple[int, ...],
    error: str,
    asked: int,
) -> None:
    crawl(database, base, case("x"))
    site.Handler.asked.clear()
    robots_answers(monkeypatch, *statuses)
    report = crawl(database, base, case("x"))["x"]
    assert report.outcome == ("failed" if error else "complete")
    words = f"robots.txt of {base.removeprefix('http://')}: {error}" if error[:1] == "5" else error
    assert report.error == (f"GET {base}/board: {words}" if error else "")
    assert listings(database, "x").keys() == set("123")
    assert site.Handler.asked["/robots.txt"] == asked


def test_a_robots_txt_that_leads_to_a_private_address_allows_nothing(
    database: Database, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(self: Any, words: Any) -> None:
        self._send(302, Location="http://127.0.0.2:1/robots.txt")

    monkeypatch.setattr(site.Handler, "_robots_txt", answer)
    report = crawl(database, base, case("x"))["x"]
    assert report.outcome == "failed"
    assert "127.0.0.2 is a private address" in report.error


def test_a_host_whose_robots_txt_nobody_answers_is_left_alone(database: Database, base: str) -> None:
    reports = crawl(database, base, case("x", paths=("http://127.0.0.1:1/board",)), case("y"))
    assert reports["x"].error == "GET http://127.0.0.1:1/board: robots.txt of 127.0.0.1:1: connection refused"
    assert reports["y"].outcome == "complete"


def test_a_robots_txt_that_failed_is_asked_for_again_after_a_while(
    database: Database, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def late(self: Any) -> Any:
        await asyncio.sleep(1)
        yield self.get("/board")

    robots_answers(monkeypatch, 503, 503, 503, 404)
    monkeypatch.setattr(robots, "ASK_AGAIN", 0.2)
    reports = crawl(database, base, case("x"), case("y", start=late))
    assert [reports[name].outcome for name in "xy"] == ["failed", "complete"]


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
