"""The task `notices`: what the runs found is told to those who keep one of its vacancies or follow its company."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.store import notice_mail
from jobtracker.store import notices as store

MOST = 1_000
"""Runs, and mails, at one time; the rest waits for the next."""


def notices(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Write the notices of runs that were closed, and have those mailed that are due. Returns how many, in words."""
    database.write(store.pass_over, now=now)
    told = sum(database.write(store.tell, run_id, now=now) for run_id in database.read(store.waiting, limit=MOST))
    owners = database.read(notice_mail.due, now=now, limit=MOST)
    mails = sum(database.write(notice_mail.gather, user_id, now=now) for user_id in owners)
    counts = {"notice": told, "mail": mails}
    return ", ".join(counted(number, what) for what, number in counts.items() if number)
