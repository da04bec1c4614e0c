"""`jobtracker worker`."""

from __future__ import annotations

import click


@click.command(short_help="Do the background work that `cron` asks for.")
def worker() -> None:
    """Do background work, one task after the other, until interrupted. As many workers as you like may run."""
    from jobtracker.tasks.serve import serve
    from jobtracker.tasks.worker import work

    serve(work)
