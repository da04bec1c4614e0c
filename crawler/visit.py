"""Send the requests of one company, and see each to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from scrapy.utils.asyncgen import as_async_generator
from twisted.python.failure import Failure

from crawler.base.company_spider import DETAIL_OF, CompanySpider
from crawler.batch import Batch
from crawler.company_run import DRIVEN, NOTED, TICKET, CompanyRun
from crawler.endings import describe, outline
from crawler.middlewares.batch import batched
from jobtracker.errors import JobTrackerError

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The run is to end now; the text says why."""


class Visitor:
    """The workers of one run. `engine.scraper` is internal to Scrapy: a test says when it moves."""

    def __init__(self, crawler: Crawler, run: CompanyRun, spider: CompanySpider) -> None:
        self._crawler = crawler
        self._scraper = crawler.engine.scraper
        self._run = run
        self._spider = spider
        self._most = crawler.settings.getint("REQUESTS_PER_COMPANY")
        self._group = asyncio.TaskGroup()

    async def visit_all(self) -> None:
        """Start the spider and follow whatever it yields. Raises Stopped if the run ended itself."""
        try:
            async with self._group:
                await self._start()
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None

    async def _start(self) -> None:
        """`start()`, through the spider middlewares: what it yields may raise half-way, as any callback may."""
        chain = self._scraper.spidermw._process_chain  # noqa: SLF001  (Scrapy has no other way in)
        with self._noting(None, None):
            output = await chain("process_start", self._spider.start())
            await self._consume(output, None)

    def _push(self, request: Request) -> None:
        """Put a request on the queue. A worker per pending request would be thousands of tasks: there are a few."""
        self._run.tickets.pop(request.meta.get(TICKET, 0), None)
        if not self._is_new(request):
            return
        self._run.todo.append(request)
        if self._run.workers < self._most:
            self._run.workers += 1
            self._group.create_task(self._work(), name=self._run.slug)

    def _is_new(self, request: Request) -> bool:
        """The duplicate filter. The answer to a duplicate is read already, so nothing is lost by dropping it."""
        if request.dont_filter:
            return True
        fingerprint = self._crawler.request_fingerprinter.fingerprint(request)
        key = (fingerprint, repr(request.callback), request.meta.get(DETAIL_OF))
        known = key in self._run.requested
        self._run.requested.add(key)
        return not known

    async def _work(self) -> None:
        try:
            while self._run.todo:
                await self._visit(self._run.todo.popleft())
        finally:
            self._run.workers -= 1

    async def _visit(self, request: Request) -> None:
        try:
            response = await self._download(request)
        except Exception as error:  # noqa: BLE001  (all of them are bad ends)
            self._run.failed(request, error)
            await self._errback(request, error)
            return
        await self._run.load_board(response.body)
        with self._noting(request, response):
            output = await self._scraper.spidermw.scrape_response_async(self._call, response, request)
            await self._consume(output, response)

    async def _download(self, request: Request) -> Response:
        driven = DRIVEN.set(True)
        self._run.evidence.requests += 1
        try:
            return await self._crawler.engine.download_async(request)
        finally:
            DRIVEN.reset(driven)

    @contextmanager
    def _noting(self, request: Request | None, response: Response | None) -> Iterator[None]:
        """Run code of the spider: whatever it raises ends no more than its own run."""
        try:
            yield
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # the run's own end; anything else is a cancellation of the spider's making
            self._raised(error, request, response)
        except (Exception, SystemExit) as error:  # noqa: BLE001  (it is somebody else's code)
            self._raised(error, request, response)

    async def _call(self, result: Response | Failure, request: Request) -> Any:
        """The callback; or the errback, if a spider middleware refused the answer (a status that is not 2xx)."""
        if isinstance(result, Failure):
            self._run.failed(request, result.value or Exception("refused"))
        return await self._scraper.call_spider_async(result, request)

    async def _errback(self, request: Request, error: Exception) -> None:
        """Let the spider see a failure. Scrapy sends what an errback yields past the middlewares; so is it here."""
        if request.errback is None:
            logger.info("%s: %s", outline(request), describe(error))
            return
        with self._noting(request, None):
            output = await self._scraper.call_spider_async(Failure(error), request)
            await self._consume(batched(self._run, as_async_generator(output), request.meta.get(DETAIL_OF)), None)

    async def _consume(self, output: AsyncIterator[Any] | Iterable[Any], response: Response | None) -> None:
        async for each in as_async_generator(output):
            if isinstance(each, Request):
                self._push(each)
            else:
                await self.give(each, response)

    async def give(self, item: Any, response: Response | None) -> None:
        """Send an item through the pipelines. Scrapy swallows what they raise: the driver listens for it."""
        if isinstance(item, Batch):
            self._run.tickets.pop(item.ticket, None)
        await self._scraper.start_itemproc_async(item, response=response)
        if self._run.superseded:
            raise Stopped(self._run.superseded)

    def _raised(self, error: BaseException, request: Request | None, response: Response | None) -> None:
        """Note what the spider's code raised; half of an answer is not an answer."""
        if isinstance(error, CloseSpider):  # the company's own end, not the fleet's
            raise Stopped(f"stopped by its spider: {error.reason}") from error
        if isinstance(error, Stopped):
            raise error
        where = outline(request) if request is not None else "start()"
        if request is None:
            self._run.board.problem(f"{where}: {describe(error)}")
        elif NOTED in request.meta:  # a request ends badly once
            return
        else:
            self._run.failed(request, error)
        known = isinstance(error, JobTrackerError)
        logger.warning("%s: %s", where, describe(error), exc_info=None if known else error)
        self._crawler.signals.send_catch_log(
            signals.spider_error, failure=Failure(error), response=response, spider=self._spider
        )
