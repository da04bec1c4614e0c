"""Thirty simulated days of many companies: what is wrongly removed, found how soon, and shown in vain."""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler import local
from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader, adapters
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.db import Database, open_database
from jobtracker.models import CompanyRow, ListingEvent, ListingRow
from jobtracker.run import RunReport
from jobtracker.store import companies as store
from jobtracker.store import due, visits
from sample_sites import SYSTEMS, Sites, World
from sample_sites.ways import shortcut_settings

START = dt.datetime(2026, 4, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
STEP = 0.5
"""Hours between two looks at what is due."""
FIRST = 6
"""Hours until which the first reading of all is no sample of anything."""
LAST_CALL = 24
"""Hours before the end: what happens later is not expected to be found."""
Key = tuple[str, str]
"""Company and external id."""


@dataclass(slots=True)
class Watch:
    """Holds what the database shows against what is open, hour by hour."""

    shown: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Open in SQL, by company."""
    open: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    """On the boards."""
    left: dict[Key, float] = field(default_factory=dict)
    """Gone from their board while shown: since which hour."""
    came: dict[Key, float] = field(default_factory=dict)
    """On their board and not shown yet: since which hour."""
    found: list[tuple[float, float]] = field(default_factory=list)
    """Of each removal that was found: the hour it happened, and how many later it was noticed."""
    read: list[tuple[float, float]] = field(default_factory=list)
    """The same of what appeared."""
    wrong: list[tuple[float, str, str, str]] = field(default_factory=list)
    """Removed while on their board: hour, company, id, reason of the removal."""
    came_back: int = 0
    """Gone for so short a time that nobody noticed."""
    unseen: int = 0
    """Appeared and left before anybody looked."""
    phantoms: list[tuple[int, int, int]] = field(default_factory=list)
    """Of each sample: shown, shown in vain, and the latter without those that are shown as unconfirmed."""

    def turn(self, hour: float, truth: Mapping[str, AbstractSet[str]]) -> None:
        """The boards change."""
        for slug, ids in truth.items():
            before = self.open.get(slug, set())
            for id_ in before - ids:
                self._leave(hour, (slug, id_))
            for id_ in ids - before:
                self._come(hour, (slug, id_))
        self.open = truth

    def _leave(self, hour: float, key: Key) -> None:
        if key[1] in self.shown[key[0]]:
            self.left[key] = hour
        else:
            self.unseen += self.came.pop(key, None) is not None

    def _come(self, hour: float, key: Key) -> None:
        if self.left.pop(key, None) is not None:
            self.came_back += 1
        elif key[1] not in self.shown[key[0]]:
            self.came[key] = hour

    def hear(self, hour: float, events: Iterable[tuple[str, str, str, str]]) -> None:
        """The database changes: company, id, kind of event, reason."""
        for slug, id_, kind, reason in events:
            key = slug, id_
            if kind == "removed":
                self.shown[slug].discard(id_)
                self._removed(hour, key, reason)
            else:
                self.shown[slug].add(id_)
                if (since := self.came.pop(key, None)) is not None:
                    self.read.append((since, hour - since))

    def _removed(self, hour: float, key: Key, reason: str) -> None:
        if key[1] in self.open.get(key[0], ()):
            self.wrong.append((hour, *key, reason))
            self.came[key] = hour
        elif (since := self.left.pop(key, None)) is not None:
            self.found.append((since, hour - since))

    def sample(self, unconfirmed: AbstractSet[Key]) -> None:
        """Count what is shown, and what is shown in vain."""
        vain = {(slug, id_) for slug, ids in self.shown.items() for id_ in ids - self.open[slug]}
        self.phantoms.append((sum(map(len, self.shown.values())), len(vain), len(vain - unconfirmed)))


@dataclass(slots=True)
class Month:
    """A world, the database that follows it, and the watch over both."""

    world: World
    database: Database
    sites: Sites
    watch: Watch = field(default_factory=Watch)
    outcomes: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    """Of wrong removals: ATS, reason, and the faults that their company showed in that hour."""
    _heard: int = 0
    _visited: list[str] = field(default_factory=list)
    """Companies whose runs ended in this hour."""
    _before: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The faults that each company showed at its last visit."""

    def live(self, days: int, bad_ats: str) -> Iterator[int]:
        """Let the days pass; yields each as it ends. In the middle is the bad day of an ATS: its boards are empty."""
        companies = {b.slug: Company(b.slug, b.name, b.ats, b.params) for b in self.world.boards.values()}
        self.database.write(store.sync, companies.values(), origin="given", now=START)
        bad_day = days // 2
        for step in range(round(24 * days / STEP)):
            hour = step * STEP
            if hour == 24 * bad_day:
                self.sites.fault(f"ats:{bad_ats}", "empty")
            elif hour == 24 * (bad_day + 1):
                self.sites.fault(f"ats:{bad_ats}")
            elif hour % 24 == 2:
                self.database.write(visits.learn)
            self._look(hour, companies)
            if hour % 24 == 24 - STEP:
                yield int(hour) // 24

    def _look(self, hour: float, companies: Mapping[str, Company]) -> None:
        now = START + hour * HOUR
        self.world.clock = lambda: now
        self.watch.turn(hour, self.world.truth())
        wanted = [companies[row.slug] for row in self.database.read(due.due, now)]
        if wanted:
            self._crawl(hour, now, wanted)
        if hour >= FIRST:
            self.watch.sample(self.database.read(unconfirmed))

    def _crawl(self, hour: float, now: dt.datetime, companies: Sequence[Company]) -> None:
        loader = RegistryLoader(Registry({company.slug: company for company in companies}), [], None)
        changes = {"LOG_LEVEL": "CRITICAL", "DOWNLOAD_MAXSIZE": 16 * 2**20, "SPIDER_MODULES": []}
        settings = local.scrapy_settings(changes | shortcut_settings(self.sites))
        if not local.crawl(self.database, loader, companies, settings, clock=lambda: now, on_report=self._note):
            sys.exit("interrupted")
        known = len(self.watch.wrong)
        self.watch.hear(hour, self.database.read(self._events))
        self._explain(self.watch.wrong[known:])

    def _explain(self, wrong: Sequence[tuple[float, str, str, str]]) -> None:
        """Note the faults that the companies showed in this hour and, for what was held, at their visit before."""
        lately: defaultdict[str, set[str]] = defaultdict(set)
        for fault in self.sites.lately:
            lately[fault.slug].add(fault.kind)
        for _, slug, _, reason in wrong:
            before, now = (" ".join(sorted(found)) or "none" for found in (self._before[slug], lately[slug]))
            faults = f"{before}, then {now}" if reason == "confirmed" else now
            self.causes[f"{self.world.boards[slug].ats}, {reason}: {faults}"] += 1
        self._before.update({slug: lately[slug] for slug in self._visited})
        self.sites.lately.clear()
        self._visited.clear()

    def _note(self, report: RunReport) -> None:
        self.outcomes[report.outcome] += 1
        self._visited.append(report.company)

    def _events(self, session: Session) -> list[tuple[str, str, str, str]]:
        """What was new, reopened or removed since the last time, in its order."""
        event = ListingEvent
        query = (
            select(event.id, CompanyRow.slug, ListingRow.external_id, event.kind, event.detail)
            .join(CompanyRow, CompanyRow.id == event.company_id)
            .join(ListingRow, ListingRow.id == event.listing_id)
            .where(event.id > self._heard, event.kind != "changed")
            .order_by(event.id)
        )
        rows = session.execute(query).all()
        self._heard = rows[-1].id if rows else self._heard
        return [(slug, id_, kind, (detail or {}).get("reason", "")) for _, slug, id_, kind, detail in rows]


def unconfirmed(session: Session) -> set[Key]:
    """Listings that are shown as "perhaps gone"."""
    query = select(CompanyRow.slug, ListingRow.external_id).join(CompanyRow, CompanyRow.id == ListingRow.company_id)
    rows = session.execute(query.where(ListingRow.status == "open", ListingRow.missing_since.is_not(None)))
    return {(slug, id_) for slug, id_ in rows}


def open_in_sql(session: Session) -> int:
    return len(session.scalars(select(ListingRow.id).where(ListingRow.status == "open")).all())


def report(month: Month, hours: int) -> list[tuple[str, object]]:
    """The rows of the table."""
    watch, end = month.watch, hours - LAST_CALL
    delays = sorted(delay for since, delay in watch.found if since < end)
    late = sum(since < end for since in watch.left.values())
    reads = sorted(delay for since, delay in watch.read if 0 < since < end)
    samples = len(watch.phantoms) or 1
    vain, vain_shown = (sum(row[n] / row[0] for row in watch.phantoms if row[0]) / samples for n in (1, 2))
    wrong_runs = len({(hour, slug) for hour, slug, *_ in watch.wrong})
    return [
        ("companies, hours", f"{len(month.world.boards)}, {hours}"),
        ("runs", ", ".join(f"{count} {name}" for name, count in month.outcomes.most_common())),
        ("faulty answers", sum(month.sites.struck.values())),
        ("wrong removals, of so many runs", f"{len(watch.wrong)}, {wrong_runs}"),
        *((f"wrong: {cause}", count) for cause, count in month.causes.most_common()),
        ("true removals", len(delays) + late),
        ("found", _share(len(delays), len(delays) + late)),
        ("found within 24 h", _share(sum(delay <= 24 for delay in delays), len(delays) + late)),
        ("delay, hours, p50 / p95 / most", _quantiles(delays)),
        ("gone and back, unnoticed", watch.came_back),
        ("appeared and left, unseen", watch.unseen),
        ("appeared, hours until read, p50 / p95 / most", _quantiles(reads)),
        ("listings missed", sum(since < end for since in watch.came.values())),
        ("shown in vain, of all that is open", f"{100 * vain:.3f} %"),
        ("the same without unconfirmed ones", f"{100 * vain_shown:.3f} %"),
        (
            "open in SQL, as the events say",
            f"{month.database.read(open_in_sql)}, {sum(map(len, watch.shown.values()))}",
        ),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / (whole or 1):.2f} %)"


def _quantiles(values: Sequence[float]) -> str:
    if not values:
        return "-"
    return " / ".join(str(values[min(len(values) - 1, int(len(values) * q))]) for q in (0.5, 0.95, 1))


@click.command(short_help="Thirty simulated days: wrong removals, delays, phantoms.")
@click.option("--companies", default=2_000, show_default=True)
@click.option("--days", default=30, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--faulty", default=0.02, show_default=True, help="Share of the requests that get a fault of any kind.")
@click.option("--bad-ats", default="greenhouse", show_default=True, help="All its boards are empty on a day.")
@click.option("--details", type=click.Path(dir_okay=False, path_type=Path), help="Write every wrong removal there.")
def main(companies: int, days: int, seed: int, faulty: float, bad_ats: str, details: Path | None) -> None:
    """Visit the companies of a made-up world when they are due, on a clock of its own, without rates.

    "wrong": removed while on its board. Times count from the hour in which a listing left or appeared; what happens on
    the last day is left out. "in vain": open in SQL and gone from the board, averaged over the hours.
    """
    began = time.perf_counter()
    with TemporaryDirectory() as folder:
        world = World(seed, companies, START, ats=[ats for ats in SYSTEMS if not adapters()[ats].switched_off])
        sites = Sites(world.boards.values(), seed=seed)
        sites.fault("*", "mixed", share=faulty)
        month = Month(world, open_database(f"sqlite:///{Path(folder, 'month.db')}"), sites)
        for day in month.live(days, bad_ats):
            figures = len(month.watch.wrong), len(month.watch.found), len(month.watch.left)
            click.echo(f"day {day}: {time.perf_counter() - began:.0f} s; wrong, found, not yet: {figures}", err=True)
            click.echo(
                "".join(f"    wrong: {cause}: {count}\n" for cause, count in month.causes.items()), err=True, nl=False
            )
        rows = report(month, 24 * days)
        month.database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    rows += [("seconds, peak MB", f"{time.perf_counter() - began:.0f}, {peak:.0f}")]
    print_table(("what", "figure"), rows, empty="")
    if details:
        details.write_text(json.dumps(month.watch.wrong, indent=1))
    sys.exit(bool(month.watch.wrong))


if __name__ == "__main__":
    main()
