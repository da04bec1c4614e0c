"""The task `webhooks`: what trackers found is posted to where their owners want it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import asdict
from time import monotonic

import orjson
from redis import Redis

from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.mail.senders import NotSent
from jobtracker.mail.tracker_webhook import post, secret_of, signed
from jobtracker.secret_key import key_of
from jobtracker.store import webhooks as store
from jobtracker.store.webhooks import Post

logger = logging.getLogger(__name__)
MOST = 500
"""At one time; the rest waits for the next."""
PATIENCE = 300.0
"""Seconds after which no other is begun: servers that hang would take all the task's time."""


def webhooks(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Post what is due. Returns how many, in words; "" if none was."""
    its = settings()
    posted = deliver(database, key_of(its), its.base_url, now)
    return f"{posted} posts to webhooks" if posted else ""


def deliver(
    database: Database, key: str, base_url: str, now: dt.datetime, by: Callable[[str, bytes, str], None] = post
) -> int:
    """Post what is due; how many were taken."""
    taken, began = 0, monotonic()
    for tracker_id in database.read(store.due, now=now, limit=MOST):
        if monotonic() - began > PATIENCE:
            break
        claimed = database.write(store.claim, tracker_id, now=now)
        if claimed is None:
            continue
        body = _body(claimed, base_url, now)
        secret = secret_of(key, tracker_id, claimed.link_version)
        try:
            by(claimed.url, body, signed(body, secret, now))
        except NotSent as error:
            given_up = database.write(store.note_failure, claimed, str(error), now=now)
            logger.warning("webhook of tracker %s: %s%s", tracker_id, "given up: " * given_up, error)
            continue
        database.write(store.mark, claimed, now=now)
        taken += 1
    return taken


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
