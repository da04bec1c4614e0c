"""`jobtracker cron`."""

from __future__ import annotations

import click


@click.command(short_help="Ask for background work at its times.")
def cron() -> None:
    """Ask for each piece of background work at its times, until interrupted. A second one does no harm."""
    from jobtracker.tasks.cron import keep_time
    from jobtracker.tasks.serve import serve

    serve(keep_time)
