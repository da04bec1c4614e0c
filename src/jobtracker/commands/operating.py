"""`jobtracker companies pause`, `paused`, `resume`, `reset`, `recrawl`, `recrawls`."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import click

from jobtracker.commands.acting import by_command
from jobtracker.commands.clock import now_option
from jobtracker.commands.selecting import choose, selecting, visited
from jobtracker.config import settings
from jobtracker.counted import counted
from jobtracker.selection import Selection

if TYPE_CHECKING:
    from jobtracker.db import Database


@click.command(short_help="Visit companies no more until they are resumed.")
@selecting
@click.option("--why", default="by an operator", show_default=True, help="Shown wherever the pause is.")
@now_option
def pause(selection: Selection, why: str, now: dt.datetime) -> None:
    """Pause companies: they are not visited, and belong to no incident, until somebody resumes them."""
    from jobtracker.store import operating
    from jobtracker.store.audit import audited

    database = _database()
    chosen = choose(database, selection)
    act = audited(operating.pause, by_command(), "company.pause", [c.slug for c in chosen], why=why)
    database.write(act, [company.id for company in chosen], why=why, now=now)
    click.echo(f"{counted(len(chosen), 'company')} paused")


@click.command(short_help="Visit companies again that were paused.")
@selecting
@now_option
def resume(selection: Selection, now: dt.datetime) -> None:
    """End a pause: the companies are due now."""
    from jobtracker.store import operating
    from jobtracker.store.audit import audited

    database = _database()
    chosen = choose(database, selection)
    act = audited(operating.resume, by_command(), "company.resume", [c.slug for c in chosen])
    database.write(act, [company.id for company in chosen], now=now)
    click.echo(f"{counted(len(chosen), 'company')} resumed")


@click.command(short_help="Show companies that are not visited.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def paused(as_json: bool) -> None:
    """Show each company that is paused: since when, and why. What killed its node is paused by the fleet itself."""
    import orjson

    from jobtracker.commands.table import print_table
    from jobtracker.store import operating

    found = _database().read(operating.paused)
    if as_json:
        named = [{"company": slug, "since": since, "why": why} for slug, since, why in found]
        click.echo(orjson.dumps(named, option=orjson.OPT_INDENT_2))
        return
    rows = [(slug, f"{since:%Y-%m-%d %H:%M}", why) for slug, since, why in found]
    print_table(("company", "since", "why"), rows, empty="nobody is paused")


@click.command(short_help="End the back-off of companies that failed.")
@selecting
@now_option
def reset(selection: Selection, now: dt.datetime) -> None:
    """Forget past failures: the companies are due now, and their hosts are not held back any more."""
    from jobtracker.store import operating
    from jobtracker.store.audit import audited

    database = _database()
    chosen = visited(choose(database, selection))
    act = audited(operating.reset, by_command(), "company.reset", [c.slug for c in chosen])
    database.write(act, [company.id for company in chosen], now=now)
    hosts = sorted({company.host for company in chosen} - {""})
    reached = reset_hosts(hosts)
    also = f", {counted(len(hosts), 'host')} reset" if reached else ""
    click.echo(f"{counted(len(chosen), 'company')} due now{also}")


def reset_hosts(hosts: list[str]) -> bool:
    """Close the breakers of hosts, where there is a fleet that has such."""
    from jobtracker.fleet.hosts import Hosts
    from jobtracker.fleet.redis import connect

    if not settings().redis_url:
        return False
    with connect(settings().redis_url) as redis:
        for host in hosts:
            Hosts(redis).reset(host)
    return True


@click.command(short_help="Ask for a visit of companies, ahead of what is due.")
@selecting
@now_option
def recrawl(selection: Selection, now: dt.datetime) -> None:
    """Ask for a visit soon. Of more than ten companies, ten go first; the others follow if eight of those are well."""
    from jobtracker.store import recrawls as store
    from jobtracker.store.audit import audited

    database = _database()
    chosen = visited(choose(database, selection))
    act = audited(store.begin, by_command(), "company.recrawl", [c.slug for c in chosen])
    number = database.write(act, chosen, now=now)
    if number is None:
        click.echo(f"{counted(len(chosen), 'company')} asked for")
        return
    rest = len(chosen) - store.CANARY
    click.echo(f"recrawl {number}: {store.CANARY} asked for; {rest:,} follow if {store.ENOUGH} of them are well")


@click.command(short_help="Show how recrawls of many stand.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def recrawls(limit: int, as_json: bool) -> None:
    """Show the newest recrawls of more than ten: canary, all, stopped or done."""
    import orjson

    from jobtracker.commands.table import print_table
    from jobtracker.store.recrawls import progress

    found = _database().read(progress, limit=limit)
    if as_json:
        click.echo(orjson.dumps([dataclasses.asdict(each) for each in found], option=orjson.OPT_INDENT_2))
        return
    rows = [(r.id, f"{r.asked_at:%Y-%m-%d %H:%M}", r.state, r.total, r.waiting, r.note) for r in found]
    print_table(("recrawl", "asked", "state", "companies", "waiting", "why"), rows, empty="no recrawls yet")


def _database() -> Database:
    from jobtracker.db import open_database

    return open_database(settings().database_url)


OPERATING = (pause, paused, resume, reset, recrawl, recrawls)
