"""Fields that listings which came lately lack."""

import datetime as dt

import pytest
from sqlalchemy import event, update

from jobtracker.company import Company
from jobtracker.models import ListingRow
from jobtracker.store import companies
from jobtracker.store.missing_fields import ENOUGH, MissingField, missing_fields
from tests.jobtracker.store.boards import crawl

DAY = dt.timedelta(days=1)
OLD = {f"old{n}" for n in range(ENOUGH)}
NEW = {f"new{n}" for n in range(ENOUGH)}


@pytest.fixture
def two(database, now):
    """Two boards of an ATS that had a department in every listing, and what they have now."""
    rows = [Company(slug, slug, "lever", {"token": slug}) for slug in ("acme", "bolt")]
    database.write(companies.sync, rows, origin="given", now=now)
    for slug in ("acme", "bolt"):
        crawl(database, OLD, now - 10 * DAY, slug)
    give(database, "Research")
    for slug in ("acme", "bolt"):
        crawl(database, OLD | NEW, now - DAY, slug)
    return database


def give(database, department, *, company_id=None, since=None):
    its = update(ListingRow).values(department=department)
    its = its.where(ListingRow.company_id == company_id) if company_id else its
    its = its.where(ListingRow.first_seen_at > since) if since else its
    database.write(lambda session: session.execute(its) and None)


def looked(database, now):
    return database.read(missing_fields, now=now)


def test_what_a_whole_ats_lacks_is_said_once(two, now):
    assert looked(two, now) == [MissingField("lever", "", "department", 1.0, 0.0, 2 * ENOUGH)]


def test_what_one_company_lacks_is_said_of_it(two, now):
    give(two, "Research", company_id=1, since=now - 2 * DAY)
    assert looked(two, now) == [MissingField("lever", "bolt", "department", 1.0, 0.0, ENOUGH)]


def test_what_is_there_is_not_missing(two, now):
    give(two, "Research", since=now - 2 * DAY)
    assert looked(two, now) == []


def test_few_listings_say_nothing(database, now):
    database.write(companies.sync, [Company("acme", "A", "lever", {"token": "a"})], origin="given", now=now)
    crawl(database, OLD, now - 10 * DAY)
    give(database, "Research")
    crawl(database, OLD | {"new"}, now - DAY)
    assert looked(database, now) == []


def test_listings_are_looked_up_once_a_time(two, now):
    said = []
    event.listen(two.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    looked(two, now)
    asked = [" ".join(statement.split()) for statement in said if "FROM listing" in statement]
    assert [statement.count("FROM listing ") + statement.count("JOIN listing ") for statement in asked] == [1, 1]
