"""The task `expire`: trackers whose time is over stop, and their owners are told, as they were three days before."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.store import expiry

MOST = 5_000
"""At one time; the rest waits for the next."""


def expire(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Do one round. Returns how many, in words; "" if none."""
    counts = {
        "warned of its end": sum(
            database.write(expiry.warn, each, now=now) for each in database.read(expiry.ending, now=now, limit=MOST)
        ),
        "ended": sum(
            database.write(expiry.end, each, now=now) for each in database.read(expiry.over, now=now, limit=MOST)
        ),
        "woken": database.write(expiry.wake_forgotten, now=now),
    }
    return ", ".join(f"{counted(number, 'tracker')} {what}" for what, number in counts.items() if number)
