"""What identity is given to compare with: a few listings, and the verdicts are those over the whole board."""

import datetime as dt
from tempfile import TemporaryDirectory

import pytest
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker import identity
from jobtracker.company import Company
from jobtracker.db import Database, _alembic
from jobtracker.store import companies
from jobtracker.store.vacancies import openings, related_openings
from tests.jobtracker.store.boards import claim, close, crawl, prepared

HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
POSTS = st.tuples(
    st.sampled_from(["Engineer", "Engineer II", "Engineer Berlin", "Senior Engineer", "Cook"]),
    st.sampled_from(["Berlin", "Hamburg", ""]),
    st.sampled_from(["", "R-1001", "R-1002", "TBD"]),
    st.sampled_from(["one text", "another"]),
)


@pytest.fixture(scope="module")
def one_database():
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/listings.db")
        database.upgrade()
        yield database
        database.close()


def _post(id_, post):
    title, place, requisition, text = post
    one = prepared(id_, title, requisition=requisition, place=place, text=text)
    one.text_key = text
    return one


def _openings(posts):
    return [
        identity.Opening(
            external_id=one.external_id, vacancy=None, requisition_id=one.requisition_id, title_key=one.title_key,
            places_key=one.places_key, text_key=one.text_key, open=True, left_at=None, first_seen=NOW + HOUR,
        )
        for one in posts
    ]  # fmt: skip


@given(st.lists(POSTS, max_size=12), st.integers(0, 12), st.lists(POSTS, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_new_listing_is_judged_by_the_related_ones_as_by_the_whole_board(one_database, before, left, new):
    one_database.write(companies.sync, [Company("acme", "Acme", "", {})], origin="given", now=NOW)
    old = [_post(f"old{n}", post) for n, post in enumerate(before)]
    company_id = claim(one_database, NOW).company_id
    close(one_database, claim(one_database, NOW), {p.external_id for p in old}, NOW, changed=old)
    stay = {p.external_id for p in old[left:]}
    for hours in (1, 8):  # the second time a loss is believed
        crawl(one_database, stay, NOW + hours * HOUR, changed=old[left:])
    fresh = _openings(_post(f"new{n}", post) for n, post in enumerate(new))
    whole = one_database.read(openings, company_id, NOW + HOUR)
    related = one_database.read(related_openings, company_id, fresh, NOW + HOUR)
    assert {one.external_id for one in related} <= {one.external_id for one in whole}
    assert identity.identify(fresh, related, now=NOW) == identity.identify(fresh, whole, now=NOW)


def test_of_a_large_board_a_few_listings_are_compared(acme, now):
    old = [_post(f"old{n}", (f"Engineer {n}", "Berlin", "", f"text {n}")) for n in range(50)]
    close(acme, claim(acme, now), {p.external_id for p in old}, now, changed=old)
    fresh = _openings([_post("new", ("Engineer 7", "Berlin", "", "text of its own"))])
    company_id = claim(acme, now).company_id
    assert [one.external_id for one in acme.read(related_openings, company_id, fresh, now)] == ["old7"]


def test_a_listing_stored_before_its_key_was_is_given_one(sqlite_url, now):
    database = Database(sqlite_url)
    database.upgrade()
    database.write(companies.sync, [Company("acme", "Acme", "", {})], origin="given", now=now)
    old = [_post("old", ("Engineer", "Berlin", "", "text"))]
    close(database, claim(database, now), {"old"}, now, changed=old)
    config = _alembic("old")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.commit()
    assert not database.is_current()
    database.upgrade()
    company_id = claim(database, now).company_id
    fresh = _openings([_post("new", ("Engineer", "Berlin", "", "other"))])
    assert [one.external_id for one in database.read(related_openings, company_id, fresh, now)] == ["old"]
    database.close()
