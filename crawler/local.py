"""Crawl on this machine, in this process: what `jobtracker crawl` and `scrapy crawl X` do."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, zip_longest
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawler.driver import Driver
from crawler.leases import Leases
from crawler.ledger import Ledger
from crawler.loader import RegistryLoader
from crawler.log import RunLog
from crawler.offering import Offering
from crawler.watchdog import watching
from jobtracker.company import Company
from jobtracker.config import settings as project_settings
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.fleet.queue import Held, Queue
from jobtracker.fleet.redis import connect
from jobtracker.nearest import did_you_mean
from jobtracker.run import RunReport
from jobtracker.store import companies as store

Clock = Callable[[], dt.datetime]


class UnknownCompany(JobTrackerError):
    """Nobody knows a company of this name; the text has the nearest ones."""


def scrapy_settings(changes: Mapping[str, Any]) -> Settings:
    """The project's Scrapy settings, wherever the command was started, with some of them changed."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    if world := project_settings().sample_sites:
        from sample_sites.ways import detour_settings  # a demo's companies are nowhere else

        settings.setdict(detour_settings(world), priority="project")
    settings.setdict(changes, priority="cmdline")
    return settings


def choose(loader: RegistryLoader, names: Sequence[str], settings: Settings) -> list[Company]:
    """The companies to crawl: those named, or all that are not switched off; COMPANIES stands in for the registry.

    Raises UnknownCompany.
    """
    known = {company.slug: company for company in loader.companies()}
    for name in names:
        if name not in known:
            raise UnknownCompany(f"no company {name!r}{did_you_mean(name, known)}")
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    every = loader.rows() if settings.get("COMPANIES") else known.values()
    return [c for c in every if settings.getbool("RUN_SWITCHED_OFF") or not loader.load(c.slug).switched_off]


def stored(database: Database, names: Sequence[str]) -> list[Company]:
    """The companies of these names that the database knows, as it has them."""
    return database.read(store.named, names)


def sync_registry(database: Database, loader: RegistryLoader, clock: Clock) -> None:
    """Bring the database's companies up to date with the registry; a company that left it is retired.

    Nobody is retired while a part of the registry cannot be read.
    """
    if not loader.errors and not loader.broken:
        database.write(store.sync, [*loader.seated(loader.registered())], origin="registry", now=clock())


def crawl(
    database: Database,
    loader: RegistryLoader,
    companies: Sequence[Company],
    settings: Settings,
    *,
    clock: Clock,
    on_report: Callable[[RunReport], None],
    spider_args: Mapping[str, str] | None = None,
    queue: Queue | None = None,
) -> bool:
    """Crawl companies, each once; on_report hears of each as it ends. Returns False if it was interrupted.

    They share an engine, but for those whose spiders have custom_settings: an engine has one set of settings. With the
    queue of a fleet each is leased, and what a node is crawling is left to it.
    """
    seated = [*loader.seated(companies)]
    database.write(store.sync, seated, origin="given", now=clock())
    ledger = Ledger(database, clock)
    about = {"ledger": ledger, "loader": loader, "on_report": on_report, "spider_args": spider_args}
    try:
        return asyncio_loop().run_until_complete(_crawl_leased(queue, seated, settings, about))
    finally:
        ledger.shut()
        end_threads()


async def _crawl_leased(
    queue: Queue | None, companies: Sequence[Company], settings: Settings, about: Mapping[str, Any]
) -> bool:
    if queue is None:
        return await _crawl(companies, settings, about, _source)
    hosts = {company.slug: company.host for company in companies}
    with Leases(queue, patience=settings.getfloat("WATCHDOG_PATIENCE")) as leases:
        on_report, offering = about["on_report"], Offering(leases)
        releases: list[asyncio.Task[None]] = []

        def release(report: RunReport) -> None:
            releases.append(asyncio.get_running_loop().create_task(leases.release(report.company)))
            offering.heard(report)
            on_report(report)

        async def seized(group: Iterable[Company]) -> AsyncIterator[str]:
            async for slug in _source(group):
                if await _seize(leases, slug, hosts[slug], on_report):
                    yield slug

        try:
            return await _crawl(companies, settings, {**about, "on_report": release}, seized, leases)
        finally:
            await asyncio.gather(*releases, offering.end())


async def _seize(leases: Leases, slug: str, host: str, on_report: Callable[[RunReport], None]) -> bool:
    """Lease a company, unless a node is crawling it. While Redis is away the fence in SQL has to do."""
    try:
        lease = await leases.ask(lambda: leases.queue.seize(slug, host, f"{project_settings().node}, by hand"), tries=1)
    except Held as held:
        on_report(RunReport(company=slug, outcome="superseded", error=f"{held} now"))
        return False
    if lease is not None:
        leases.add(lease)
    return True


async def _crawl(
    companies: Sequence[Company],
    settings: Settings,
    about: Mapping[str, Any],
    source: Callable[[Iterable[Company]], AsyncIterator[str]],
    leases: Leases | None = None,
) -> bool:
    own = {c.slug: custom for c in companies if (custom := _own_settings(about["loader"], c))}
    shared = [c for c in companies if c.slug not in own]
    engines: list[tuple[Mapping[str, Any], list[Company]]] = [({}, shared)] if shared else []
    engines += [(own[c.slug], [c]) for c in companies if c.slug in own]
    for custom, group in engines:
        mine = settings.copy()
        mine.setdict(custom, priority="spider")
        crawler = Crawler(Driver, mine)
        if leases is not None:
            leases.on_lost = partial(_cancel, crawler)
        patience = mine.getfloat("WATCHDOG_PATIENCE")
        with run_logs(), watching(patience), interruptible(crawler) as interrupted:
            await crawler.crawl_async(companies=source(group), **about)
        if interrupted:
            return False
    return True


def _own_settings(loader: RegistryLoader, company: Company) -> Mapping[str, Any]:
    kind = loader.kind_of(company)
    return (kind.custom_settings or {}) if kind is not None else {}


def _cancel(crawler: Crawler, slug: str) -> None:
    if isinstance(crawler.spider, Driver):
        crawler.spider.cancel(slug)


def fleet_queue() -> Queue | None:
    """The queue that this machine's crawls have to mind; None if there is no fleet."""
    url = project_settings().redis_url
    return Queue(connect(url)) if url else None


async def _source(companies: Iterable[Company]) -> AsyncIterator[str]:
    """The companies' names, one ATS after the other in turn: all boards of one are at one host, which has one rate."""
    by_ats: defaultdict[str, list[str]] = defaultdict(list)
    for company in companies:
        by_ats[company.ats].append(company.slug)
    for slug in chain.from_iterable(zip_longest(*by_ats.values())):
        if slug is not None:
            yield slug


@contextlib.contextmanager
def interruptible(crawler: Crawler) -> Iterator[list[int]]:
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


@contextlib.contextmanager
def run_logs() -> Iterator[None]:
    """While this lasts, what is logged on behalf of a run is kept with it."""
    handler = RunLog(logging.INFO)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def asyncio_loop() -> asyncio.AbstractEventLoop:
    """The asyncio loop under Twisted's reactor, which is started; unlike reactor.run(), it can be used again."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor  # not before it is chosen

    if not reactor.running:
        reactor.startRunning(installSignalHandlers=False)
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop  # noqa: SLF001  (asyncio.run() since then leaves another)
    asyncio.set_event_loop(loop)
    return loop


def end_threads() -> None:
    """End the reactor's threads (DNS, files): a process waits for them, and this reactor is never stopped."""
    from twisted.internet import reactor

    if reactor.threadpool is not None:
        reactor._stopThreadPool()  # noqa: SLF001 - its own way at a shutdown; it makes a new one when it needs one
