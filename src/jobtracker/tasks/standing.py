"""How the queues of tasks stand: what waits, who works on it, and whether runs are matched with trackers in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from redis import Redis
from rq import Queue
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from rq.worker_registration import get_keys

from jobtracker.counted import counted
from jobtracker.store.matching import Backlog
from jobtracker.tasks.queue_names import MATCHING, QUEUES

LATE = dt.timedelta(minutes=5)
"""After so long a closed run should have been matched: that is tried each minute."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one queue."""

    queue: str
    waiting: int
    workers: int
    """Alive, as far as Redis knows."""
    failed: int
    """In the last week."""


def standing(redis: Redis) -> list[Standing]:
    """Of each queue."""
    return [_standing(redis, name) for name in QUEUES]


def _standing(redis: Redis, name: str) -> Standing:
    its = Queue(name, connection=redis, serializer=JSONSerializer)
    known = get_keys(its)
    workers = int(redis.exists(*known)) if known else 0  # one that was killed is in the list yet
    return Standing(name, its.count, workers, FailedJobRegistry(queue=its).count)


def is_late(unmatched: Backlog, now: dt.datetime) -> bool:
    """True if a run has waited for too long to be matched."""
    return unmatched.oldest is not None and now - unmatched.oldest > LATE


def what_is_wrong(unmatched: Backlog, work: Iterable[Standing], now: dt.datetime) -> str:
    """With matching, in one line; "" if runs are matched in time."""
    if unmatched.oldest is None or not is_late(unmatched, now):
        return ""
    number = sum(each.workers for each in work if each.queue == MATCHING)
    why = "its worker fails or does not keep up: see its log"
    if not number:
        why = f"no worker does that: start `jobtracker worker --queue {MATCHING}`"
    since, waits = f"{unmatched.oldest:%Y-%m-%d %H:%M} UTC", counted(unmatched.number, "run waits", "runs wait")
    return f"{waits} to be matched with trackers, the first since {since}: {why}"
