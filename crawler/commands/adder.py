"""`jobtracker adder`."""

from __future__ import annotations

import signal
import threading

import click


@click.command(short_help="Look at the careers URLs that operators ask to add.")
def adder() -> None:
    """Look at careers URLs that operators ask to add, until interrupted. As many as you like may run, anywhere.

    It needs the database, and to reach the sites; no Redis.
    """
    from crawler.additions import serve
    from crawler.local import scrapy_settings
    from jobtracker.config import settings
    from jobtracker.db import open_database
    from jobtracker.tasks.serve import log_lines

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    log_lines("crawler")
    serve(open_database(settings().database_url), stop, scrapy_settings({}).getlist("ALLOWED_PRIVATE_HOSTS"))
