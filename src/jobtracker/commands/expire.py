"""`jobtracker expire`."""

from __future__ import annotations

import datetime as dt

import click

from jobtracker.commands.clock import now_option
from jobtracker.config import settings


@click.command(short_help="End what is over: listings nobody sees any more, trackers whose time is up.")
@now_option
def expire(now: dt.datetime) -> None:
    """End what is over.

    Listings of companies that are retired, or had no complete run for 45 days, are closed. Trackers whose time is up
    stop, with a closing mail; owners of those that end within three days are told. `send` sends these mails.
    """
    from jobtracker.db import open_database
    from jobtracker.store.aging import expire as close_silent
    from jobtracker.tasks.age import in_words
    from jobtracker.tasks.expire import expire as end_trackers

    database = open_database(settings().database_url)
    click.echo(in_words(database.write(close_silent, now=now)))
    if ended := end_trackers(database, None, now):
        click.echo(ended)
