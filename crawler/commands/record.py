"""`jobtracker record`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import click


@click.command()
@click.argument("company")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the two files; var/recordings/<ATS>/<company> if none.",
)
def record(company: str, into: Path | None) -> None:
    """Crawl COMPANY once and write it down: cassette.json, what its site answered, and expected.json, what was read.

    They are a test of its spider where they lie in tests/data/<ATS>/<case>.
    """
    from crawler import local  # Scrapy and SQLAlchemy: not for `--help`
    from crawler.loader import RegistryLoader
    from crawler.recorder import record_settings
    from jobtracker.config import project_root
    from jobtracker.db import open_database
    from jobtracker.errors import JobTrackerError
    from jobtracker.run import RunReport

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
            local.scrapy_settings(record_settings(folder)),
            clock=lambda: dt.datetime.now(dt.UTC),
            on_report=reports.append,
        )
        database.close()
    if not finished:
        raise JobTrackerError(f"{company}: interrupted")
    report = reports[0]
    if report.outcome != "complete":
        raise JobTrackerError(f"{company}: {report.outcome}: {report.error}")
    click.echo(f"{company}: complete, {report.seen} listings, in {folder}")
