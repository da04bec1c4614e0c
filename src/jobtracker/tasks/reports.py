"""The task `reports`: who said that a listing is gone is answered."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.store.reports import ask, settle


def reports(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Write down what visits said, and ask for those that are still wanted. Returns how many, in words."""
    settled = database.write(settle)
    asked = database.write(ask, now=now)
    return f"{counted(settled, 'report')} answered, {counted(asked, 'visit')} asked for" if settled or asked else ""
