"""The tasks `suggest` and `first_suggest`: what people are offered while they type."""

from __future__ import annotations

import datetime as dt

from redis import Redis

from jobtracker.db import Database
from jobtracker.store import offers, suggestions


def suggest(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Offer what is open now. Returns how many rows that changed, in words."""
    changed = sum(
        (
            suggestions.replace(database, "title", database.read(offers.titles)),
            suggestions.replace(database, "company", database.read(offers.companies)),
            suggestions.replace(database, "place", database.read(offers.places)),
        )
    )
    database.write(suggestions.note_written, now=now)
    return f"{changed} rows of suggestions changed" if changed else ""


def first_suggest(database: Database, redis: Redis, now: dt.datetime) -> str:
    """The same while much is new: whoever crawls for the first time need not wait an hour."""
    return suggest(database, redis, now) if database.read(suggestions.is_owed) else ""
