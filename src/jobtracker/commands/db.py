"""`jobtracker db`."""

from __future__ import annotations

import click

from jobtracker.config import settings


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema of the database up to date."""
    from jobtracker.db import Database  # SQLAlchemy and Alembic: not for `--help`

    database = Database(settings().database_url)
    database.upgrade()
    click.echo(f"{database.name} is up to date")
