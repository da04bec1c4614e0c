"""`jobtracker export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from jobtracker.config import settings
from jobtracker.errors import JobTrackerError


@click.command()
@click.option("--format", "format_", type=click.Choice(["csv", "jsonl", "parquet"]), required=True)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A file; standard output if none."
)
def export(format_: Literal["csv", "jsonl", "parquet"], output: Path | None) -> None:
    """Write every listing that is or was open, with its text."""
    if format_ == "parquet" and output is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for a terminal: name a file with -o")
    from sqlalchemy.orm import Session

    from jobtracker.db import open_database
    from jobtracker.export import write
    from jobtracker.store.search import listings

    def write_all(session: Session) -> None:
        if output is None:
            write(listings(session), format_, sys.stdout.buffer)
            return
        if output.exists() and not output.is_file():  # a device or a pipe is not to be replaced
            with output.open("wb") as file:
                write(listings(session), format_, file)
            return
        unfinished = output.with_name(output.name + ".part")
        try:
            with unfinished.open("wb") as file:
                write(listings(session), format_, file)
            unfinished.replace(output)
        except OSError as error:
            raise JobTrackerError(f"{output}: {error.strerror or error}") from None

    open_database(settings().database_url).read(write_all)
