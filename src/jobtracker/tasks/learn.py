"""The task `learn`: how often each company is worth a visit."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.store import visits


def learn(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Learn intervals from what the visits found. Returns how many companies have another, in words."""
    changed = database.write(visits.learn)
    return counted(changed, "company has another interval", "companies have another interval") if changed else ""
