"""`jobtracker queues`."""

from __future__ import annotations

import datetime as dt

import click

from jobtracker.config import settings
from jobtracker.counted import counted
from jobtracker.errors import JobTrackerError


@click.command(short_help="How background work stands: what waits, and who works on it.")
def queues() -> None:
    """Show the queues of background work, and how many closed runs wait to be matched with trackers.

    Exit status 1 if these have waited for long: one line says why.
    """
    from redis.exceptions import RedisError

    from jobtracker.commands.table import print_table
    from jobtracker.db import open_database
    from jobtracker.fleet.redis import RedisAway, connect
    from jobtracker.store import matching
    from jobtracker.tasks.standing import standing, what_is_wrong

    if not settings().redis_url:
        raise JobTrackerError("JOBTRACKER_REDIS_URL is not set: background work needs a Redis or Valkey")
    try:
        with connect(settings().redis_url) as redis:
            work = standing(redis)
    except RedisError as error:
        raise RedisAway(f"Redis is away: {error}") from None
    unmatched = open_database(settings().database_url).read(matching.backlog)
    columns = ("queue", "waits", "workers", "failed lately")
    print_table(columns, [(each.queue, each.waiting, each.workers, each.failed) for each in work], empty="")
    since = f", the first closed {unmatched.oldest:%Y-%m-%d %H:%M} UTC" if unmatched.oldest else ""
    click.echo(f"{counted(unmatched.number, 'run')} to be matched with trackers{since}")
    if wrong := what_is_wrong(unmatched, work, dt.datetime.now(dt.UTC)):
        raise JobTrackerError(wrong)
