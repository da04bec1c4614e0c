"""The task `age`: what no crawl has confirmed for long is closed."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.db import Database
from jobtracker.lifecycle import CLOSED_AFTER
from jobtracker.store.aging import expire


def age(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Close the listings of companies that are retired or silent. Returns how many, in words; "" if none."""
    closed = database.write(expire, now=now)
    return in_words(closed) if any(closed.values()) else ""


def in_words(closed: dict[str, int]) -> str:
    """What store.aging.expire closed, in one line."""
    silent, retired = closed["unverified"], closed["retired"]
    return f"{silent + retired} closed: {silent} silent for {CLOSED_AFTER.days} days, {retired} of retired companies"
