"""The task `due`: what SQL says is due is offered to the nodes."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker import schedule
from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.fleet import nodes
from jobtracker.fleet.queue import Due, Queue
from jobtracker.store import due as store


def due(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Fill the queue, and say which code the nodes should have. Returns how many companies are new in it, in words."""
    nodes.want(redis, nodes.code_version())
    added = offer(database, Queue(redis), now)
    return counted(added, "company is due", "companies are due") if added else ""


def offer(database: Database, queue: Queue, now: dt.datetime) -> int:
    """Put every company that is due into the queue. Returns how many are new there."""
    rows = database.read(store.due, now)
    return queue.offer(
        Due(
            row.slug,
            row.host,
            schedule.rank(row.due_at or now, asked_at=row.asked_at, read=row.due_at is not None),
        )
        for row in rows
    )
