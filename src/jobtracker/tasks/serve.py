"""What `jobtracker worker` and `jobtracker cron` share: a log of one line each, and patience with Redis."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.exceptions import StopRequested

from jobtracker.config import settings
from jobtracker.errors import JobTrackerError
from jobtracker.fleet.redis import connect

logger = logging.getLogger(__name__)
PAUSE = 2.0
"""Seconds between two looks whether Redis is back."""


class OneLine(logging.Formatter):
    """An exception is told by its last line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        return " ".join(super().format(record).split())

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Its kind and text."""
        return f": {ei[0].__name__}: {ei[1]}"


def serve(what: Callable[[Redis], bool]) -> None:
    """Do it until it is done; when Redis goes away, wait for it and begin again.

    Raises JobTrackerError without a Redis in the settings, or if `what` says that it ended for no good reason.
    """
    url = settings().redis_url
    if not url:
        raise JobTrackerError("JOBTRACKER_REDIS_URL is not set: background work needs a Redis or Valkey")
    log_lines("jobtracker")
    try:
        while not _tried(url, what):
            time.sleep(PAUSE)
    except StopRequested:
        return


def log_lines(ours: str) -> None:
    """Log in lines: warnings of all, and what the package that is `ours` says of itself."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger(ours).setLevel(logging.INFO)


def _tried(url: str, what: Callable[[Redis], bool]) -> bool:
    """True if it was done; False if Redis is away."""
    try:
        with connect(url) as redis:  # not the one that RQ gets, which gives its connections more time
            redis.ping()
        with connect(url) as redis:
            if not what(redis):
                raise JobTrackerError("ended too early; see above")
    except RedisError as error:
        logger.warning("Redis is away: %s", error)
        return False
    return True
