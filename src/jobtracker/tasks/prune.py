"""The task `prune`: runs that nobody will ask for are forgotten."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.config import settings
from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.store import pruning


def prune(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Forget old runs, a transaction a batch. Returns how many, in words; "" if none."""
    before = now - dt.timedelta(days=settings().runs_kept_days)
    step = database.write(pruning.prune, None, before=before)
    forgotten = step.forgotten
    while step.next:
        step = database.write(pruning.prune, step.next, before=before)
        forgotten += step.forgotten
    return f"{counted(forgotten, 'old run')} forgotten" if forgotten else ""
