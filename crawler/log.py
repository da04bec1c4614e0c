"""Keep each run's own log lines with the run; keep ERROR for companies that failed."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from crawler.company_run import CURRENT


class RunLog(logging.Handler):
    """Hands what is logged on behalf of a run to that run."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand it over."""
        run = CURRENT.get()
        if run is not None:
            run.note(f"{record.levelname} {self.format(record)}")


class RunLogFormatter(LogFormatter):
    """An item error is one of the reasons why a company failed, not a failure of its own."""

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """As Scrapy's, one level lower."""
        return super().item_error(item, exception, response, spider) | {"level": logging.WARNING}
