import datetime as dt

import pytest

from jobtracker import passwords
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.store import companies
from tests.jobtracker.store import boards, watching
from tests.jobtracker.store.people import Post


@pytest.fixture
def now():
    return dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def acme(database, now):
    """A company in the table, and its database."""
    database.write(companies.sync, [Company("acme", "Acme", "greenhouse", {"token": "a"})], origin="given", now=now)
    return database


@pytest.fixture
def watched(acme, now):
    """Acme with two listings that everybody has seen."""
    boards.crawl(acme, watching.SEEN, now - boards.DAY)
    watching.match(acme, now - boards.DAY)
    return acme


@pytest.fixture
def cheap(monkeypatch):
    """Hashes of the same form that cost little; how many were made or compared is counted."""
    return count_hashes(monkeypatch)


def count_hashes(monkeypatch):
    counted = []

    class Hasher(passwords.PasswordHasher):
        def hash(self, password, **kwargs):
            counted.append("hash")
            return super().hash(password, **kwargs)

        def verify(self, kept, password):
            counted.append("verify")
            return super().verify(kept, password)

    monkeypatch.setattr(passwords, "HASHER", Hasher(time_cost=1, memory_cost=8, parallelism=1))
    return counted


@pytest.fixture
def post():
    return Post()
