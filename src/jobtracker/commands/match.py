"""`jobtracker match`."""

from __future__ import annotations

import datetime as dt

import click

from jobtracker.commands.clock import now_option
from jobtracker.config import settings
from jobtracker.counted import counted
from jobtracker.errors import JobTrackerError


@click.command(short_help="Match what runs found with the trackers.")
@now_option
def match(now: dt.datetime) -> None:
    """Match what runs found with the trackers, once, as background work does every minute."""
    from jobtracker.db import open_database
    from jobtracker.tasks.match import match_runs

    done = match_runs(open_database(settings().database_url), now=now)
    click.echo(str(done) or "no runs to match")
    if done.failed:
        raise JobTrackerError(f"{counted(done.failed, 'run')} not matched; see above")
