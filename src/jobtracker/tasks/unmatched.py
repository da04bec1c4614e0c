"""The task `unmatched`: operators are told of runs that nobody matches with trackers."""

from __future__ import annotations

import datetime as dt
import logging

from redis import Redis

from jobtracker.db import Database
from jobtracker.store import matching
from jobtracker.tasks.standing import standing, what_is_wrong

logger = logging.getLogger(__name__)


def unmatched(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Say in the log, once a minute, that runs wait for too long, and what to do about it. Returns ""."""
    if wrong := what_is_wrong(database.read(matching.backlog), standing(redis), now):
        logger.error("%s", wrong)
    return ""
