"""Schemas 0005, 0008 and 0009: what the migration makes is what the models say, and one that was cut short goes on."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text, update

from jobtracker import dialects
from jobtracker.db import Database, _alembic
from jobtracker.models import Base, RunRow
from tests.jobtracker.store import boards

TABLES = {"user", "ticket", "api_token", "kept", "followed", "muted", "notice", "mail"} | {
    "tracker",
    "tracker_match",
    "beginning",
    "delivery",
    "suppressed",
}


def differences(database):
    """Between models and migrations, of these tables."""

    def ours(name, kind, parents):
        return name in TABLES if kind == "table" else True

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        found = compare_metadata(context, Base.metadata)
    return [each for each in found if any(f"'{name}'" in str(each) for name in TABLES)]


def test_models_and_migrations_are_of_one_mind(empty_url):
    database = Database(empty_url)
    database.upgrade()
    assert set(inspect(database.engine).get_table_names()) >= TABLES
    assert differences(database) == []
    database.close()


def test_an_upgrade_that_was_cut_short_goes_on_and_what_is_past_is_news_to_nobody(acme, now):
    boards.crawl(acme, {"1"}, now)
    acme.write(lambda session: session.execute(update(RunRow).values(noticed_at=None)))
    acme.write(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '0004'")))
    acme.upgrade()
    assert acme.read(lambda session: session.scalars(select(RunRow.noticed_at)).all()) == [now]


def test_it_can_be_taken_back(database):
    with database.engine.connect().execution_options(**{dialects.WRITES: True}) as connection:
        config = _alembic("x")
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        connection.commit()
    assert not TABLES & set(inspect(database.engine).get_table_names())
    database.upgrade()
    assert differences(database) == []
