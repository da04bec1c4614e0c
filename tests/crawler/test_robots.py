"""robots.txt, on the worst that a host can do with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider

from crawler.middlewares import robots
from jobtracker.db import Database
from tests.crawler import site
from tests.crawler.driving import case, crawl, listings


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
