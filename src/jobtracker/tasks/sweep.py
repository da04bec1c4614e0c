"""The task `sweep`: companies whose node died are crawled again; one that kills its nodes is set aside."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Container

from redis import Redis

from jobtracker.db import Database
from jobtracker.fleet.queue import DEATHS, LEASE, Lease, Queue, company_of
from jobtracker.store import due as store

logger = logging.getLogger(__name__)

SET_ASIDE = f"its code killed its node, alone, {DEATHS} times"
ORPHANED = dt.timedelta(seconds=2 * LEASE)


def sweep(database: Database, redis: Redis, now: dt.datetime) -> str:
    """Give back what nobody will finish. Returns what was done, in words; "" if nothing was."""
    queue = Queue(redis)
    if not queue.is_settled():  # whoever lives has not said so yet
        return ""
    running = database.read(store.running, now)
    lost = [each for each in queue.lost() if _settle(database, queue, each, running, now)]
    held = queue.held()
    orphans = [slug for slug, (_, began) in running.items() if slug not in held and began < now - ORPHANED]
    database.write(store.give_back, orphans, now)
    done = (f"{len(lost)} taken from dead nodes", f"{len(orphans)} that no node has any more")
    return ", ".join(words for words, count in zip(done, (lost, orphans), strict=True) if count)


def _settle(database: Database, queue: Queue, lost: Lease, running: Container[str], now: dt.datetime) -> bool:
    """Have a company crawled again whose lease is over, unless its run was closed. SQL first: Redis only hands out."""
    slug = company_of(lost.message)
    if not slug or slug not in running:
        queue.drop(lost)
        return False
    database.write(store.give_back, [slug], now)
    deaths, alone = queue.retry(lost)
    if deaths >= DEATHS:
        database.write(store.set_aside, slug, SET_ASIDE, now)
        queue.withdraw(slug, lost.host)
        logger.error("%s: set aside: %s", slug, SET_ASIDE)
    elif deaths >= 0:
        logger.warning("%s: its node %s is gone; it is crawled again%s", slug, lost.node, ", alone" if alone else "")
    return True
