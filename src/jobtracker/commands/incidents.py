"""`jobtracker incidents`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from jobtracker.causes import CAUSES
from jobtracker.config import settings

if TYPE_CHECKING:
    import datetime as dt

    from jobtracker.db import Database
    from jobtracker.store.history import PastRun
    from jobtracker.store.incident_views import IncidentView, Member


@click.group(invoke_without_command=True)
@click.pass_context
def incidents(context: click.Context) -> None:
    """What is wrong: failures that share ATS, cause and time."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@incidents.command("list")
@click.option("--all", "closed", is_flag=True, help="Those that are over, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(closed: bool = False, as_json: bool = False) -> None:
    """Show the incidents that are open, one a line."""
    from jobtracker.commands.table import print_table
    from jobtracker.store import incident_views

    found = _database().read(incident_views.incidents, closed=closed)
    if as_json:
        _print_json([dataclasses.asdict(each) for each in found])
        return
    columns = ("incident", "ats", "cause", "fail", "most", "since", "last", "closed", "told", "example")
    print_table(columns, [_row(each) for each in found], empty="all is well: no incident is open")


def _row(view: IncidentView) -> tuple[object, ...]:
    times = (view.opened_at, view.last_at, view.closed_at, view.alerted_at)
    return (view.id, view.ats, view.cause, view.failing, view.most, *map(_time, times), view.example)


@incidents.command(short_help="Show one incident: its companies and runs.")
@click.argument("number", type=int)
@click.option("--limit", default=25, show_default=True, type=click.IntRange(0, 100_000), help="Companies to show.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with all companies.")
def show(number: int, limit: int, as_json: bool) -> None:
    """Show incident NUMBER: what it means, what may help, its hosts, companies and newest runs."""
    from jobtracker.store import incident_views

    database = _database()
    view = database.read(incident_views.incident, number)
    if view is None:
        raise click.UsageError(f"there is no incident {number}: `jobtracker incidents list --all` has them all")
    members = database.read(incident_views.members, number)
    runs = database.read(incident_views.failed_runs, view)
    if as_json:
        about = {"companies": [dataclasses.asdict(m) for m in members], "runs": [dataclasses.asdict(r) for r in runs]}
        _print_json(dataclasses.asdict(view) | about)
        return
    _print_head(view, members)
    _print_members(members, limit)
    _print_runs(runs)


def _print_head(view: IncidentView, members: Sequence[Member]) -> None:
    cause = CAUSES[view.cause]
    end = f", closed {_time(view.closed_at)}" if view.closed_at else ""
    hosts = Counter(member.host for member in members if member.host).most_common(5)
    click.echo(f"incident {view.id}: {view.ats}: {view.failing} fail now, {view.most} at most: {cause.meaning}")
    click.echo(
        f"since {_time(view.opened_at)}, latest {_time(view.last_at)}{end}; told {_time(view.alerted_at) or 'not yet'}"
    )
    click.echo(f"example: {_line(view.example)}")
    if hosts:
        click.echo(f"hosts: {', '.join(f'{_line(host)} ({count})' for host, count in hosts)}")
    click.echo(f"what helps: {cause.remedy}")


def _print_members(members: Sequence[Member], limit: int) -> None:
    from jobtracker.commands.table import print_table

    if not members:
        return
    click.echo()
    columns = ("company", "cause", "failures", "since", "due", "paused")
    rows = [
        (m.company, m.cause or "well again", m.failures, _time(m.failing_since), _time(m.due_at), m.paused_why)
        for m in members[:limit]
    ]
    print_table(columns, rows, empty="")
    if len(members) > limit:
        click.echo(f"and {len(members) - limit} more: --limit, or --json for all")


def _print_runs(runs: Sequence[PastRun]) -> None:
    from jobtracker.commands.table import print_table

    if runs:
        click.echo()
        rows = [(_time(run.started_at), run.company, run.outcome, run.error) for run in runs]
        print_table(("started", "company", "outcome", "error"), rows, empty="")


def _time(moment: dt.datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _line(text: str) -> str:
    """Fit for a terminal, whatever the site wrote."""
    from jobtracker.mail.message import one_line

    return one_line(text, 300)


def _print_json(document: Any) -> None:
    import orjson

    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _database() -> Database:
    from jobtracker.db import open_database

    return open_database(settings().database_url)
