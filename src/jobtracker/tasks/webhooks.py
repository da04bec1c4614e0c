"""The task `webhooks`: what trackers found is posted to where their owners want it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from time import monotonic

import orjson
from redis import Redis

from jobtracker.config import settings
from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.mail.senders import NotSent
from jobtracker.mail.tracker_webhook import post, secret_of, signed
from jobtracker.secret_key import key_of
from jobtracker.store import webhooks as store
from jobtracker.store.board import chunks
from jobtracker.store.webhooks import Post

logger = logging.getLogger(__name__)
MOST = 500
"""At one time; the rest waits for the next."""
TOGETHER = 16
"""Posted at once: a server that hangs takes no time of the others'."""
PATIENCE = 40.0
"""Seconds after which no other is begun: the worker has other tasks, which are due every minute."""


def webhooks(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Post what is due. Returns how many, in words; "" if none was."""
    its = settings()
    posted = deliver(database, key_of(its), its.base_url, now)
    return f"{counted(posted, 'post')} to webhooks" if posted else ""


def deliver(
    database: Database, key: str, base_url: str, now: dt.datetime, by: Callable[[str, bytes, str], None] = post
) -> int:
    """Post what is due; how many were taken."""
    taken, began = 0, monotonic()
    with ThreadPoolExecutor(TOGETHER) as pool:
        for some in chunks(database.read(store.due, now=now, limit=MOST), TOGETHER):
            if monotonic() - began > PATIENCE:
                break
            claimed = [its for its in (database.write(store.claim, each, now=now) for each in some) if its]
            tries = [pool.submit(_post, its, key, base_url, now, by) for its in claimed]
            taken += sum(_taken(database, its, done, now) for its, done in zip(claimed, tries, strict=True))
    return taken


def _post(its: Post, key: str, base_url: str, now: dt.datetime, by: Callable[[str, bytes, str], None]) -> None:
    body = _body(its, base_url, now)
    by(its.url, body, signed(body, secret_of(key, its.tracker_id, its.link_version), now))


def _taken(database: Database, its: Post, done: Future[None], now: dt.datetime) -> bool:
    """Wait for a post, and note what came of it: whatever is wrong with one, the others are noted."""
    error = done.exception()
    if error is not None:
        why = str(error) if isinstance(error, NotSent) else f"cannot be posted: {type(error).__name__}"
        given_up = database.write(store.note_failure, its, why, now=now)
        logger.warning("webhook of tracker %s: %s%s", its.tracker_id, "given up: " * given_up, why)
        return False
    database.write(store.mark, its, now=now)
    return True


def _body(post: Post, base_url: str, now: dt.datetime) -> bytes:
    page = f"{base_url.rstrip('/')}/jobs/"
    document = {
        "tracker": {"id": post.tracker_id, "name": post.name},
        "posted_at": now,
        "vacancies": [
            {"vacancy_id": card.vacancy_id, "page": f"{page}{card.listing.id}", "listing": asdict(card.listing)}
            for card in post.cards
        ],
    }
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)
