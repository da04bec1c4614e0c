"""Companies that operators added: rows of SQL, beside those of the registry's CSVs."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from crawler.companies.registry import Registry
from jobtracker.company import Company
from jobtracker.config import settings
from jobtracker.db import open_if_current
from jobtracker.errors import JobTrackerError
from jobtracker.store import companies as store

logger = logging.getLogger(__name__)
PLACE = "the database"


def added() -> list[Company]:
    """Those of the database that the settings name; none, with a warning, if it does not answer."""
    try:
        database = open_if_current(settings().database_url)
        if database is None:
            return []
        try:
            return database.read(store.added)
        finally:
            database.close()
    except JobTrackerError as error:
        logger.warning("companies that were added are left out: %s", error)
        return []


def merge(registry: Registry, companies: Iterable[Company]) -> frozenset[str]:
    """Put them among the registry's. Returns the slugs of those that live in SQL alone.

    A row of the same slug and board stands for both: it takes the company over. One of another board is left out, as
    store.companies.sync refuses it; so is one of the same board under another slug.
    """
    alone = set()
    slugs = {store.board_of(row.ats, row.params): slug for slug, row in registry.companies.items()}
    for company in companies:
        row = registry.companies.get(company.slug)
        if row is not None and store.is_same_board(row, company.ats, company.params):
            continue
        if row is not None:
            place = registry.places.get(company.slug, "the registry")
            logger.warning("%s: %s is the slug of a company that was added, of another board", place, company.slug)
        twin = slugs.get(store.board_of(company.ats, company.params))
        if twin is not None:
            place = registry.places.pop(twin, "the registry")
            logger.warning("%s: %s has the board of %s, which was added, and is left out", place, twin, company.slug)
            del registry.companies[twin]
        registry.companies[company.slug] = company
        registry.places[company.slug] = PLACE
        alone.add(company.slug)
    return frozenset(alone)
