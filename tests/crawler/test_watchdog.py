"""A callback that never returns is noticed, by the name of its company."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from scrapy.http import Response

from crawler import local
from crawler.progress import watched
from crawler.watchdog import logger, watching
from jobtracker.db import open_database
from tests.crawler import nasty, site
from tests.crawler.nasty.case import listed

PATIENCE = 1.0  # seconds; a machine under load holds any process up for some tenths of one


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def compute(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def crawl(url: str, *cases: nasty.Case) -> dict[str, str]:
    outcomes: dict[str, str] = {}
    settings = nasty.settings()
    settings.set("WATCHDOG_PATIENCE", PATIENCE, priority="cmdline")
    with site.running() as base:
        loader = nasty.Loader([each.kind(base) for each in cases])
        local.crawl(
            open_database(url),
            loader,  # type: ignore[arg-type]
            loader.companies(),
            settings,
            clock=lambda: dt.datetime.now(dt.UTC),
            on_report=lambda report: outcomes.update({report.company: report.outcome}),
        )
    return outcomes


def told_of_companies(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Less what a machine under load holds up by itself, between the companies' tasks."""
    return [line for line in told(caplog) if not line.startswith(("Task-", "nobody's task"))]


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == logger.name]


@pytest.mark.parametrize("occupy", [sleep, compute])
def test_code_that_does_not_let_go_is_named_once(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, occupy: Callable[[float], None]
) -> None:
    def parse(self: Any, response: Response) -> Any:
        occupy(3 * PATIENCE)
        yield from listed(response)

    outcomes = crawl(sqlite_url, nasty.Case("slow", "", 0, attributes={"parse": parse}), nasty.Case("quick", "", 0))
    assert outcomes == {"slow": "complete", "quick": "complete"}
    assert told_of_companies(caplog) == ["slow: its code has not let go for 1 s: all companies wait for it"]


def test_a_loop_that_only_waits_is_not_told_of(caplog: pytest.LogCaptureFixture) -> None:
    async def wait() -> None:
        with watching(PATIENCE):
            await asyncio.sleep(3 * PATIENCE)

    asyncio.run(wait())
    assert told(caplog) == []


def test_the_command_line_says_it_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with watched(1):
        logging.getLogger(logger.name).error("slow: its code has not let go")
    logger.error("nobody hears this")
    assert capsys.readouterr().err == "slow: its code has not let go\n"
