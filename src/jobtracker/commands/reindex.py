"""`jobtracker reindex`."""

from __future__ import annotations

import sys

import click

from jobtracker.config import settings
from jobtracker.counted import counted


@click.command(short_help="Make the search tokens of every listing anew.")
def reindex() -> None:
    """Make the search tokens of every listing anew from what is stored, in batches that each commit."""
    from jobtracker.db import open_database
    from jobtracker.store.indexing import reindex as reindex_batch

    database = open_database(settings().database_url)
    done, last = 0, 0
    while True:
        rows, last = database.write(reindex_batch, last)
        if not rows:
            break
        done += rows
        if sys.stderr.isatty():
            click.echo(f"\r{counted(done, 'listing')}", nl=False, err=True)
    click.echo(f"{counted(done, 'listing')} indexed anew")
