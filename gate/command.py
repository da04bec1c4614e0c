"""`jobtracker ticket`."""

from __future__ import annotations

import getpass

import click

from jobtracker.config import settings
from jobtracker.errors import JobTrackerError


@click.command(short_help="Print an address that opens the admin pages, once.")
@click.option("--name", default=getpass.getuser, show_default="your login", help="Whom it is for; it is logged.")
def ticket(name: str) -> None:
    """Print an address that opens the operators' tools.

    They are scrapydweb and the dashboard of tasks. It opens them once, within a minute.
    """
    from redis.exceptions import RedisError

    from jobtracker import gate_tickets as tickets
    from jobtracker.fleet.redis import RedisAway, connect

    if not settings().redis_url:
        raise JobTrackerError("there is no gate without Redis: set JOBTRACKER_REDIS_URL")
    try:
        made = tickets.issue(connect(settings().redis_url), name)
    except RedisError as error:
        raise RedisAway(f"JOBTRACKER_REDIS_URL: {error}") from None
    click.echo(tickets.address(settings().gate_url, made))
