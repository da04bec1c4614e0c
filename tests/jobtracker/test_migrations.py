"""What an upgrade makes of data that are there."""

import datetime as dt

from alembic import command
from sqlalchemy import select, text

from jobtracker import db, dialects
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import Muted, RunRow
from jobtracker.store import companies, own_companies
from tests.jobtracker.store.people import add

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def upgrade_to(database: Database, revision: str) -> None:
    config = db._alembic(database.name)
    with database.engine.connect().execution_options(**{dialects.WRITES: True}) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def test_people_from_before_have_muted_nobody_and_may(empty_url):
    database = Database(empty_url)
    upgrade_to(database, "0008")
    database.write(companies.sync, [Company("acme", "Acme", "lever", {"token": "a"})], origin="given", now=NOW)
    eve = add(database, now=NOW)
    database.upgrade()
    assert database.read(own_companies.page, Muted, eve, after=None, limit=10) == []
    assert database.write(own_companies.put, Muted, eve, "acme", now=NOW) == NOW
    database.close()


def test_runs_from_before_are_found_by_their_ats(empty_url):
    database = Database(empty_url)
    upgrade_to(database, "0005")
    company = {"id": 1, "slug": "acme", "name": "Acme", "ats": "lever", "params": "{}", "country": "", "homepage": ""}
    company |= {"origin": "registry", "generation": 0, "open_count": 0, "version": "", "board_digest": ""}
    run = dict.fromkeys(("seen", "new", "changed", "removed", "reopened", "held", "detail_failures"), 0)
    run |= {"id": 1, "company_id": 1, "generation": 1, "outcome": "complete", "started_at": "2026-01-01 00:00:00"}
    run |= {"seconds": 1.0, "baseline": False, "error": "", "log": ""}

    def fill(session):
        for table, row in (("company", company), ("run", run)):
            values = ", ".join(f":{name}" for name in row)
            session.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"), row)

    database.write(fill)
    database.upgrade()
    assert database.read(lambda s: s.scalars(select(RunRow.ats)).all()) == ["lever"]
    database.close()
