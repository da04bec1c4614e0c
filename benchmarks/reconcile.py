"""How fast a board of 500 is compared with what is stored, full text indexed, beside the naive upsert."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.document import Document
from jobtracker.lifecycle import Evidence
from jobtracker.listing import Facts, Place
from jobtracker.models import ListingRow
from jobtracker.run import Fingerprint, Prepared
from jobtracker.store import closing, companies, runs

VERSION = "1.1"
BOARD = 500
WORDS = [f"w_{n:x}" for n in range(20_000)]
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def made_up(number: int) -> Prepared:
    """A listing with a text of 4 KB, 400 distinct tokens."""
    words = random.Random(number).sample(WORDS, 400)
    return Prepared(
        external_id=str(number),
        fingerprint=Fingerprint(f"{number:032x}", VERSION),
        url=f"https://example.com/{number}",
        facts=Facts(title=f"Title {number}", text=" ".join(words)[:4096], places=(Place("Berlin", "Berlin"),)),
        title_key=f"title {number}",
        places_key="berlin",
        document=Document(" ".join(words)),
    )


def crawl(database: Database, board: list[Prepared], now: dt.datetime) -> None:
    """What a run does with its board once it is read: claim, compare, close."""
    claim = database.write(runs.claim, "acme", now=now, version=lambda _: VERSION)
    new = [p for p in board if claim.known.get(p.external_id) != p.fingerprint]
    evidence = Evidence(seen={p.external_id for p in board})
    database.write(closing.close, claim, evidence, new, now=now)


def naive(database: Database, board: list[Prepared], now: dt.datetime) -> None:
    """What a pipeline does that knows one listing at a time: select, insert or update, commit."""

    def store(session: Session, prepared: Prepared) -> None:
        id_ = session.scalar(
            select(ListingRow.id).where(ListingRow.company_id == 1, ListingRow.external_id == prepared.external_id)
        )
        if id_ is None:
            values = {"status": "open", "first_seen_at": now, "company_id": 1, "external_id": prepared.external_id}
            rest = {
                "hash": "",
                "version": "",
                "title_key": "",
                "places_key": "",
                "url": "",
                "title": "",
                "seen_at": now,
            }
            lists: dict[str, object] = {"places": [], "work_from": {}, "employment_types": [], "pay": []}
            session.execute(insert(ListingRow).values(values | rest | lists))
        else:
            session.execute(update(ListingRow).where(ListingRow.id == id_).values(seen_at=now))

    for prepared in board:
        database.write(store, prepared)


@contextmanager
def databases(names: tuple[str, ...]) -> Iterator[list[Database]]:
    """An empty database of each kind; servers are the tests' own, but write as safely as users' do."""
    from tests import servers

    servers.begin_run(durable=True)
    with TemporaryDirectory() as folder, ExitStack() as stack:
        urls = [
            f"sqlite:///{Path(folder, 'bench.db')}"
            if name == "sqlite"
            else stack.enter_context(servers.fresh_database(name))
            for name in names
        ]
        found = [Database(url) for url in urls]
        for database in found:
            database.upgrade()
        yield found
        for database in found:
            database.close()


def rate(action: Callable[[], None], times: int) -> float:
    """Listings a second, the best of several."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - begun)
    return BOARD / best


@click.command(short_help="Compare a board of 500 with the store.")
@click.option("--database", "names", multiple=True, default=("sqlite", "postgresql"), show_default=True)
def main(names: tuple[str, ...]) -> None:
    """Compare a board of 500 with the store: listings/s, all new, 5 % new and nothing new."""
    rows = []
    with databases(names) as found:
        for database in found:
            rows += measure(database)
    print_table(("database", "way", "listings/s"), rows, empty="")


def measure(database: Database) -> list[tuple[str, str, int]]:
    database.write(companies.sync, [Company("acme", "Acme", "x")], origin="given", now=START)
    clock = (START + dt.timedelta(minutes=n) for n in count())
    fresh = count()
    board = [made_up(next(fresh)) for _ in range(BOARD)]

    def some_new() -> None:
        board[:25] = [made_up(next(fresh)) for _ in range(25)]
        crawl(database, board, next(clock))

    rows = [
        ("all new", rate(lambda: crawl(database, board, next(clock)), 1)),
        ("nothing new", rate(lambda: crawl(database, board, next(clock)), 20)),
        ("5 % new", rate(some_new, 10)),
        ("nothing new, a commit per listing", rate(lambda: naive(database, board, next(clock)), 1)),
    ]
    return [(database.dialect, way, round(value)) for way, value in rows]
