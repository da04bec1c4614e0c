"""`jobtracker expire`."""

from __future__ import annotations

import datetime as dt

import click

from jobtracker.commands.clock import now_option
from jobtracker.config import settings


@click.command(short_help="Close the listings of companies that are silent or retired.")
@now_option
def expire(now: dt.datetime) -> None:
    """Close the listings of companies that are retired, or had no complete run for 45 days."""
    from jobtracker.db import open_database
    from jobtracker.store.aging import expire as close_silent
    from jobtracker.tasks.age import in_words

    click.echo(in_words(open_database(settings().database_url).write(close_silent, now=now)))
