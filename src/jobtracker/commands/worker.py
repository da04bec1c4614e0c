"""`jobtracker worker`."""

from __future__ import annotations

from functools import partial

import click

from jobtracker.tasks.queue_names import QUEUES


@click.command(short_help="Do the background work that `cron` asks for.")
@click.option("--queue", type=click.Choice(QUEUES), default="", help="Only this work; else all but matching.")
def worker(queue: str) -> None:
    """Do background work, one task after the other, until interrupted. As many workers as you like may run.

    Matching what runs found with trackers is a queue of its own, and wants a worker of its own. Mails are one, too, and
    come first; with a worker of their own they need not wait for the end of a task that takes long.
    """
    from jobtracker.tasks.serve import serve
    from jobtracker.tasks.worker import work

    serve(partial(work, queue=queue))
