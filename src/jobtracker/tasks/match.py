"""The task `match`: what runs found is matched with the trackers. The index of these stays in the process."""

from __future__ import annotations

import datetime as dt
import logging
import time
from dataclasses import dataclass
from typing import Final

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database, DatabaseAway
from jobtracker.store import matching as store
from jobtracker.store import tracker_groups
from jobtracker.store.tracker_groups import Running

logger = logging.getLogger(__name__)
BATCH: Final = 100
"""Runs; before each the trackers are looked at again."""
ENOUGH: Final = 300.0
"""Seconds after which the rest is left to the next time."""
_KEPT: Final[dict[str, Running]] = {}
"""By the database's name."""


@dataclass(slots=True)
class Done:
    """What one round came to."""

    runs: int = 0
    news: int = 0
    begun: int = 0
    failed: int = 0

    def __str__(self) -> str:
        if not self.runs and not self.failed:
            return ""
        failed = f", {counted(self.failed, 'run')} failed" if self.failed else ""
        news, begun = counted(self.news, "match", "matches"), counted(self.begun, "beginning")
        return f"{counted(self.runs, 'run')} matched: {news}, {begun}{failed}"


def match(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Match the runs that wait, oldest first. Returns what came of it, in words; "" if none waited."""
    return str(match_runs(database, now=now))


def match_runs(database: Database, *, now: dt.datetime) -> Done:
    """Match the runs that wait. One that cannot be is one line in the log, and is tried again the next time."""
    database.write(store.pass_over, now=now)
    done, last, begun = Done(), 0, time.monotonic()
    while time.monotonic() - begun < ENOUGH and (runs := database.read(store.waiting, limit=BATCH, after=last)):
        trackers = _running(database, now)
        for run_id in runs:
            _match(database, run_id, trackers, done, now)
        last = runs[-1]
    return done


def _match(database: Database, run_id: int, trackers: Running, done: Done, now: dt.datetime) -> None:
    try:
        found = database.write(store.match, run_id, trackers.index, now=now)
    except DatabaseAway:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one run, the others are matched
        logger.error("run %d is not matched: %s: %s", run_id, type(error).__name__, error)  # noqa: TRY400 - one line
        done.failed += 1
    else:
        if found:
            done.runs, done.news, done.begun = done.runs + 1, done.news + len(found.news), done.begun + len(found.begun)


def _running(database: Database, now: dt.datetime) -> Running:
    kept = _KEPT.pop(database.name, None)  # it is kept once it is whole: whatever ends this task may do so half-way
    if kept is None:
        kept = tracker_groups.load(database, now=now)
    else:
        tracker_groups.follow(database, kept, now=now)
    _KEPT[database.name] = kept
    return kept
