"""`jobtracker companies held`, `approve`, `reject`, `undo`: losses that wait for a second look."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

import click

from jobtracker.commands.acting import by_command
from jobtracker.commands.clock import now_option
from jobtracker.commands.selecting import choose, selecting
from jobtracker.config import settings
from jobtracker.counted import counted
from jobtracker.errors import JobTrackerError
from jobtracker.selection import Selection


@click.command(short_help="Show boards with losses that wait.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def held(as_json: bool) -> None:
    """Show each board of which listings are missing and wait: how many, since when, why, and some titles."""
    import orjson

    from jobtracker.commands.table import print_table
    from jobtracker.db import open_database
    from jobtracker.store import holding, selecting

    database = open_database(settings().database_url)
    ids = [company.id for company in database.read(selecting.find, Selection(held=True))]
    boards = database.read(holding.held, ids)
    if as_json:
        click.echo(orjson.dumps([dataclasses.asdict(board) for board in boards], option=orjson.OPT_INDENT_2))
        return
    rows = [(b.company, b.lost, b.open, f"{b.since:%Y-%m-%d %H:%M}", b.why, "; ".join(b.titles)) for b in boards]
    print_table(("company", "lost", "of", "since", "why", "such as"), rows, empty="nothing is held")


@click.command(short_help="Remove what is held now.")
@selecting
@now_option
def approve(selection: Selection, now: dt.datetime) -> None:
    """Believe the losses of these boards: what waits is removed. `undo` takes it back."""
    from jobtracker.db import open_database
    from jobtracker.store import holding
    from jobtracker.store.audit import audited

    database = open_database(settings().database_url)
    chosen = choose(database, selection)
    act = audited(holding.approve, by_command(), "held.approve", [c.slug for c in chosen])
    _say(database.write(act, [company.id for company in chosen], now=now), "removed", "nothing of theirs is held")


@click.command(short_help="Show again what is held.")
@selecting
def reject(selection: Selection) -> None:
    """Disbelieve the losses of these boards: what waits is shown again; a run that misses it too holds it anew."""
    from jobtracker.db import open_database
    from jobtracker.store import holding
    from jobtracker.store.audit import audited

    database = open_database(settings().database_url)
    chosen = choose(database, selection)
    act = audited(holding.reject, by_command(), "held.reject", [c.slug for c in chosen])
    _say(database.write(act, [company.id for company in chosen]), "shown again", "nothing of theirs is held")


@click.command(short_help="Take back the last approval.")
@selecting
@now_option
def undo(selection: Selection, now: dt.datetime) -> None:
    """Open again what the last approval of each of these boards removed."""
    from jobtracker.db import open_database
    from jobtracker.store import holding
    from jobtracker.store.audit import audited

    database = open_database(settings().database_url)
    chosen = choose(database, selection)
    act = audited(holding.undo, by_command(), "held.undo", [c.slug for c in chosen])
    _say(
        database.write(act, [company.id for company in chosen], now=now),
        "open again",
        "no approval of theirs can be taken back",
    )


def _say(counts: Mapping[int, int], what: str, nothing: str) -> None:
    if not counts:
        raise JobTrackerError(f"{nothing}: nothing done")
    click.echo(f"{counted(sum(counts.values()), 'listing')} of {counted(len(counts), 'company')} {what}")


HOLDING = (held, approve, reject, undo)
