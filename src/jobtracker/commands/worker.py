"""`jobtracker worker`."""

from __future__ import annotations

from functools import partial

import click

from jobtracker.tasks.table import NAME, QUEUES


@click.command(short_help="Do the background work that `cron` asks for.")
@click.option("--queue", type=click.Choice(QUEUES), default=NAME, show_default=True, help="Which work.")
def worker(queue: str) -> None:
    """Do background work, one task after the other, until interrupted. As many workers as you like may run.

    Matching what runs found with trackers is a queue of its own, and wants a worker of its own.
    """
    from jobtracker.tasks.serve import serve
    from jobtracker.tasks.worker import work

    serve(partial(work, queue=queue))
