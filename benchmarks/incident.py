"""One ATS breaks: what operators are told, what they do, and how long until every board of it is read again."""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import click
from click.testing import CliRunner

from crawler import local
from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader, adapters
from jobtracker.cli import jobtracker
from jobtracker.company import Company
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.selection import Selection
from jobtracker.store.due import DueRow, due
from jobtracker.store.incident_views import incidents as views
from jobtracker.store.selecting import find
from jobtracker.tasks.incidents import incidents
from jobtracker.tasks.recrawls import recrawls
from sample_sites import MadeUpBoard, Sites
from sample_sites.ways import shortcut_settings

BEGIN = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
MINUTE, STEP = dt.timedelta(minutes=1), dt.timedelta(minutes=5)
ILL, WELL = "greenhouse", ("ashby", "lever", "personio")
"""ATS with one host each, of which a board is one request."""
BROKEN = dt.timedelta(hours=9)
"""After so long it is mended: by then every board of it was visited, and some twice or more."""


@dataclass(slots=True)
class World:
    """Thousands of companies, their sites, and a clock that stands until it is moved."""

    database: Database
    sites: Sites
    loader: RegistryLoader
    now: dt.datetime = BEGIN
    crawled: int = 0
    said: list[str] = field(default_factory=list)
    """By the tasks."""

    def pass_(self, time: dt.timedelta) -> None:
        """Move the clock on, do the tasks, and read what is due, no faster than each host's rate."""
        self.now += time
        done = (task(self.database, None, self.now) for task in (incidents, recrawls))
        self.said += [f"{self.now:%H:%M}  {line}" for line in done if line]
        self.crawl([*self._within_rates(self.database.read(due, self.now), time)])

    def _within_rates(self, rows: Sequence[DueRow], time: dt.timedelta) -> Iterator[str]:
        taken: defaultdict[str, int] = defaultdict(int)
        for row in sorted(rows, key=lambda row: (row.asked_at is None, row.due_at or BEGIN)):
            board = self.sites.boards[row.slug]
            if taken[row.host] < adapters()[board.ats].rate * time.total_seconds():
                taken[row.host] += 1  # a board of these is one request
                yield row.slug

    def crawl(self, slugs: Sequence[str]) -> None:
        if not slugs:
            return
        changes: dict[str, Any] = {"LOG_LEVEL": "CRITICAL", "SPIDER_MODULES": []}
        its = local.scrapy_settings(changes | shortcut_settings(self.sites))
        chosen = local.choose(self.loader, slugs, its)
        local.crawl(self.database, self.loader, chosen, its, clock=lambda: self.now, on_report=lambda _: None)
        self.crawled += len(slugs)

    def failing(self) -> int:
        return len(self.database.read(find, Selection(ats=ILL, failing=True)))

    def give(self, *words: str) -> str:
        """What an operator types."""
        click.echo(f"{self.now:%H:%M}  $ jobtracker {' '.join(words)}")
        done = CliRunner().invoke(jobtracker, [*words, "--now", self.now.isoformat()], catch_exceptions=False)
        click.echo("".join(f"         {line}\n" for line in done.output.splitlines()), nl=False)
        return done.output


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Settings of the benchmark's own."""
    before = dict(os.environ)
    os.environ.update({f"JOBTRACKER_{name.upper()}": value for name, value in values.items()})
    settings.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        settings.cache_clear()


def make_world(database: Database, count: int, ill: int) -> World:
    systems = [ILL if n < ill else WELL[n % len(WELL)] for n in range(count)]
    boards = [MadeUpBoard(f"{ats}-{n}", ats, 3, text=40) for n, ats in enumerate(systems)]
    params = {b.slug: adapters()[b.ats].recognise(b.careers_url) or {} for b in boards}
    companies = {b.slug: Company(b.slug, b.slug, b.ats, params[b.slug]) for b in boards}
    return World(database, Sites(boards), RegistryLoader(Registry(companies), [], None))


@click.command(short_help="Break one ATS of many: alerts, commands, minutes to recovery.")
@click.option("--companies", "count", default=5_000, show_default=True)
@click.option("--ill", default=800, show_default=True, help="So many of them answer 403.")
@click.option("--database", "kind", default="sqlite", show_default=True, type=click.Choice(["sqlite", "postgresql"]))
def main(count: int, ill: int, kind: str) -> None:
    """Have all boards of one ATS answer 403 for hours, mend it, and recrawl them as an operator would.

    Boards are read in this process, without waiting; the clock is simulated, and lets a host have no more requests than
    its ATS's declared rate. Tasks are done each minute while it is recovering, else each five.
    """
    from benchmarks.boards import empty_database
    from tests.mailbox import smtp

    with (
        empty_database(kind) as url,
        smtp() as box,
        environment(database_url=url, smtp_url=box.url, alert_to="operators@example.com"),
    ):
        database = Database(url)
        world = make_world(database, count, ill)
        broken(world, ill)
        click.echo(f"alerts: {len(box.mails)}: {'; '.join(str(mail['Subject']) for mail in box.mails)}")
        mended(world, ill)
        database.close()


def broken(world: World, ill: int) -> None:
    began = monotonic()
    world.crawl(sorted(world.sites.boards))
    for slug in world.sites.boards:
        if slug.startswith(ILL):
            world.sites.fault(slug, "403")
    start = world.now
    while world.now < start + BROKEN:
        world.pass_(STEP)
    found = world.database.read(views, closed=True)
    click.echo(f"{len(world.sites.boards)} companies, {world.crawled} runs in {monotonic() - began:.0f} s (real)")
    click.echo(f"{world.failing()} of {ill} boards of {ILL} fail after {BROKEN}; incidents opened: {len(found)}")
    click.echo("".join(f"         {line}\n" for line in world.said), nl=False)


def mended(world: World, ill: int) -> None:
    for slug in world.sites.boards:
        world.sites.fault(slug)
    world.said.clear()
    [incident] = world.database.read(views, closed=False)
    start, began = world.now, monotonic()
    world.give("companies", "recrawl", "--incident", str(incident.id))
    while world.failing() and world.now < start + dt.timedelta(hours=6):
        world.pass_(MINUTE)
    minutes = (world.now - start) / MINUTE
    rate = adapters()[ILL].rate
    world.pass_(MINUTE)
    click.echo("".join(f"         {line}\n" for line in world.said), nl=False)
    click.echo(f"all {ill} read again: 1 command; {minutes:.0f} simulated minutes from the fix at {rate:g} requests/s")
    click.echo(f"({ill / rate / 60:.1f} of them the rate's own), {monotonic() - began:.0f} s real in this process")


if __name__ == "__main__":
    main()
