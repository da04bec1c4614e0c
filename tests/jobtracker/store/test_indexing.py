"""The index follows the listings: through an upgrade, a rename, a change of state, a reindex."""

import datetime as dt
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy import delete, insert, select, text, update

from jobtracker.company import Company
from jobtracker.db import Database, _alembic
from jobtracker.document import document
from jobtracker.filters import Filters
from jobtracker.indexing import index_due
from jobtracker.models import CompanyRow, ListingBody, ListingRow, ListingSearch, Vacancy
from jobtracker.query_parser import parse
from jobtracker.search import Search
from jobtracker.store import companies, indexing
from jobtracker.store import search as store
from jobtracker.store.listing_views import listing
from tests.jobtracker.store.boards import HOUR, claim, close, crawl, prepared

NOW = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
OLD = {
    "company": {"id": 1, "slug": "acme", "name": "Acme", "ats": "lever", "params": "{}", "country": "", "homepage": "",
                "origin": "given", "generation": 1, "open_count": 2, "version": "", "board_digest": "",
                "last_complete_at": "2026-01-01 12:00:00"},
    "vacancy": {"id": 1, "company_id": 1, "first_seen_at": "2026-01-01 12:00:00"},
    "listing": {"id": 1, "company_id": 1, "vacancy_id": 1, "external_id": "a", "requisition_id": "", "joined": "",
                "status": "open", "first_seen_at": "2026-01-01 12:00:00", "seen_at": "2026-01-01 12:00:00",
                "removed_reason": "", "hash": "", "version": "", "title_key": "", "places_key": "", "post_key": "",
                "text_key": "", "url": "", "apply_url": "", "title": "Rust Engineer", "department": "",
                "places": "[]", "workplace": "remote", "workplace_evidence": "",
                "work_from": json.dumps({"areas": [], "source": None, "evidence": ""}), "employment_types": "[]",
                "pay": "[]", "language": "en", "posted_at": "2025-12-01 12:00:00"},
    "listing_body": {"listing_id": 1, "html": "", "text": "we build boats"},
}  # fmt: skip


@pytest.fixture
def database(database_url):
    found = Database(database_url)
    yield found
    found.close()


def found(database, query, now=NOW, **filters):
    search = Search(query=parse(query), filters=Filters(**filters))
    cards = database.read(store.page, search, now=now).cards
    return [each.external_id for card in cards for each in card.listings]


def test_a_filled_database_of_before_is_found_by_the_new_index(empty_url):
    database = Database(empty_url)
    with database.engine.begin() as connection:
        config = _alembic(database.name)
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    flags = {"company": ["min_listings_edited"], "listing": ["detail_pending", "posted_bound"]}
    with database.engine.begin() as connection:
        for table, row in OLD.items():
            row = row | dict.fromkeys(flags.get(table, ()), False)  # noqa: PLW2901 - as each database writes it
            names, values = ", ".join(_quoted(database, row)), ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    database.upgrade()
    assert found(database, "boats") == []
    assert index_due(database) == 1
    assert index_due(database) == 0
    assert found(database, "boats") == ["a"]
    assert database.read(lambda s: s.scalar(select(Vacancy.appeared_at))) == dt.datetime(2025, 12, 1, 12, tzinfo=dt.UTC)
    database.close()


def _quoted(database, names):
    return [database.engine.dialect.identifier_preparer.quote(name) for name in names]


@pytest.fixture
def crawled(database):
    """Acme with two listings, of real documents."""
    database.write(companies.sync, [Company("acme", "Acme", "lever")], origin="given", now=NOW)
    close(
        database,
        claim(database, NOW),
        {"a", "b"},
        NOW,
        changed=[_prepared("a", "Rust Engineer"), _prepared("b", "Cook")],
    )
    return database


def _prepared(id_, title, name="Acme", **more):
    one = prepared(id_, title, **more)
    one.document = document(one.facts, Company("acme", name, "lever"))
    return one


def test_a_renamed_company_is_found_by_its_new_name(crawled):
    crawled.write(companies.sync, [Company("acme", "Otter", "lever")], origin="given", now=NOW)
    assert index_due(crawled) == 2
    assert found(crawled, "company:otter") == ["b", "a"]
    assert found(crawled, "company:acme") == []
    assert index_due(crawled) == 0


def test_what_a_run_writes_by_a_name_that_has_changed_meanwhile_is_indexed_again(crawled):
    held = claim(crawled, NOW + HOUR)
    crawled.write(companies.sync, [Company("acme", "Otter", "lever")], origin="given", now=NOW)
    index_due(crawled)
    close(crawled, held, {"a", "b", "c"}, NOW + HOUR, changed=[_prepared("c", "Baker")])
    assert found(crawled, "company:otter baker") == []
    assert index_due(crawled) == 3
    assert found(crawled, "company:otter baker") == ["c"]


def test_a_change_while_it_is_indexed_is_not_forgotten(crawled):
    crawled.write(lambda s: s.execute(update(CompanyRow).values(index_due=1)))
    ((company_id, count),) = crawled.read(indexing.due).items()
    crawled.write(lambda s: s.execute(update(CompanyRow).values(index_due=2)))
    crawled.write(indexing.done, company_id, count)
    assert crawled.read(indexing.due) == {company_id: 2}


def test_what_is_lost_confirmed_and_back_is_found_in_its_state(crawled):
    crawl(crawled, {"b"}, NOW + HOUR)  # half a board: held
    assert found(crawled, "rust", state="unconfirmed") == ["a"]
    assert found(crawled, "rust") == ["a"]
    crawl(crawled, {"b"}, NOW + 8 * HOUR)
    assert found(crawled, "rust") == []
    assert found(crawled, "rust", state="removed") == ["a"]
    back = [_prepared("a", "Rust Engineer")]
    close(crawled, claim(crawled, NOW + 9 * HOUR), {"a", "b"}, NOW + 9 * HOUR, changed=back)
    assert found(crawled, "rust") == ["a"]
    assert _out_of_step(crawled) == []


def test_a_changed_listing_keeps_its_place_and_loses_its_old_words(crawled):
    before = _positions(crawled)
    held = claim(crawled, NOW + HOUR)
    close(crawled, held, {"a", "b"}, NOW + HOUR, changed=[_prepared("a", "Go Engineer", hash_="b")])
    assert _positions(crawled) == before
    assert found(crawled, "rust") == []
    assert found(crawled, 'title:"go engineer"') == ["a"]


@pytest.mark.parametrize("joined", ["repost", "requisition"])
def test_what_came_again_is_a_re_post_for_the_filter_the_card_and_the_page(crawled, joined):
    crawled.write(lambda s: s.execute(update(ListingRow).where(ListingRow.external_id == "a").values(joined=joined)))
    crawled.write(indexing.reindex, 0)
    assert found(crawled, "rust", reposted=True) == ["a"]
    [card] = crawled.read(store.page, Search(query=parse("rust")), now=NOW).cards
    assert card.listing.reposted
    assert crawled.read(listing, card.listing.id, now=NOW).reposted


def test_what_is_found_by_the_same_as_before_is_not_written_again(crawled):
    """Seen by a mark that a write would take away."""
    mark = update(ListingSearch).values(pay_source="marks")
    crawled.write(lambda s: s.execute(mark))
    changed = [_prepared("a", "Rust Engineer", hash_="b"), _prepared("b", "Cook", hash_="b", text="soups")]
    close(crawled, claim(crawled, NOW + HOUR), {"a", "b"}, NOW + HOUR, changed=changed)
    assert _marked(crawled) == ["a"]
    assert found(crawled, "soups") == ["b"]
    crawled.write(lambda s: s.execute(update(CompanyRow).values(index_due=1)))
    index_due(crawled)
    assert _marked(crawled) == ["a"]
    crawled.write(indexing.reindex, 0)  # which trusts nothing
    assert _marked(crawled) == []


def _marked(database):
    marked = select(ListingRow.external_id).join(ListingSearch, ListingSearch.listing_id == ListingRow.id)
    return list(database.read(lambda s: s.scalars(marked.where(ListingSearch.pay_source == "marks"))))


@pytest.mark.parametrize("database_url", ["postgresql", "mariadb"], indirect=True)
def test_reindex_waits_for_a_crawl_and_reads_what_that_wrote(crawled):
    with crawled.engine.begin() as crawl_, ThreadPoolExecutor(1) as threads:
        crawl_.execute(update(ListingRow).where(ListingRow.id == 1).values(title="Go Engineer"))
        crawl_.execute(delete(ListingBody).where(ListingBody.listing_id == 1))
        crawl_.execute(insert(ListingBody).values(listing_id=1, html="", text="we build boats"))
        reindexed = threads.submit(crawled.write, indexing.reindex, 0)
        time.sleep(0.5)
        assert not reindexed.done()
        crawl_.commit()
        reindexed.result(timeout=30)
    assert found(crawled, "go boats") == ["a"]


def test_reindex_changes_nothing_of_what_is_right(crawled):
    before = _positions(crawled)
    assert crawled.write(indexing.reindex, 0) == (2, 2)
    assert _positions(crawled) == before
    assert found(crawled, "title:rust") == ["a"]
    assert _out_of_step(crawled) == []


def _positions(database):
    return database.read(lambda s: dict(s.execute(select(ListingSearch.listing_id, ListingSearch.position)).all()))


def _out_of_step(database):
    """Listings whose row of the index says something else."""

    def read(session):
        rows = session.execute(
            select(ListingRow, ListingSearch).join(
                ListingSearch, ListingSearch.listing_id == ListingRow.id, isouter=True
            )
        )
        return [
            row.ListingRow.id
            for row in rows
            if row.ListingSearch is None
            or row.ListingSearch.state != indexing.state_of(row.ListingRow.status, row.ListingRow.missing_since)
            or row.ListingSearch.vacancy_id != row.ListingRow.vacancy_id
            or row.ListingSearch.first_seen_at != row.ListingRow.first_seen_at
        ]

    return database.read(read)
