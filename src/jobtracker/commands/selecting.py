"""The options by which commands are told which companies they are for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from jobtracker.causes import CAUSES
from jobtracker.counted import counted
from jobtracker.errors import JobTrackerError
from jobtracker.nearest import did_you_mean
from jobtracker.selection import Chosen, Selection

if TYPE_CHECKING:
    from jobtracker.db import Database

FIRST = 10
"""So many of the companies that are meant are named."""
_OPTIONS = (
    click.argument("slugs", metavar="[COMPANY]...", nargs=-1),
    click.option("--ats", help="Only boards of this ATS."),
    click.option("--country", help="Only companies of this country (ISO 3166-1)."),
    click.option("--cause", type=click.Choice([*CAUSES]), help="Only those whose last run had this cause."),
    click.option("--incident", type=int, help="Only those of this incident."),
    click.option("--failing", is_flag=True, help="Only those whose last run was not complete."),
    click.option("--held", is_flag=True, help="Only boards with losses that wait."),
    click.option("--paused", is_flag=True, help="Only those that are paused."),
    click.option("--all", "every", is_flag=True, help="All companies."),
)


def selecting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options, and as its first argument the selection that they make."""

    @functools.wraps(command)
    def with_selection(**options: Any) -> None:
        conditions = {name: options.pop(name) for name in Selection.__slots__}
        command(_check(Selection(**conditions)), **options)

    for option in reversed(_OPTIONS):
        with_selection = option(with_selection)
    return with_selection


def _check(selection: Selection) -> Selection:
    others = Selection(every=selection.every)
    if not selection.every and selection == others:
        raise click.UsageError("which companies? Name them, or give --ats, --incident, --failing ..., or --all")
    if selection.every and selection != others:
        raise click.UsageError("--all is for all companies: it takes no other condition")
    return selection


def choose(database: Database, selection: Selection) -> list[Chosen]:
    """The companies that are meant, after saying so. Raises if there are none, or if a name is nobody's."""
    from jobtracker.store.selecting import find, known_slugs

    chosen = database.read(find, selection)
    if missing := [slug for slug in selection.slugs if slug not in {company.slug for company in chosen}]:
        known = database.read(known_slugs)
        for slug in missing:
            if slug not in known:
                raise click.UsageError(f"the database knows no company {slug!r}{did_you_mean(slug, known)}")
    if not chosen:
        raise JobTrackerError("no company is meant: nothing done")
    click.echo(f"{counted(len(chosen), 'company')}: {_named(chosen)}", err=True)
    return chosen


def visited(chosen: list[Chosen]) -> list[Chosen]:
    """Those that are neither paused nor switched off. Raises if there are none."""
    left = [company for company in chosen if company.visited]
    if not left:
        raise JobTrackerError("all of them are paused or switched off: nothing done")
    if len(left) < len(chosen):
        click.echo(f"{len(chosen) - len(left)} of them are paused or switched off, and left out", err=True)
    return left


def _named(chosen: list[Chosen]) -> str:
    names = ", ".join(company.slug for company in chosen[:FIRST])
    return names if len(chosen) <= FIRST else f"{names} and {len(chosen) - FIRST:,} more"
