"""The one word for what is wrong: of every fault of a site, and of everything a spider can do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.base.answer import BadAnswer
from crawler.endings import cause_of
from crawler.ledger import Ledger
from crawler.politeness import HostBusy
from jobtracker.causes import CAUSES
from jobtracker.db import Database, DatabaseAway, open_database
from sample_sites import KINDS, MadeUpBoard, Sites
from sample_sites.ways import shortcut_settings
from tests.crawler import nasty
from tests.crawler.web import crawl

LISTINGS = 13
ATS = ("ashby", "greenhouse", "lever", "personio", "smartrecruiters", "workday")
"""Of each way to read a board one or two: whole or in pages, with a count or without, with details, as XML."""
UNPROVEN = {"": {"greenhouse", "lever", "personio"}, "empty": {"ashby", "smartrecruiters", "workday"}}
COUNTED = {"": {"ashby", "lever", "personio"}, "changed": {"greenhouse", "smartrecruiters", "workday"}}
EXPECTED: dict[str, str | dict[str, set[str]]] = {
    "401": "blocked",
    "403": "blocked",
    "404": "gone",
    "429": "blocked",
    "500": "time-out",
    "503": "time-out",
    "timeout": "time-out",
    "cut": "time-out",
    "drip": "time-out",
    "truncated": "changed",
    "login": "blocked",
    "empty": UNPROVEN,
    "half-left": COUNTED,
    "total-above": COUNTED,
    "total-below": {"": set(ATS) - {"workday"}, "changed": {"workday"}},
    "half-corrected": "",
    "capped": "",
    "repeated": "changed",
    "wrong-types": "changed",
    "wrong-fields": "",
    "not-a-list": {"": {"personio"}, "changed": set(ATS) - {"personio"}},
    "untitled": "changed",
    "invalid-utf8": "changed",
    "nul": "changed",
    "surrogate": "changed",
    "entity-bomb": "changed",
    "huge": "changed",
    "gzip-bomb": "changed",
    "redirect-loop": {"moved": set(ATS) - {"workday"}, "gone": {"workday"}},  # asked by GET, it is not there
    "redirect-private": "moved",
    **dict.fromkeys(("detail-500", "detail-404", "detail-login", "detail-timeout"), ""),
}
"""The word for each fault, where it is one for all ATS; else the ATS of each word. "": the run is complete."""


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str]]:
    """Outcome and cause of each company's run, as it was closed."""
    close, found = Ledger.close, dict[str, tuple[str, str]]()

    async def spy(self: Ledger, claim: Any, evidence: Any, prepared: Any, **about: Any) -> Any:
        report = await close(self, claim, evidence, prepared, **about)
        found[claim.company.slug] = report.outcome, evidence.cause
        return report

    monkeypatch.setattr(Ledger, "close", spy)
    return found


def test_every_fault_of_a_site_has_its_word(database: Database, closed: dict[str, tuple[str, str]]) -> None:
    web = [MadeUpBoard(f"{ats}-{kind}", ats, LISTINGS, text=40) for ats in ATS for kind in KINDS]
    sites = Sites(web)
    for board in web:
        sites.fault(board.slug, board.slug.partition("-")[2])
    crawl(database, web, shortcut_settings(sites))
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for slug, (outcome, cause) in closed.items():
        ats, _, kind = slug.partition("-")
        found[kind][cause].add(ats)
        assert (outcome == "complete") == (not cause), slug
    assert found == {kind: words if isinstance(words, dict) else {words: set(ATS)} for kind, words in EXPECTED.items()}
    assert set(found) == set(KINDS)


def test_every_nasty_company_has_a_word(database: Database, closed: dict[str, tuple[str, str]]) -> None:
    results = nasty.run(database)
    words = {r.case.name: closed[r.case.name][1] for r in results if r.case.name in closed}
    assert words.keys() == {r.case.name for r in results}
    for result in results:
        assert (result.report.outcome == "complete") == (words[result.case.name] == ""), result.case.name
    assert set(words.values()) <= {"", *CAUSES}
    for name, word in {
        "raises-at-once": "ours",
        "exits": "ours",
        "closes": "ours",
        "item-error": "ours",
        "too-deep": "ours",
        "hangs": "time-out",
        "refused": "time-out",
        "no-such-host": "time-out",
        "robots": "blocked",
        "status-204": "changed",
        "lacks-id-or-title": "changed",
        "yields-nothing": "empty",
        "goes-offsite": "moved",
        "redirect-to-private": "moved",
        "redirect-to-403": "blocked",
    }.items():
        assert words[name] == word, name


def answer(status: int, asked: str = "https://a.example/", url: str = "https://a.example/") -> HttpError:
    request = Request(url, meta={"redirect_urls": [asked]})
    return HttpError(Response(url, status=status, request=request))


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        *((answer(status), "gone") for status in (404, 410)),
        *((answer(status), "blocked") for status in (401, 403, 429, 451)),
        *((answer(status), "time-out") for status in (408, 500, 502, 503, 504, 520)),
        *((answer(status), "changed") for status in (400, 405, 406, 422)),
        (answer(302), "moved"),
        (answer(404, asked="https://b.example/"), "moved"),
        (HttpError(Response("https://a.example/", status=403)), "blocked"),
        (DownloadTimeoutError(), "time-out"),
        (HostBusy("the host asks to be left alone for 900 s"), "blocked"),
        (BadAnswer('"jobs" is missing, not a list'), "changed"),
        (IgnoreRequest("by a middleware of somebody's"), "ours"),
        (DatabaseAway("the database is locked or away"), "ours"),
        (MemoryError(), "ours"),
        (SystemExit(3), "ours"),
    ],
)
def test_the_word_of_an_error(error: BaseException, cause: str) -> None:
    assert cause_of(error) == cause
