"""`jobtracker send`."""

from __future__ import annotations

import datetime as dt

import click

from jobtracker.commands.clock import now_option
from jobtracker.config import settings
from jobtracker.counted import counted
from jobtracker.errors import JobTrackerError


@click.command(short_help="Mail what was found for trackers: one round.")
@now_option
def send(now: dt.datetime) -> None:
    """Do one round by hand: put what waits for trackers into mails, if it is time, and send all mails that are due.

    Exit status 1 if none can be sent for want of settings, or some could not be.
    """
    from jobtracker.db import open_database
    from jobtracker.mail.senders import NO_SETTINGS, by_settings
    from jobtracker.store import outbox
    from jobtracker.tasks.send import send as one_round

    database = open_database(settings().database_url)
    did = one_round(database, None, now)
    click.echo(did or "nothing was due")
    if by_settings(settings()) is None:
        raise JobTrackerError(f"{NO_SETTINGS}; {database.read(outbox.waiting)} wait")
    if failed := database.read(outbox.failing):
        mails = counted(failed.number, "mail")
        raise JobTrackerError(f"{mails} could not be sent and will be tried again: {failed.example}")
