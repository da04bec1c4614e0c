"""What RQ calls: one task, by its name, on connections of its own."""

from __future__ import annotations

import datetime as dt
import logging
import time

from redis.exceptions import RedisError

from jobtracker.config import settings
from jobtracker.db import DatabaseAway, open_database
from jobtracker.fleet.redis import connect
from jobtracker.tasks.table import TASKS

logger = logging.getLogger(__name__)
PAUSES = (2.0, 8.0)
"""Seconds before the second and the third try of a task that found SQL or Redis away."""


def run(name: str) -> str:
    """Do the task, with the settings of this process. Returns what it says of itself, which is logged, too.

    Raises what the task raises: database or Redis away for longer than all tries, or a fault of its own.
    """
    for pause in PAUSES:
        try:
            return _once(name)
        except (DatabaseAway, RedisError) as error:
            logger.warning("task %s: %s: tried again in %.0f s", name, error, pause)
            time.sleep(pause)
    return _once(name)


def _once(name: str) -> str:
    database = open_database(settings().database_url)
    try:
        with connect(settings().redis_url) as redis:
            did = TASKS[name].do(database, redis, dt.datetime.now(dt.UTC))
    finally:
        database.close()
    if did:
        logger.info("task %s: %s", name, did)
    return did
