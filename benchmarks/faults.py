"""A bad day of every kind on every board of a set: what is wrongly removed, and how soon all is right again."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import click
from sqlalchemy import select

from crawler import local
from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader, adapters
from crawler.recordings import Answer
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.db import Database, open_database
from jobtracker.models import CompanyRow, ListingRow
from jobtracker.run import RunReport
from sample_sites import KINDS, Asked, Board, Sites, recorded_boards
from sample_sites.shapes import SHAPES
from sample_sites.ways import shortcut_settings

START = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
SPACINGS = {"close": (0, 2, 4, 5), "wide": (0, 7, 14, 21)}
"""Hours of the four faulty runs, from the first of them."""
GOOD = (3, 10)
"""Hours of the two good runs, from the last faulty one."""
LIST_KINDS = tuple(kind for kind in KINDS if not kind.startswith("detail-"))
Truth = Mapping[str, set[str]]
"""Ids that are open on each company's board."""


class DayLater(Board):
    """A board from which one listing in 25 has gone."""

    def __init__(self, board: Board) -> None:
        self.slug, self.ats, self.roots, self._board = board.slug, board.ats, board.roots, board

    def answer(self, asked: Asked) -> Answer:
        good, shape = self._board.answer(asked), SHAPES[self.ats]
        document, records = shape.read(good.body)
        kept = [record for record in records if not leaves(str(record["id"]))]
        return Answer(good.status, good.headers, shape.write(document, kept, len(kept)))


def leaves(id_: str) -> bool:
    return crc32(id_.encode()) % 25 == 0


@dataclass(slots=True)
class Trial:
    """A database, the web it crawls, and what has gone wrong so far."""

    database: Database
    loader: RegistryLoader
    sites: Sites
    truth: Truth
    wrong: set[tuple[str, str]] = field(default_factory=set)
    """Listings that are on their board and were removed at some time."""
    reports: list[RunReport] = field(default_factory=list)
    """Of the last crawl."""

    def crawl(self, now: dt.datetime) -> None:
        """Every company once."""
        self.reports = []
        changes = {"LOG_LEVEL": "CRITICAL", "DOWNLOAD_MAXSIZE": 16 * 2**20, "SPIDER_MODULES": []}
        settings = local.scrapy_settings(changes | shortcut_settings(self.sites))
        chosen = local.choose(self.loader, sorted(self.sites.boards), settings)
        local.crawl(self.database, self.loader, chosen, settings, clock=lambda: now, on_report=self.reports.append)
        self.wrong |= {(slug, id_) for slug, id_ in self.listed("removed") if id_ in self.truth[slug]}

    def listed(self, status: str) -> set[tuple[str, str]]:
        """Company and id of the listings in this state."""
        query = select(CompanyRow.slug, ListingRow.external_id).join(CompanyRow, CompanyRow.id == ListingRow.company_id)
        rows = self.database.read(lambda s: s.execute(query.where(ListingRow.status == status)).all())
        return {(slug, id_) for slug, id_ in rows}

    def phantoms(self) -> int:
        """Listings that are open here and gone from their board, or the other way round."""
        return len(self.listed("open") ^ {(slug, id_) for slug, ids in self.truth.items() for id_ in ids})


def loader_of(boards: Sequence[Board], params: Mapping[str, Mapping[str, str]]) -> RegistryLoader:
    companies = {b.slug: Company(b.slug, b.slug, b.ats, params[b.slug]) for b in boards}
    return RegistryLoader(Registry(companies), [], None)


def read_set(folder: Path, slugs: set[str] | None = None) -> tuple[list[Board], dict[str, set[str]]]:
    """The boards of a set, and the ids that are open on each."""
    expected = json.loads((folder / "expected.json").read_text())
    boards: list[Board] = [b for b in recorded_boards(folder) if slugs is None or b.slug in slugs]
    return boards, {b.slug: set(expected[b.slug]["ids"]) for b in boards}


def read_params(folder: Path) -> dict[str, Mapping[str, str]]:
    from crawler.companies import registry

    return {c.slug: c.params for c in registry.read(folder / "companies", adapters()).companies.values()}


@click.command(short_help="Crawl recorded boards on bad days of every kind.")
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--kind", "kinds", multiple=True, type=click.Choice([*LIST_KINDS, "mixed"]), help="All if none.")
@click.option(
    "--spacing", "spacings", multiple=True, type=click.Choice([*SPACINGS]), default=[*SPACINGS], show_default=True
)
@click.option(
    "--one-in", default=1, show_default=True, help="Of so many boards one has the fault; the others are well."
)
def main(before: Path, after: Path | None, kinds: tuple[str, ...], spacings: tuple[str, ...], one_in: int) -> None:
    """Crawl the set BEFORE, then four times with each fault, then AFTER (or a day made up) twice as it is.

    Both are recorded sets (see the README). "wrong": listings removed though they were on their board, after one
    and after four faulty runs; "astray": listings that differ from the board after the first and second good run.
    """
    boards, first = read_set(before)
    later: list[Board] = [DayLater(board) for board in boards]
    truth = {slug: {id_ for id_ in ids if not leaves(id_)} for slug, ids in first.items()}
    if after:
        later, truth = read_set(after, {b.slug for b in boards})
    boards = [b for b in boards if b.slug in truth]
    rows = []
    with TemporaryDirectory() as folder:
        base = Path(folder, "base.db")
        loader = loader_of(boards, read_params(before))
        trial = Trial(open_database(f"sqlite:///{base}"), loader, Sites(boards), truth)
        trial.crawl(START)
        trial.database.close()
        gone = trial.phantoms()
        trial.database.close()
        click.echo(f"{len(boards)} boards, {len(trial.listed('open'))} listings; {gone} come or go in a day", err=True)
        trial.database.close()
        for kind in kinds or (*LIST_KINDS, "mixed"):
            for spacing in spacings:
                scratch = Path(folder, "trial.db")
                shutil.copy(base, scratch)
                trial = Trial(open_database(f"sqlite:///{scratch}"), loader, Sites(later), truth)
                rows.append((kind, spacing, *run_trial(trial, kind, SPACINGS[spacing], one_in)))
                trial.database.close()
                click.echo(rows[-1], err=True)
    print_table(
        ("fault", "spacing", "first run", "held", "wrong, 1", "wrong, 4", "astray, good 1", "astray, good 2"),
        rows,
        empty="",
    )


def run_trial(trial: Trial, kind: str, hours: Sequence[int], one_in: int) -> tuple[str, int, int, int, int, int]:
    """Four faulty runs and two good ones."""
    chance = random.Random(kind)
    ill = [slug for n, slug in enumerate(sorted(trial.sites.boards)) if n % one_in == 0]
    first = START + dt.timedelta(days=1)
    for number, hour in enumerate(hours):
        for slug in ill:
            trial.sites.fault(slug, chance.choice(LIST_KINDS) if kind == "mixed" else kind)
        trial.crawl(first + dt.timedelta(hours=hour))
        if not number:
            outcomes = ", ".join(f"{n} {name}" for name, n in Counter(r.outcome for r in trial.reports).most_common())
            held, after_one = sum(r.held for r in trial.reports), len(trial.wrong)
    after_four = len(trial.wrong)
    for slug in ill:
        trial.sites.fault(slug)
    astray = []
    for hour in GOOD:
        trial.crawl(first + dt.timedelta(hours=hours[-1] + hour))
        astray.append(trial.phantoms())
    return outcomes, held, after_one, after_four, astray[0], astray[1]


if __name__ == "__main__":
    main()
