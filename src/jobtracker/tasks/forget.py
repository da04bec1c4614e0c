"""The task `forget`: what is kept about people for no longer than it is of use."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.store import notices, outbox, tickets


def forget(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Delete mails sent long ago, links that expired, old notices. Returns how many, in words; "" if none."""
    counts = {
        "mail": database.write(outbox.forget, now=now),
        "link": database.write(tickets.forget, now=now),
        "notice": database.write(notices.forget, now=now),
    }
    return ", ".join(f"{counted(number, what)} forgotten" for what, number in counts.items() if number)
