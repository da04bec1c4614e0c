"""One crawl of one company as the driver sees it, between its claim and its close."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from time import monotonic
from typing import Any

from scrapy.http import Request
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.base.board_run import BoardRun
from crawler.base.company_spider import DETAIL_OF, CompanySpider
from crawler.batch import Batch
from crawler.endings import describe, outline
from crawler.ledger import Ledger
from jobtracker.fingerprint import digest
from jobtracker.lifecycle import Evidence
from jobtracker.listing import Posting
from jobtracker.normalise.characters import drop_unsafe
from jobtracker.run import Claim, Prepared

RUN = "company_run"
"""Request meta: the run that a request belongs to."""
COMPANY = "company"
"""Request meta: the slug of that run's company, by which a replay finds its recording."""
TICKET = "run_ticket"
"""Request meta: by it the driver knows what a spider yielded and no middleware let through."""
NOTED = "run_noted"
"""Request meta: this request's bad end is known already."""
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
LOG_LINES, LOG_LINE = 200, 4000
"""Of a run's own log so many entries are kept, the first ones, and so many characters of each."""

CURRENT: ContextVar[CompanyRun | None] = ContextVar("company_run", default=None)
"""The run on whose behalf code is running; tasks inherit it."""
DRIVEN: ContextVar[bool] = ContextVar("driven", default=False)
"""True while the driver awaits a download; False while a spider awaits one of its own."""


@dataclass(slots=True, eq=False)
class CompanyRun:
    """Its spider, its claim, and what is under way."""

    slug: str
    claim: Claim
    ledger: Ledger
    spider: CompanySpider | None = None
    board: BoardRun = field(default_factory=BoardRun)
    todo: deque[Request] = field(default_factory=deque)
    requested: set[tuple[bytes, str, str | None]] = field(default_factory=set)
    """What the duplicate filter goes by: fingerprint, callback, and the posting whose detail it is."""
    workers: int = 0
    transfers: set[asyncio.Task[Any]] = field(default_factory=set)
    tickets: dict[int, Request | Batch] = field(default_factory=dict)
    """What the spider yielded and the driver has not received yet."""
    entries: dict[str, Posting] = field(default_factory=dict)
    """List entries that wait for their details."""
    waiting: list[Prepared] = field(default_factory=list)
    """What is to be written and is not yet."""
    closed: bool = False
    superseded: str = ""
    """Why nothing of this run may be written any more; "" if it may."""
    log: list[str] = field(default_factory=list)
    began: float = field(default_factory=monotonic)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def evidence(self) -> Evidence:
        """What the run saw so far."""
        return self.board.evidence

    async def load_board(self, body: bytes) -> None:
        """Load what is stored of the board, unless this answer is the very one that the last complete run read."""
        if not self.claim.loaded and digest(body) != self.board.known_digest:
            self.claim = await self.ledger.load(self.claim)
            self.board.known = self.claim.known

    def adopt(self, request: Request) -> Request:
        """Give a request what refers to the company and what Scrapy would look for at the engine's spider."""
        meta = request.meta
        if meta.get(RUN) is not self:
            meta[RUN], meta[COMPANY] = self, self.slug
            meta.setdefault("cookiejar", self.slug)
            statuses = getattr(self.spider, "handle_httpstatus_list", None)
            if statuses is not None:
                meta.setdefault("handle_httpstatus_list", statuses)
            if user_agent := getattr(self.spider, "user_agent", None):
                request.headers.setdefault(b"User-Agent", user_agent)
        return request

    def emit(self, request: Request) -> Request:
        """Take a request as the spider yields it, before any middleware sees it."""
        if request.meta.get(RUN, self) is not self or self.tickets.get(request.meta.get(TICKET, 0)) is request:
            request = request.copy()  # the same object once more, of this run or of another
        if request.callback is None and self.spider is not None:
            request.callback = self.spider._parse  # noqa: SLF001  (what Scrapy itself would call)
        self.adopt(request).meta[TICKET] = ticket = next(self._numbers)
        request.meta.pop(NOTED, None)  # a spider may copy its response's meta
        self.tickets[ticket] = request
        return request

    def batch(self, postings: list[Any], detail_of: str | None = None) -> Batch:
        """Make one item of postings as the spider yielded them."""
        batch = Batch(self, postings, detail_of, ticket=next(self._numbers))
        self.tickets[batch.ticket] = batch
        return batch

    def failed(self, request: Request, error: BaseException) -> None:
        """Note that a request did not end well: for its listing if it was a detail, else for the list."""
        detail_of = request.meta.get(DETAIL_OF)
        request.meta[NOTED] = True
        if detail_of is None:
            self.board.problem(f"{outline(request)}: {describe(error)}")
        elif isinstance(error, HttpError) and error.response.status in GONE:
            self.evidence.gone.add(detail_of)
        else:
            self.evidence.detail_failures += 1

    def lose(self, batch: Batch, why: str) -> None:
        """Note that postings were not stored."""
        if batch.detail_of is None:
            self.board.problem(f"{len(batch.postings)} postings were not stored: {why}")
        else:
            self.evidence.detail_failures += 1

    def count_missing(self) -> None:
        """Note what the spider yielded and a middleware swallowed."""
        for lost in self.tickets.values():
            if isinstance(lost, Batch):
                self.lose(lost, "filtered on the way")
            elif lost.meta.get(DETAIL_OF) is not None:
                self.evidence.detail_failures += 1
            else:
                self.board.problem(f"{outline(lost)}: filtered on the way (too deep or too long)")
        self.tickets.clear()

    def let_go(self) -> None:
        """Drop what was read. Timers and kept connections began in this run's context and hold it for minutes yet."""
        self.spider, self.board = None, BoardRun()
        self.claim = replace(self.claim, known={}, board={}, rows={})
        for each in (self.todo, self.requested, self.tickets, self.entries, self.waiting, self.log):
            each.clear()

    def note(self, line: str) -> None:
        """Keep a line of the log with the run."""
        if len(self.log) < LOG_LINES:
            self.log.append(drop_unsafe(line[:LOG_LINE]))
