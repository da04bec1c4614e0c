"""The driver: one engine in which many companies are crawled at once, each in a task group of its own.

The end of a company's task group is the end of its run. Requests go out by `engine.download_async`, so that retries and
redirects happen inside one awaited call; answers go through Scrapy's own spider middlewares and callbacks, items
through its pipelines. A company that raises, hangs or closes itself ends its own run and no other's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from time import monotonic
from typing import Any, TypeVar

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.utils.defer import ensure_awaitable
from twisted.python.failure import Failure

from crawler.base.company_spider import CompanySpider
from crawler.batch import Batch
from crawler.company_run import CURRENT, CompanyRun
from crawler.download import PoliteHandler
from crawler.endings import INTERRUPTED, LONGEST_LINE, cause_of, describe, one_line
from crawler.ledger import Ledger
from crawler.loader import RegistryLoader
from crawler.middlewares.robots import StrictRobotsTxtMiddleware
from crawler.visit import Stopped, Visitor
from jobtracker.causes import OURS, TIME_OUT
from jobtracker.company import Company
from jobtracker.errors import JobTrackerError
from jobtracker.normalise import RULES_VERSION
from jobtracker.run import RunReport
from jobtracker.store.runs import NotDue, Superseded

logger = logging.getLogger(__name__)

NO_RUN = {Superseded: "superseded", NotDue: "not due"}
"""What is said of a company of which no run was written."""
LEVELS = {"partial": logging.WARNING, "not due": logging.DEBUG}


class Driver(Spider):
    """The engine's one spider. It yields nothing itself: it takes companies from a source and sees each to its end."""

    name = "fleet"

    def __init__(
        self,
        companies: AsyncIterator[str],
        ledger: Ledger,
        loader: RegistryLoader,
        on_report: Callable[[RunReport], None],
        spider_args: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._companies = companies
        self._ledger = ledger
        self._loader = loader
        self._on_report = on_report
        self._spider_args = dict(spider_args or {})
        self._dispatch: asyncio.Task[None] | None = None
        self._interrupted = False
        self._runs: dict[str, asyncio.Task[None]] = {}

    def _set_crawler(self, crawler: Crawler) -> None:
        super()._set_crawler(crawler)
        crawler.signals.connect(self._item_dropped, signals.item_dropped)
        crawler.signals.connect(self._item_error, signals.item_error)

    async def start(self) -> AsyncIterator[Any]:
        """Crawl all companies of the source. An asynchronous generator, as Scrapy demands, that yields nothing."""
        # A task of its own: the engine cancels what it iterates and does not wait for it.
        self._dispatch = asyncio.create_task(self._crawl_all())
        await asyncio.wait([self._dispatch])
        if self._interrupted:
            self._stop_fetching()
        if not self._dispatch.cancelled() and (error := self._dispatch.exception()):
            raise error
        never: tuple[Any, ...] = ()
        for nothing in never:
            yield nothing

    def _stop_fetching(self) -> None:
        """End what no run owns, robots.txt: the engine would wait for it."""
        robots = self.crawler.get_downloader_middleware(StrictRobotsTxtMiddleware)
        if robots is not None:
            robots.stop()
        PoliteHandler.from_crawler(self.crawler).stop()

    def interrupt(self) -> None:
        """End all runs that are under way, as interrupted, and take no further company."""
        self._interrupted = True
        if self._dispatch is not None:
            self._dispatch.cancel()

    def cancel(self, slug: str) -> None:
        """End one company's run, as interrupted."""
        if slug in self._runs:
            self._runs[slug].cancel()

    async def closed(self, reason: str) -> None:
        """Wait for the runs that are under way, however the engine came to be closed."""
        if self._dispatch is not None and not self._dispatch.done():
            self.interrupt()
            await asyncio.wait([self._dispatch])

    async def _crawl_all(self) -> None:
        slots = asyncio.Semaphore(self.settings.getint("COMPANIES_AT_ONCE"))
        async with asyncio.TaskGroup() as group:
            while True:
                await slots.acquire()
                slug = await anext(self._companies, None)
                if slug is None or self._interrupted or self._is_closing():
                    break
                task = group.create_task(self._crawl(slug), name=slug)
                self._runs[slug] = task
                task.add_done_callback(lambda task: self._runs.pop(task.get_name(), None))
                task.add_done_callback(lambda _: slots.release())

    def _is_closing(self) -> bool:
        """True if an extension (memory, time-out) has begun to close the engine."""
        slot = self.crawler.engine._slot  # noqa: SLF001  (nothing public tells)
        return slot is None or slot.closing is not None

    async def _crawl(self, slug: str) -> None:
        """See one company to its end, whatever happens to it."""
        began = monotonic()
        try:
            report = await self._crawl_company(slug)
        except Exception as error:
            logger.debug("%s", slug, exc_info=True)
            outcome = NO_RUN.get(type(error), "failed")
            report = RunReport(company=slug, outcome=outcome, error=describe(error), seconds=monotonic() - began)
        if report.outcome != "complete":
            level = LEVELS.get(report.outcome, logging.ERROR)
            logger.log(level, "%s: %s: %s", slug, report.outcome, report.error)
        self._on_report(report)

    async def _crawl_company(self, slug: str) -> RunReport:
        try:
            claim, interrupted = await _see_through(self._ledger.claim(slug, self._version))
        except LookupError:
            raise JobTrackerError("the database knows no company of this name") from None
        run = CompanyRun(slug, claim, self._ledger)
        CURRENT.set(run)
        try:
            if not interrupted:
                await self._run(run)
        except asyncio.CancelledError:
            interrupted = True
        if interrupted:
            run.evidence.problems.insert(0, INTERRUPTED)
            run.evidence.interrupted = True
        try:
            report, _ = await _see_through(self._close(run))
        finally:
            run.let_go()
        return report

    def _version(self, company: Company) -> str:
        """By what a company's board would be read; "" if there is no spider of it here."""
        kind = self._loader.kind_of(company)
        return f"{company.ats or 'site'}-{kind.version}.{RULES_VERSION}" if kind is not None else ""

    def _kind(self, company: Company) -> type[CompanySpider]:
        kind = self._loader.kind_of(company)
        if kind is None:
            raise JobTrackerError(f"there is no spider of {company.ats or company.slug} here: is a plugin missing?")
        if kind.switched_off and not self.settings.getbool("RUN_SWITCHED_OFF"):
            raise JobTrackerError(f"switched off: {kind.switched_off}")
        return kind

    async def _run(self, run: CompanyRun) -> None:
        """Everything between claim and close. Raises nothing but CancelledError."""
        deadline = self.settings.getfloat("COMPANY_DEADLINE")
        try:
            visitor = Visitor(self.crawler, run, self._open(run))
            async with asyncio.timeout(deadline):
                await visitor.visit_all()
            run.count_missing()
            if run.entries:
                await visitor.give(Batch(run, list(run.entries.values()), last=True), None)
        except TimeoutError:
            run.board.problem(f"not finished after {deadline:g} s", TIME_OUT)
        except Stopped as stopped:
            run.board.problem(str(stopped), OURS)
        except Exception as error:
            run.board.problem(describe(error), cause_of(error))
            logger.warning("%s: %s", run.slug, describe(error), exc_info=error)

    def _open(self, run: CompanyRun) -> CompanySpider:
        company = run.claim.company
        spider = self._kind(company).from_crawler(self.crawler, company=company, **self._spider_args)
        # Its end is the end of its run, not of the engine.
        self.crawler.signals.disconnect(spider.close, signals.spider_closed)
        run.spider, run.board = spider, spider.run
        run.board.known, run.board.version, run.board.now = run.claim.known, run.claim.version, self._ledger.clock()
        run.board.maps_all = bool(self.settings.getdict("FEEDS"))
        run.board.known_digest = "" if run.board.maps_all else run.claim.board_digest
        run.evidence.empty_is_answer = spider.empty_is_answer
        run.evidence.min_listings = company.min_listings
        return spider

    async def _close(self, run: CompanyRun) -> RunReport:
        run.closed = True
        for transfer in run.transfers:
            transfer.cancel()
        await self._tell_spider(run)
        self._forget_cookies(run)
        log = "\n".join(run.log)
        if run.superseded:
            await self._ledger.keep_log(run.claim, log)
            raise Superseded(run.superseded)
        # A spider's words may be the site's.
        run.evidence.problems = [one_line(line, LONGEST_LINE) for line in run.evidence.problems]
        return await self._ledger.close(
            run.claim,
            run.evidence,
            run.waiting,
            digest=run.board.digest,
            unchanged=run.board.unchanged,
            log=log,
            seconds=monotonic() - run.began,
        )

    async def _tell_spider(self, run: CompanyRun) -> None:
        """Call the spider's `closed(reason)`, if it has one, as Scrapy would."""
        try:
            if callable(closed := getattr(run.spider, "closed", None)):
                await ensure_awaitable(closed("finished"))
        except Exception as error:
            run.board.problem(f"closed(): {describe(error)}", OURS)
            logger.warning("%s: closed() raised", run.slug, exc_info=True)

    def _forget_cookies(self, run: CompanyRun) -> None:
        cookies = self.crawler.get_downloader_middleware(CookiesMiddleware)
        if cookies is not None:
            cookies.jars.pop(run.slug, None)

    def _item_dropped(self, item: Any, exception: Exception) -> None:
        if isinstance(item, Batch):
            item.run.lose(item, describe(exception))

    def _item_error(self, item: Any, failure: Failure) -> None:
        if isinstance(item, Batch):
            if isinstance(failure.value, Superseded):
                item.run.superseded = str(failure.value)
            item.run.lose(item, describe(failure.value or Exception("unknown")))


T = TypeVar("T")


async def _see_through(work: Coroutine[Any, Any, T]) -> tuple[T, bool]:
    """Wait for the end of what must not be left half done; say whether the caller was cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task), False
    except asyncio.CancelledError:
        return await task, True
