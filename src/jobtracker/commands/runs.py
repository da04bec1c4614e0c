"""`jobtracker runs`."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Any

import click
import orjson

from jobtracker.causes import CAUSES
from jobtracker.config import settings
from jobtracker.nearest import did_you_mean

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.command()
@click.argument("company", required=False)
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--failed", is_flag=True, help="Only runs that are not complete.")
@click.option("--cause", type=click.Choice([*CAUSES]), help="Only runs that had this cause.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def runs(company: str | None, limit: int, failed: bool, cause: str | None, as_json: bool) -> None:
    """Show the newest runs, of all companies or of COMPANY."""
    from jobtracker.db import open_database
    from jobtracker.store.history import latest_runs

    database = open_database(settings().database_url)
    if company and company not in (known := database.read(_companies)):
        raise click.UsageError(f"the database knows no company {company!r}{did_you_mean(company, known)}")
    found = database.read(latest_runs, company=company, failed=failed, cause=cause, limit=limit)
    if as_json:
        click.echo(orjson.dumps([dataclasses.asdict(run) for run in found], option=orjson.OPT_INDENT_2))
        return
    from jobtracker.commands.table import print_table

    columns = ("started", "company", "outcome", "seen", "new", "changed", "gone", "back", "held")
    more = [name for name in ("cause", "node") if any(getattr(run, name) for run in found)]
    rows = [(*_row(run), *(getattr(run, name) for name in more)) for run in found]
    if not sys.stdout.isatty():
        print_table((), [(*_row(run), run.cause, run.node, run.error) for run in found], empty="")
        return
    print_table((*columns, *more), rows, empty="no runs yet")
    for run in found:  # below the table, where there is room for them
        if run.error:
            click.echo(f"{run.company}: {run.error}")


def _companies(session: Session) -> list[str]:
    from sqlalchemy import select

    from jobtracker.models import CompanyRow

    return [*session.scalars(select(CompanyRow.slug))]


def _row(run: Any) -> tuple[object, ...]:
    counts = (run.seen, run.new, run.changed, run.removed, run.reopened, run.held)
    return (run.started_at.strftime("%Y-%m-%d %H:%M"), run.company, run.outcome, *counts)
