"""Crawl on this machine, in this process: what `jobtracker crawl` and `scrapy crawl X` do."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import difflib
import logging
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any, TypeVar

from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawler.driver import Driver
from crawler.ledger import Ledger
from crawler.loader import RegistryLoader
from crawler.log import RunLog
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.run import RunReport
from jobtracker.store import companies as companies_store

T = TypeVar("T")


class UnknownCompany(JobTrackerError):
    """Nobody knows a company of this name; the text has the nearest ones."""


def scrapy_settings(changes: Mapping[str, Any]) -> Settings:
    """The project's Scrapy settings, wherever the command was started, with some of them changed."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(changes, priority="cmdline")
    return settings


def choose(loader: RegistryLoader, names: Sequence[str], settings: Settings) -> list[Company]:
    """The companies to crawl: those named, or all that are not switched off. Raises UnknownCompany."""
    known = {company.slug: company for company in loader.companies()}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
            raise UnknownCompany(f"no company {name!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    return [c for c in known.values() if settings.getbool("RUN_SWITCHED_OFF") or not loader.load(c.slug).switched_off]


def crawl(
    database: Database,
    loader: RegistryLoader,
    companies: Sequence[Company],
    settings: Settings,
    *,
    clock: Callable[[], dt.datetime],
    on_report: Callable[[RunReport], None],
    spider_args: Mapping[str, str] | None = None,
) -> bool:
    """Crawl companies, each once; on_report hears of each as it ends. Returns False if it was interrupted.

    They share an engine, but for those whose spiders have custom_settings: an engine has one set of settings.
    """
    database.write(companies_store.sync, companies, origin="given", now=clock())
    ledger = Ledger(database, clock)
    try:
        return _on_loop(_crawl(ledger, loader, companies, settings, on_report, spider_args or {}))
    finally:
        ledger.shut()


async def _crawl(
    ledger: Ledger,
    loader: RegistryLoader,
    companies: Sequence[Company],
    settings: Settings,
    on_report: Callable[[RunReport], None],
    spider_args: Mapping[str, str],
) -> bool:
    own = {c.slug: custom for c in companies if (custom := loader.load(c.slug).custom_settings)}
    engines = [({}, [c for c in companies if c.slug not in own])]
    engines += [(custom, [c for c in companies if c.slug == slug]) for slug, custom in own.items()]
    for custom, group in engines:
        if not group:
            continue
        mine = settings.copy()
        mine.setdict(custom, priority="spider")
        crawler = Crawler(Driver, mine)
        crawling = asyncio.ensure_future(
            crawler.crawl_async(
                companies=_source(group), ledger=ledger, loader=loader, on_report=on_report, spider_args=spider_args
            )
        )
        with _interruptible(crawler) as interrupted:
            await crawling
        if interrupted:
            return False
    return True


async def _source(companies: Iterable[Company]) -> AsyncIterator[str]:
    """The companies' names, one ATS after the other in turn: all boards of one are at one host, which has one rate."""
    by_ats: defaultdict[str, list[str]] = defaultdict(list)
    for company in companies:
        by_ats[company.ats].append(company.slug)
    for slug in chain.from_iterable(zip_longest(*by_ats.values())):
        if slug is not None:
            yield slug


@contextlib.contextmanager
def _interruptible(crawler: Crawler) -> Iterator[list[int]]:
    """While this lasts, the first SIGINT or SIGTERM ends all runs properly, and the second ends the process."""
    loop = asyncio.get_running_loop()
    received: list[int] = []

    def interrupt(number: int) -> None:
        received.append(number)
        loop.remove_signal_handler(number)
        if isinstance(crawler.spider, Driver):
            crawler.spider.interrupt()

    numbers = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in numbers:
            with contextlib.suppress(ValueError, RuntimeError):  # not the main thread
                loop.add_signal_handler(number, interrupt, number)
        yield received
    finally:
        for number in numbers:
            with contextlib.suppress(ValueError, RuntimeError):
                loop.remove_signal_handler(number)


def _on_loop(work: Any) -> Any:
    """Run a coroutine on the asyncio loop under Twisted's reactor; unlike reactor.run(), it can be done again."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor  # not before it is chosen

    if not reactor.running:  # type: ignore[attr-defined]
        reactor.startRunning(installSignalHandlers=False)  # type: ignore[attr-defined]
    handler = RunLog(logging.INFO)
    logging.getLogger().addHandler(handler)
    try:
        return asyncio.get_event_loop().run_until_complete(work)
    finally:
        logging.getLogger().removeHandler(handler)
