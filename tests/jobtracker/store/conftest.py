import datetime as dt

import pytest

from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.store import companies


@pytest.fixture
def now():
    return dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def acme(database, now):
    """A company in the table, and its database."""
    database.write(companies.sync, [Company("acme", "Acme", "greenhouse", {"token": "a"})], origin="given", now=now)
    return database
