"""The task `index`: what is found by words that are no longer true is indexed anew."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.indexing import index_due


def index(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Index the listings of companies that are due. Returns how many, in words; "" if none."""
    done = index_due(database)
    return f"{counted(done, 'listing')} indexed anew" if done else ""
