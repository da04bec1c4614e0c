"""New listings matched with up to a million trackers in memory, beside a LIKE a tracker and `tsv @@ query`.

Both are made, as made_trackers describes them: a selective set, of whose trackers one fits a listing in ten thousand,
and a broad one, of which one in a hundred does.

Each row is a process of its own, and each time that its listings are matched a fork of it, so that none finds what
another has left in memory. MB is what it has grown by when the index is made and the listings are matched; the queries
are made before they are put in, and that is not counted. The time of a listing is that of finding all groups that it
fits and going through the trackers of each. Times of the index are CPU of its process, which other work on the machine
changes least; those of PostgreSQL, which works in a process of its own, are by the clock.
"""

from __future__ import annotations

import gc
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

import click
from sqlalchemy import Engine, create_engine, text

from benchmarks.made_listings import NOW
from benchmarks.made_trackers import Asked, Made
from benchmarks.own_postgresql import serving
from jobtracker.commands.table import print_table
from jobtracker.filters import Filters, node
from jobtracker.matching import Listed
from jobtracker.query import All, Node, Word, all_of
from jobtracker.required_terms import Frequencies
from jobtracker.tracker_index import TrackerIndex

T = TypeVar("T")
FORK = multiprocessing.get_context("fork")
SAMPLE: Final = 1_000
"""Listings from which the index knows what is rare."""
BATCH: Final = 5_000
LIKES, PAIRS = 20, 500_000
COLUMNS = (
    "trackers", "number", "searches", "made: CPU s", "us each", "MB", "listings", "CPU ms each", "p95", "s for all",
    "times the time", "fit a listing",
)  # fmt: skip


@click.command(short_help="Match new listings with up to a million trackers.")
@click.option("--listings", default=10_000, show_default=True)
@click.option("--sets", default="selective,broad", show_default=True)
@click.option("--trackers", default="1000,100000,1000000", show_default=True, help="How many, in each set.")
@click.option("--most", default=60.0, show_default=True, help="Seconds of a row; then the rest is left out.")
@click.option("--times", default=1, show_default=True, help="That listings are matched; the least CPU counts.")
@click.option("--postgresql/--no-postgresql", default=True, show_default=True, help="LIKE and tsquery, sampled.")
def main(listings: int, sets: str, trackers: str, most: float, times: int, *, postgresql: bool) -> None:
    """Match made new listings with trackers in memory: a selective and a broad set of them, as the module says."""
    made = Made()
    new, seen = list(made.listings(listings, 1)), list(made.listings(SAMPLE, 2))
    often = Frequencies(each.document.tokens for each in seen)
    rows: list[tuple[Any, ...]] = []
    for kind in sets.split(","):
        before: tuple[int, float] | None = None
        for number in map(int, trackers.split(",")):
            row = _in_fork(_measured, getattr(made, kind), number, often, new, most, times)
            grown = f"{row.mean / before[1]:.1f} ({number / before[0]:g} x)" if before else ""
            before = (number, row.mean)
            of_it = (round(row.mean, 2), round(row.p95, 2), round(row.mean * listings / 1000, 1), grown, row.fit)
            each = round(1_000_000 * row.made / number)
            rows.append((kind, number, row.groups, round(row.made, 1), each, row.mb, row.listings, *of_it))
            click.echo(f"{kind}, {number:,} trackers: {row.mean:.2f} ms CPU a listing, {row.mb} MB", err=True)
    print_table(COLUMNS, rows, empty="")
    if postgresql:
        columns = ("in PostgreSQL", "ms by the clock", "s for all with 1,000,000")
        print_table(columns, _in_postgresql(made, new), empty="")


@dataclass(slots=True, frozen=True)
class Row:
    """What was measured of one set."""

    groups: int
    made: float
    mb: int
    listings: int
    mean: float
    p95: float
    fit: float


def _in_fork(work: Callable[..., T], *arguments: Any) -> T:
    """What it returns; what it is given need not be copied."""
    ours, its = FORK.Pipe(duplex=False)
    process = FORK.Process(target=lambda: its.send(work(*arguments)))
    process.start()
    its.close()
    found: T = ours.recv()
    process.join()
    return found


def _measured(
    kind: Callable[[int], Iterator[Asked]],
    number: int,
    often: Frequencies,
    new: list[Listed],
    most: float,
    times: int,
) -> Row:
    gc.collect()
    gc.freeze()
    index, before, taken = TrackerIndex(often), _resident(), 0.0
    some: list[tuple[int, Node | None, Filters]] = []
    for id_, asked in enumerate(kind(number), 1):
        some.append((id_, asked.query, asked.filters))
        if len(some) == BATCH or id_ == number:
            begun = time.process_time()
            for each in some:
                index.put(each[0], NOW, *each[1:])
            taken += time.process_time() - begun
            some.clear()
    gc.collect()
    tries = [_in_fork(_matched, index, new, most) for _ in range(times)]
    took, fit, _ = min(tries, key=lambda one: statistics.mean(one[0]))
    grown = max(resident for _, _, resident in tries) - before
    p95 = took[int(0.95 * len(took))]
    return Row(index.searches, taken, round(grown / 1e6), len(took), statistics.mean(took), p95, round(fit, 1))


def _matched(index: TrackerIndex, new: list[Listed], most: float) -> tuple[list[float], float, int]:
    """CPU of each, in ms, in order; how many trackers one listing fits; memory at the end."""
    gc.freeze()
    times, fit, begun = [], 0, time.process_time()
    for listed in new:
        start = time.process_time()
        fit += sum(1 for group in index.fitting(listed, NOW) for _ in index.followers(group))
        times.append(1000 * (time.process_time() - start))
        if time.process_time() - begun > most:
            break
    return sorted(times), fit / len(times), _resident()


def _resident() -> int:
    """Bytes of memory of its own that this process takes. Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))


def _in_postgresql(made: Made, new: list[Listed]) -> Iterator[tuple[str, float, float]]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        with serving(Path(folder)) as url:
            engine = create_engine(url)
            _fill(engine, new)
            asked = [each for each in made.selective(2_000) if each.words and not each.filters.where]
            likes = [_timed(engine, *_like(each)) for each in asked[:LIKES]]
            yield "ILIKE, a tracker", round(statistics.mean(likes), 1), round(1000 * statistics.mean(likes))
            some = asked[: max(1, PAIRS // len(new))]
            pair = _pairs(engine, some) / (len(some) * len(new))
            yield "tsv @@ query, a pair", round(pair, 5), round(1000 * pair * len(new))
            engine.dispose()


def _fill(engine: Engine, new: list[Listed]) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE made (id int, words text, tokens tsvector)"))
        connection.execute(text("CREATE TABLE asked (query tsquery)"))
        rows = [{"id": each.listing_id, "w": each.document.words, "t": each.document.tokens} for each in new]
        insert = "INSERT INTO made VALUES (:id, :w, array_to_tsvector(string_to_array(:t, ' ')))"
        connection.execute(text(insert), rows)


def _like(asked: Asked) -> tuple[str, dict[str, str]]:
    its = {f"w{number}": f"%{word}%" for number, word in enumerate(asked.words)}
    return "SELECT count(*) FROM made WHERE " + " AND ".join(f"words ILIKE :{name}" for name in its), its


def _pairs(engine: Engine, asked: list[Asked]) -> float:
    """How many ms of them take with all listings, each compared with each."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO asked VALUES (CAST(:q AS tsquery))"), [{"q": _query(a)} for a in asked])
    return _timed(engine, "SELECT count(*) FROM asked, made WHERE tokens @@ query", {})


def _query(asked: Asked) -> str:
    nodes = [each for each in (asked.query, node(asked.filters, {})) if each]
    whole = all_of(nodes)
    parts = whole.nodes if isinstance(whole, All) else (whole,)
    words = (each for each in parts if isinstance(each, Word))
    return " & ".join(f"({'|'.join(token + ':*' * each.prefix for token in each.tokens)})" for each in words)


def _timed(engine: Engine, statement: str, values: dict[str, str]) -> float:
    with engine.connect() as connection:
        begun = time.perf_counter()
        connection.execute(text(statement), values).all()
        return 1000 * (time.perf_counter() - begun)
