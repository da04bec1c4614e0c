"""`jobtracker db`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jobtracker.config import settings
from jobtracker.counted import counted

if TYPE_CHECKING:
    from jobtracker.db import Database


@click.group()
def db() -> None:
    """Look after the database."""


@db.command(short_help="Bring the schema and the index up to date.")
def upgrade() -> None:
    """Bring the schema of the database up to date, and index for search what is not indexed yet."""
    from jobtracker.db import Database  # SQLAlchemy and Alembic: not for `--help`
    from jobtracker.dialects.index import index_of

    database = Database(settings().database_url)
    database.upgrade()
    click.echo(f"{database.name} is up to date")
    if said := index_of(database.dialect).tune(database.engine):
        click.echo(said)
    _index(database)


def _index(database: Database) -> None:
    """What was there before the index was made anew must be found by it."""
    from jobtracker.indexing import index_due

    def tell(done: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{counted(done, 'listing')} indexed", nl=False, err=True)

    if done := index_due(database, tell):
        click.echo(f"{counted(done, 'listing')} indexed for search")
