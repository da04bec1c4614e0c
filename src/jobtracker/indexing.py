"""Index what is due: after an upgrade, and where a company is called otherwise than its listings are found by."""

from __future__ import annotations

from collections.abc import Callable

from jobtracker.db import Database
from jobtracker.store import indexing as store


def index_due(database: Database, tell: Callable[[int], None] = lambda done: None) -> int:
    """Index the listings of each company that is due, in batches that commit: cut short, it goes on with what is due.

    `tell` hears now and then how many are done. Returns how many were.
    """
    done = 0
    for company_id, count in database.read(store.due).items():
        last = 0
        while True:
            rows, last = database.write(store.reindex, last, company_id)
            if not rows:
                break
            done += rows
            tell(done)
        database.write(store.done, company_id, count)
    return done
