"""Outermost downloader middleware: no request leaves without its run."""

from __future__ import annotations

import logging

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.company_run import CURRENT, DRIVEN, CompanyRun
from crawler.endings import describe, outline

logger = logging.getLogger(__name__)


class RunMiddleware:
    """Adopts what the driver did not send: robots.txt, and what a callback awaits by `engine.download_async` itself.

    The latter ends like any other request: a failure makes the run partial even if the callback swallows it.
    """

    def process_request(self, request: Request) -> None:
        """Give the request its run."""
        run = CURRENT.get()
        if run is None:
            return
        if run.closed and request.callback is not NO_CALLBACK:
            raise IgnoreRequest("the run is closed")
        run.adopt(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note a status that nobody asked for."""
        run = _own(request)
        allowed = request.meta.get("handle_httpstatus_list", ())
        ok = response.status < 300 or response.status in allowed or request.meta.get("handle_httpstatus_all")
        if run is not None and not ok:
            run.failed(request, HttpError(response))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note a failure, after its retries."""
        if CURRENT.get() is None and isinstance(exception, IgnoreRequest):  # scrapy shell would say nothing
            logger.warning("%s: %s", outline(request), describe(exception))
        run = _own(request)
        if run is not None:
            run.failed(request, exception)


def _own(request: Request) -> CompanyRun | None:
    """The run of a request that its spider awaits itself."""
    return None if DRIVEN.get() or request.callback is NO_CALLBACK else CURRENT.get()
