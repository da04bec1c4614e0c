"""`jobtracker record`."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from jobtracker.errors import JobTrackerError

if TYPE_CHECKING:
    from jobtracker.run import RunReport


@click.command(short_help="Crawl a company once and write it down as a test.")
@click.argument("company")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the two files; var/recordings/<ATS>/<company> if none.",
)
def record(company: str, into: Path | None) -> None:
    """Crawl COMPANY once and write it down: cassette.json, what its site answered, and expected.json, what was read.

    They are a test of its spider where they lie in tests/data/<ATS>/<case>. Of a run that is not complete nothing is
    kept. `crawl COMPANY --archive var/recordings/<ATS>` reads it again, without the network.
    """
    from crawler import local  # Scrapy and SQLAlchemy: not for `--help`
    from crawler.loader import RegistryLoader
    from crawler.recorder import record_settings
    from jobtracker.config import project_root
    from jobtracker.db import open_database

    loader = RegistryLoader.from_settings(local.scrapy_settings({}))
    try:
        [chosen] = local.choose(loader, [company], local.scrapy_settings({}))
    except local.UnknownCompany as error:
        raise click.UsageError(str(error)) from None
    folder = into or project_root() / "var" / "recordings" / (chosen.ats or "sites") / company
    reports: list[RunReport] = []
    with TemporaryDirectory() as scratch:  # an empty database: every posting is new, every detail is fetched
        database = open_database(f"sqlite:///{scratch}/recording.db")
        finished = local.crawl(
            database,
            loader,
            [chosen],
            local.scrapy_settings(record_settings(Path(scratch))),
            clock=lambda: dt.datetime.now(dt.UTC),
            on_report=reports.append,
        )
        database.close()
        try:
            report = _whole(reports, finished=finished)
            _keep(Path(scratch), folder)
        except JobTrackerError as error:
            raise JobTrackerError(f"{company}: {error}; nothing was written") from None
    click.echo(f"{company}: complete, {report.seen} listings, in {folder}")


def _whole(reports: list[RunReport], *, finished: bool) -> RunReport:
    """The report of the one run, if it was complete: half a crawl is no test."""
    if not finished or not reports:
        raise JobTrackerError("interrupted")
    if reports[0].outcome != "complete":
        raise JobTrackerError(f"{reports[0].outcome}: {reports[0].error}")
    return reports[0]


def _keep(scratch: Path, folder: Path) -> None:
    """Put both files in the place of an earlier recording, each in one step."""
    from crawler.recorder import FILES, LARGEST

    if not all((scratch / name).is_file() for name in FILES):
        raise JobTrackerError(f"the answers are larger than {LARGEST // 2**20} MB together")
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        unfinished = folder / f".{name}.part"
        shutil.copyfile(scratch / name, unfinished)
        unfinished.replace(folder / name)
