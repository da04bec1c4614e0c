"""Innermost spider middleware: makes one item of the postings of a response."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Request, Response

from crawler.base.company_spider import DETAIL_OF
from crawler.company_run import CURRENT, RUN, CompanyRun

LARGEST = 500
"""Postings in a batch; it bounds the memory of a callback that yields without end."""


async def batched(run: CompanyRun | None, output: AsyncIterator[Any], detail_of: str | None = None) -> AsyncIterator[Any]:
    """Gather what a callback yields: postings into batches, each ahead of the requests that were yielded with it.

    What came before an error is handed on before the error is. Without a run (scrapy parse, shell) all stays as it is.
    """
    postings: list[Any] = []
    requests: list[Request] = []
    trouble: Exception | None = None
    try:
        async for each in output:
            if run is None:
                yield each
            elif each is None:
                continue
            elif not isinstance(each, Request):
                postings.append(each)
            elif postings:  # a detail must not overtake the list entry that it belongs to
                requests.append(run.emit(each))
            else:
                yield run.emit(each)
            if run is not None and len(postings) >= LARGEST:
                yield run.batch(postings, detail_of)
                for request in requests:
                    yield request
                postings, requests = [], []
    except Exception as error:
        trouble = error
    if run is not None and postings:
        yield run.batch(postings, detail_of)
    for request in requests:
        yield request
    if trouble is not None:
        raise trouble


class BatchMiddleware:
    """Puts every callback's and every start()'s output through `batched`."""

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for each in batched(response.meta.get(RUN), result, response.meta.get(DETAIL_OF)):
            yield each

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for each in batched(CURRENT.get(), start):
            yield each
