"""`jobtracker mail`: try how mails go out, and what to do with those that come back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtracker.commands.clock import now_option
from jobtracker.config import settings
from jobtracker.errors import JobTrackerError

if TYPE_CHECKING:
    from jobtracker.db import Database

_COLOURS = {"good": "green", "doubtful": "yellow", "wrong": "red", "unknown": "yellow"}


@click.group()
def mail() -> None:
    """Try how mails go out, and take those that come back."""


@mail.command(short_help="Send a test mail, step by step.")
@click.argument("address")
def test(address: str) -> None:
    """Send a test mail to ADDRESS, and say of each step and setting whether it is as it should be, and how to mend it.

    Exit status 1 if something is wrong.
    """
    from jobtracker.account import Refused, fold
    from jobtracker.mail.checkup import checkup

    try:
        to = fold(address)
    except Refused as refused:
        raise click.UsageError(f"{address!r} {refused.rule}") from None
    wrong = 0
    for each in checkup(settings(), to):
        wrong += each.state == "wrong"
        click.echo(f"{click.style(f'{each.state:<9}', fg=_COLOURS[each.state])} {each.step}: {each.said}")
        if each.fix:
            click.echo(f"          -> {each.fix}")
    if wrong:
        raise JobTrackerError(f"{wrong} of these would keep mails from arriving")


@mail.command(short_help="Take a mail that came back.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@now_option
def bounce(file: Path, now: dt.datetime) -> None:
    """Read a report in FILE (- is stdin) that a mail could not be delivered, or that somebody complained of it.

    Of an address behind which is nobody, or whose owner complained, nothing is mailed any more.
    """
    from jobtracker.mail.bounces import LONGEST, read
    from jobtracker.store.returned import take

    with click.open_file(str(file), "rb") as handle:
        returned = read(handle.read(LONGEST))
    if not returned:
        raise JobTrackerError(f"{file}: no report of a delivery (RFC 3464), nor of a complaint (RFC 5965)")
    for line in _database().write(take, returned, now=now):
        click.echo(line)


@mail.command(short_help="Addresses that nothing is mailed to.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000))
def suppressed(limit: int) -> None:
    """List the addresses that nothing is mailed to any more, and why; the newest first."""
    from jobtracker.commands.table import print_table
    from jobtracker.store import suppression

    found = _database().read(suppression.all_of_them, limit=limit)
    rows = [(each.address, each.reason, f"{each.at:%Y-%m-%d %H:%M}", each.detail) for each in found]
    print_table(("address", "why", "since", "detail"), rows, empty="there are none")


@mail.command(short_help="Mail nothing to an address.")
@click.argument("address")
@now_option
def suppress(address: str, now: dt.datetime) -> None:
    """Mail nothing to ADDRESS any more, but what its owner asks for one by one."""
    from jobtracker.store import suppression

    done = _database().write(suppression.suppress, address, "by hand", now=now)
    click.echo(f"{address}: nothing is mailed to it any more" if done else f"{address}: nothing was already")


@mail.command(short_help="Mail to an address again.")
@click.argument("address")
@now_option
def release(address: str, now: dt.datetime) -> None:
    """Mail to ADDRESS again."""
    from jobtracker.store import suppression

    if not _database().write(suppression.release, address, now=now):
        raise JobTrackerError(f"{address}: nothing was in the way of mails to it")
    click.echo(f"{address}: is mailed to again")


def _database() -> Database:
    from jobtracker.db import open_database

    return open_database(settings().database_url)
