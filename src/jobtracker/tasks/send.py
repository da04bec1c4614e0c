"""The task `send`: what waits for trackers is put into mails at their times, and these are sent."""

from __future__ import annotations

import datetime as dt
import logging
import time

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.store import deliveries
from jobtracker.tasks.mail import mail

logger = logging.getLogger(__name__)
MOST = 1_000
"""Looked up at a time."""
LONGEST = 240.0
"""Seconds that a round may take to gather; the rest waits for the next."""


def send(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Do one round. Returns how many mails were put together and sent, in words; "" if none was."""
    gathered = gather(database, now)
    sent = mail(database, redis, now)
    return ", ".join(filter(None, (f"{counted(gathered, 'delivery')} gathered" if gathered else "", sent)))


def gather(database: Database, now: dt.datetime) -> int:
    """Make a delivery for each tracker that is due, one each; how many it was."""
    made = 0
    end = time.monotonic() + LONGEST
    while due := database.read(deliveries.due, now=now, limit=MOST):
        for tracker_id in due:
            if time.monotonic() > end:
                return made
            made += _gather(database, tracker_id, now)
    return made


def _gather(database: Database, tracker_id: int, now: dt.datetime) -> bool:
    try:
        return database.write(deliveries.gather, tracker_id, now=now) is not None
    except JobTrackerError:
        raise
    except Exception:  # what is wrong with one of them is no reason to keep the others waiting
        logger.exception("tracker %s: what waits for it cannot be put into a mail", tracker_id)
        database.write(deliveries.put_off, tracker_id, now=now)
        return False
