"""`jobtracker crawl`."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtracker.commands.clock import NOW_HELP, Time

if TYPE_CHECKING:
    from jobtracker.run import RunReport

EXIT_INTERRUPTED = 130
"""As a shell says it of a command that Ctrl-C ended."""


@click.command()
@click.argument("company", nargs=-1)
@click.option(
    "--companies",
    type=click.Path(exists=True, path_type=Path),
    help="A CSV, or a folder of them, instead of the registry.",
)
@click.option(
    "--archive",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Answers come from these recordings.",
)
@click.option("--now", type=Time(), help=NOW_HELP)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def crawl(
    company: tuple[str, ...], companies: Path | None, archive: Path | None, now: dt.datetime | None, as_json: bool
) -> None:
    """Crawl COMPANY..., or all companies, here and now."""
    for number in (signal.SIGINT, signal.SIGTERM):  # until the engine runs, which ends its runs properly
        signal.signal(number, _end_at_once)
    from crawler import local  # Scrapy and SQLAlchemy: not for `--help`
    from crawler.archive import replay_settings
    from crawler.loader import RegistryLoader
    from crawler.progress import watched
    from jobtracker.config import settings as project_settings
    from jobtracker.db import open_database

    changes: dict[str, object] = {"COMPANIES": str(companies)} if companies else {}
    settings = local.scrapy_settings(changes | (replay_settings(archive) if archive else {}))
    loader = RegistryLoader.from_settings(settings)
    for line in loader.errors:
        click.echo(line, err=True)
    try:
        chosen = local.choose(loader, company, settings)
    except local.UnknownCompany as error:
        raise click.UsageError(str(error)) from None
    reports: list[RunReport] = []
    database = open_database(project_settings().database_url)
    clock = _clock(now)
    if companies is None:
        local.sync_registry(database, loader, clock)
    with watched(len(chosen)) as show:

        def on_report(report: RunReport) -> None:
            reports.append(report)
            show(report)

        queue = None if archive else local.fleet_queue()
        finished = local.crawl(database, loader, chosen, settings, clock=clock, on_report=on_report, queue=queue)
    database.close()
    _print(reports, as_json)
    if not finished:
        _tell_interrupted(reports, len(chosen))
        sys.exit(EXIT_INTERRUPTED)
    failed = (loader.errors and not company) or any(report.outcome == "failed" for report in reports)
    sys.exit(1 if failed else 0)


def _end_at_once(_number: int, _frame: object) -> None:
    """No exception: raised amid the imports, it may be swallowed. Whatever transaction is open is not committed."""
    os.write(2, b"jobtracker: interrupted before the first company\n")
    os._exit(EXIT_INTERRUPTED)


def _tell_interrupted(reports: list[RunReport], chosen: int) -> None:
    from crawler.progress import interrupted

    done = sum(not interrupted(report) for report in reports)
    click.echo(f"jobtracker: interrupted: {done} of {chosen} companies done, {chosen - done} not", err=True)


def _clock(now: dt.datetime | None) -> Callable[[], dt.datetime]:
    return lambda: now if now is not None else dt.datetime.now(dt.UTC)


def _print(reports: list[RunReport], as_json: bool) -> None:
    if as_json:
        import orjson

        rows = [
            {k: v for k, v in asdict(report).items() if k != "seconds"}
            for report in sorted(reports, key=lambda r: r.company)
        ]
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    elif sys.stdout.isatty():
        from rich.console import Console

        from crawler.progress import table

        Console().print(table(reports))
