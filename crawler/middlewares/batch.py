"""Innermost spider middleware: makes one item of the postings of a response."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from scrapy.http import Request, Response

from crawler.base.company_spider import DETAIL_OF
from crawler.batch import Batch
from crawler.company_run import CURRENT, RUN, CompanyRun

LARGEST = 500
"""Postings in a batch; it bounds the memory of a callback that yields without end."""


async def batched(
    run: CompanyRun | None, output: AsyncIterator[Any], detail_of: str | None = None
) -> AsyncIterator[Any]:
    """Gather what a callback yields: postings into batches, each ahead of the requests that were yielded with it.

    What came before an error is handed on before the error is. Without a run (scrapy parse, shell) all stays as it is.
    """
    if run is None:
        async for each in output:
            yield each
        return
    gathered = _Gathered(run, detail_of)
    try:
        async for each in output:
            for ready in gathered.take(each):
                yield ready
    except Exception:
        for ready in gathered.flush():
            yield ready
        raise
    for ready in gathered.flush():
        yield ready


class _Gathered:
    def __init__(self, run: CompanyRun, detail_of: str | None) -> None:
        self._run = run
        self._detail_of = detail_of
        self._postings: list[Any] = []
        self._requests: list[Request] = []

    def take(self, each: Any) -> Sequence[Request | Batch]:
        """Add what was yielded; return what is ready to go on."""
        if each is None:
            return ()
        if not isinstance(each, Request):
            self._postings.append(each)
            return self.flush() if len(self._postings) >= LARGEST else ()
        request = self._run.emit(each)
        if not self._postings:
            return (request,)
        self._requests.append(request)  # a detail must not overtake the list entry that it belongs to
        return ()

    def flush(self) -> Sequence[Request | Batch]:
        """Return all that is left."""
        postings, requests = self._postings, self._requests
        self._postings, self._requests = [], []
        return [self._run.batch(postings, self._detail_of), *requests] if postings else requests


class BatchMiddleware:
    """Puts every callback's and every start()'s output through `batched`."""

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Gather a callback's output."""
        async for each in batched(response.meta.get(RUN), result, response.meta.get(DETAIL_OF)):
            yield each

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Gather what start() yields, on behalf of the company whose it is."""
        async for each in batched(CURRENT.get(), start):
            yield each
