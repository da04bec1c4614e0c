"""How fast a search is answered among a million listings, beside ILIKE; what the index costs."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from benchmarks.filling import fill
from benchmarks.made_listings import NOW
from benchmarks.own_postgresql import SETTINGS, serving
from jobtracker.db import Database
from jobtracker.dialects.index import index_of
from jobtracker.filters import Filters, Near, Where
from jobtracker.models import ListingRow
from jobtracker.query import All, Node, Phrase, Word, all_of, negated
from jobtracker.search import Search
from jobtracker.store import search as store
from jobtracker.store.results import Wish, results

ILIKE_SECONDS = 120
WHOLE = Wish(count=True, facets=True)


def word(name: str) -> Word:
    return Word((f"sen_{name}", f"w_{name}"))


def phrase(*names: str) -> Phrase:
    return Phrase("words", " ".join(names), open_end=False, all=tuple(map(word, names)))


WORDS: dict[str, Node] = {
    "rare (0.025 %)": word("rareword"),
    "1 %": word("oneword"),
    "30 %": word("commonword"),
    "1 % and 30 %": all_of((word("oneword"), word("commonword"))),
    "30 % and 30 %": all_of((word("commonword"), word("usualword"))),
    "30 % and 30 %, never together": all_of((word("evenword"), word("oddword"))),
    "phrase of two 30 %, 2 %": phrase("commonword", "usualword"),
    "phrase of two 30 %, 0.01 %": phrase("usualword", "commonword"),
    "1 %, without a 30 % word": all_of((word("oneword"), negated(word("commonword")))),
    "all without a 30 % word": negated(word("commonword")),
    "in the title": Word(("tsen_engineer", "tw_engineer")),
    "prefix": Word(("w_comm",), prefix=True),
    "no words": All(()),
}
BERLIN = Near(lat=52.52, lon=13.4, km=30)
FILTERS = {
    "none": Filters(),
    "a company": Filters(companies=("company-40",)),
    "Berlin or remote": Filters(
        where=(
            Where(near=BERLIN, workplaces=("hybrid", "on-site")),
            Where(remote_from="DE", unknown_eligibility=True),
        )
    ),
    "full-time, English, 30 days": Filters(
        employment_types=("FULL_TIME",), languages=("en",), first_seen_since=dt.timedelta(days=30)
    ),
    "pay from 150,000": Filters(pay_min=150_000.0),
}


@click.command(short_help="Search a million made listings.")
@click.option("--listings", type=int, help="How many.  [default: 1,000,000; on SQLite 200,000]")
@click.option("--database", default="postgresql", show_default=True, help="postgresql (one of its own), or a URL.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep what was made in this folder, and use it again.")
@click.option("--times", default=20, show_default=True, help="Each question.")
@click.option("--processes", default=2, show_default=True, help="That make the listings.")
@click.option("--ilike/--no-ilike", default=True, show_default=True)
@click.option("--portable", is_flag=True, help="As on a PostgreSQL that lets nobody set the cost of ts_match_vq.")
def main(
    listings: int | None, database: str, keep: Path | None, times: int, processes: int, ilike: bool, portable: bool
) -> None:
    """Search made listings of 4 KB: a page of 25, count, facets, and all in one answer; p50 and p95 in ms, warm."""
    with _database(database, keep) as found:
        made = listings or (200_000 if found.dialect == "sqlite" else 1_000_000)
        _prepare(found, made, processes)
        if found.dialect == "postgresql":
            click.echo(f"PostgreSQL with {', '.join(f'{k}={v}' for k, v in SETTINGS.items())}")
            click.echo(_untune(found) if portable else index_of(found.dialect).tune(found.engine))
        _print_sizes(found)
        _print_writes(found)
        _print_answers(found, times)
        if ilike:
            _print_ilike(found)


@contextmanager
def _database(name: str, keep: Path | None) -> Iterator[Database]:
    with TemporaryDirectory(dir=None) as folder:
        Path(folder).chmod(0o711)
        place = keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        if name == "postgresql":
            with serving(place) as url:
                yield from _opened(url)
        else:
            yield from _opened(f"sqlite:///{place / 'search.db'}" if name == "sqlite" else name)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    database.upgrade()
    yield database
    database.close()


def _untune(database: Database) -> str:
    """Give the function the cost that its like has, which nobody has touched."""
    with database.engine.begin() as connection:
        cost = connection.scalar(text("SELECT procost FROM pg_proc WHERE proname = 'ts_match_qv'"))
        connection.exec_driver_sql(f"ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) COST {cost}")
    return f"ts_match_vq has the cost it comes with, {cost:g}"


def _prepare(database: Database, listings: int, processes: int) -> None:
    last = database.read(lambda s: s.scalar(select(ListingRow.id).order_by(ListingRow.id.desc()).limit(1))) or 0
    if last == listings:
        return
    if last:
        raise click.UsageError(f"it holds {last} listings; an empty database is wanted, or --listings {last}")
    begun = time.perf_counter()
    fill(database, listings, processes=processes)
    click.echo(f"{listings} listings made in {time.perf_counter() - begun:.0f} s")


@dataclass(slots=True)
class Times:
    """Of one question, in ms."""

    p50: float
    p95: float
    answer: Any

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f}"


def measure(action: Callable[[], Any], times: int) -> Times:
    taken = []
    answer = None
    for _ in range(times + 1):  # the first one warms
        begun = time.perf_counter()
        answer = action()
        taken.append((time.perf_counter() - begun) * 1000)
    taken = sorted(taken[1:])
    return Times(statistics.median(taken), taken[min(len(taken) - 1, int(len(taken) * 0.95))], answer)


def _print_answers(database: Database, times: int) -> None:
    rows = []
    for asked, node in WORDS.items():
        for narrowed, filters in FILTERS.items():
            search = Search(query=None if node == All(()) else node, filters=filters)
            each = [
                measure(lambda of=of, search=search: database.read(of, search, now=NOW), times)
                for of in (store.page, store.count, store.facets)
            ]
            each.append(measure(lambda search=search: database.read(results, search, WHOLE, now=NOW), times))
            best = replace(search, sort="relevance")
            each.append(measure(lambda best=best: database.read(store.page, best, now=NOW), max(3, times // 4)))
            count = each[1].answer
            hits = f"{count.vacancies}{'' if count.exact else '+'}"
            rows.append((asked, narrowed, hits, *map(str, each)))
    _print(("words", "filters", "vacancies", "page", "count", "facets", "all in one", "page by relevance"), rows)


def _print_ilike(database: Database) -> None:
    rows = []
    for name in ("rareword", "commonword"):
        query = (
            "SELECT count(*) FROM listing JOIN listing_body ON listing_id = id "
            "WHERE status = 'open' AND (title {0} :word OR text {0} :word)"
        ).format("ILIKE" if database.dialect == "postgresql" else "LIKE")

        def ask(query: str = query, name: str = name) -> Any:
            with database.engine.connect() as connection:
                if database.dialect == "postgresql":
                    connection.execute(text(f"SET LOCAL statement_timeout = {ILIKE_SECONDS * 1000}"))
                return connection.execute(text(query), {"word": f"%{name}%"}).scalar()

        try:
            rows.append((name, str(measure(ask, 1))))
        except DBAPIError:
            rows.append((name, f"more than {ILIKE_SECONDS * 1000}"))
    _print(("ILIKE, count", "ms"), rows)


_SIZES = {
    "postgresql": (
        "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relname IN "
        "('listing_search', 'listing_words', 'listing_body', 'ix_listing_search_tokens_open', "
        "'ix_listing_search_tokens_removed')"
    ),
    "sqlite": "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE 'listing%' GROUP BY name",
}


def _print_sizes(database: Database) -> None:
    if database.dialect in _SIZES:
        with database.engine.connect() as connection:
            try:
                found = connection.execute(text(_SIZES[database.dialect])).all()
            except DBAPIError:  # an SQLite without dbstat
                return
        _print(("on disk", "MB"), [(name, f"{size / 1e6:.0f}") for name, size in found])


def _print_writes(database: Database) -> None:
    """A new listing's rows, with the index and without, in a transaction that is taken back."""
    from benchmarks.filling import insert_rows
    from benchmarks.made_listings import paragraphs, rows, vacancies

    some = list(rows(vacancies(500), paragraphs()))
    taken = {}
    for indexed in (False, True):
        with database.engine.connect() as connection:
            begun = time.perf_counter()
            insert_rows(connection, database.dialect, some, indexed=indexed, beyond=10**9)
            taken[indexed] = (time.perf_counter() - begun) * 1000 / len(some)
            connection.rollback()
    _print(("a new listing", "ms"), [("without the index", f"{taken[False]:.2f}"), ("with it", f"{taken[True]:.2f}")])


def _print(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Aligned, at a pipe too."""
    widths = [max(len(row[n]) for row in [columns, *rows]) for n in range(len(columns))]
    for row in [columns, *rows]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo()
