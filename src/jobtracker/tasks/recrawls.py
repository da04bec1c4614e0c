"""The task `recrawls`: what waits for its canary goes on, or stops."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.db import Database
from jobtracker.store.recrawls import advance


def recrawls(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Move every recrawl on. Returns what changed, in one line; "" if nothing did."""
    return "; ".join(database.write(advance, now=now))
