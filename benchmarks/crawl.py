"""A crawl over HTTP on loopback, beside plain Scrapy without pipelines and beside a commit per listing."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from jobtracker.commands.table import print_table

SPAWN = multiprocessing.get_context("spawn")  # a process that has not the parent's memory
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True, frozen=True)
class Cost:
    """What one crawl cost."""

    listings: int
    seconds: float
    cpu: float
    megabytes: float

    def row(self) -> tuple[int, int, int, int]:
        return (
            self.listings,
            round(self.listings / self.seconds),
            round(1e6 * self.cpu / self.listings),
            round(self.megabytes),
        )


@click.command(short_help="Crawl made-up boards: all new, 5 % new, nothing new.")
@click.option("--boards", default=200, show_default=True)
@click.option("--listings", default=100, show_default=True, help="Of each board.")
@click.option("--database", "names", multiple=True, default=("sqlite", "postgresql"), show_default=True)
@click.option("--profile", is_flag=True, help="Say where the CPU of the last crawl goes.")
def main(boards: int, listings: int, names: tuple[str, ...], profile: bool) -> None:
    """Crawl made-up Greenhouse boards with texts of 4 KB: all new, 5 % new, nothing new."""
    from benchmarks.boards import empty_database

    rows: list[tuple[object, ...]] = []
    with sites(boards, listings) as (url, change):
        rows.append(("plain Scrapy, an item per listing, not stored", "-", *_apart(_plain, url, boards).row()))
        for name in names:
            with empty_database(name) as database:
                rows.append(("Job Tracker, all new", name, *_apart(_ours, url, boards, database, 0).row()))
                rows.append(("Job Tracker, nothing new", name, *_apart(_ours, url, boards, database, 1).row()))
                change()
                rows.append(("Job Tracker, 5 % new", name, *_apart(_ours, url, boards, database, 2).row()))
            with empty_database(name) as database:
                rows.append(("commit per listing, all new", name, *_apart(_naive, url, boards, database).row()))
                change()
                rows.append(("commit per listing, 5 % new", name, *_apart(_naive, url, boards, database).row()))
    columns = ("what", "database", "listings", "listings/s", "CPU ms per 1,000", "peak MB")
    click.echo("\t".join(columns), err=True)
    print_table(columns, rows, empty="")
    if profile:
        with sites(boards, listings) as (url, _), empty_database(names[0]) as database:
            for number, name in enumerate(("all new", "nothing new")):
                click.echo(f"\nwhere the CPU goes, {name}, {names[0]}:")
                print_table(("share, %", "in"), _apart(_profiled, url, boards, database, number), empty="")


@contextmanager
def sites(boards: int, listings: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """Serve the boards in a process of its own. Yields its URL, and what replaces 5 % of each board."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(theirs, boards, listings), daemon=True)
    process.start()
    url = ours.recv()

    def change() -> None:
        ours.send("change")
        ours.recv()

    try:
        yield url, change
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, count: int, listings: int) -> None:
    import threading

    from sample_sites import Server, Sites, made_up_boards

    boards = made_up_boards(count, listings, ats=("greenhouse",))
    server = Server(Sites(boards))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(server.url)
    while pipe.recv():
        for board in boards:
            board.close(*list(board.openings)[-listings // 20 :])
            board.open(listings // 20)
        pipe.send("done")


def _apart(measured: Callable[..., Any], *args: Any) -> Any:
    """Run it in a fresh process, for its own CPU and peak memory."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_answer, args=(theirs, measured, args))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        sys.exit(f"{measured.__name__} failed")
    finally:
        process.join()


def _answer(pipe: Connection, measured: Callable[..., Any], args: tuple[Any, ...]) -> None:
    pipe.send(measured(*args))


def _cost(listings: int, began: float, cpu: float) -> Cost:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Cost(listings, time.perf_counter() - began, time.process_time() - cpu, peak)


def _ours(url: str, boards: int, database: str, number: int) -> Cost:
    run, seen = _prepare_ours(url, boards, database, number)
    began, cpu = time.perf_counter(), time.process_time()
    run()
    return _cost(sum(seen), began, cpu)


def _prepare_ours(url: str, boards: int, database: str, number: int) -> tuple[Callable[[], None], list[int]]:
    from crawler import local
    from crawler.loader import RegistryLoader
    from jobtracker.db import Database
    from sample_sites.ways import detour_settings

    with TemporaryDirectory() as folder:
        rows = "".join(f"made-up-{n:04},Made up {n},made-up-{n}\n" for n in range(boards))
        Path(folder, "greenhouse.csv").write_text("slug,name,token\n" + rows)
        settings = local.scrapy_settings(detour_settings(url) | {"COMPANIES": folder})
        loader = RegistryLoader.from_settings(settings)
        companies = local.choose(loader, [], settings)
    seen: list[int] = []

    def run() -> None:
        local.crawl(
            Database(database),
            loader,
            companies,
            settings,
            clock=lambda: START + dt.timedelta(hours=number),
            on_report=lambda report: seen.append(report.seen),
        )

    return run, seen


def _profiled(url: str, boards: int, database: str, number: int) -> list[tuple[float, str]]:
    import cProfile
    import pstats
    from collections import Counter

    run, _ = _prepare_ours(url, boards, database, number)
    profile = cProfile.Profile()
    profile.runcall(run)
    shares: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if name != "<method 'poll' of 'select.epoll' objects>":
            parts = Path(file).parts
            at = next((i for i, part in enumerate(parts) if part == "site-packages"), None)
            ours = next((i for i, part in enumerate(parts) if part in ("jobtracker", "crawler", "sample_sites")), None)
            where = parts[at + 1] if at else "/".join(parts[ours:]) if ours else "Python itself"
            shares[where] += own
    whole = sum(shares.values())
    return [(round(100 * own / whole, 1), where) for where, own in shares.most_common(14)]


def _plain(url: str, boards: int) -> Cost:
    return _scrapy(url, boards, {})


def _naive(url: str, boards: int, database: str) -> Cost:
    return _scrapy(url, boards, {"ITEM_PIPELINES": {f"{__name__}.CommitPerListing": 1}, "DATABASE": database})


def _scrapy(url: str, boards: int, settings: dict[str, Any]) -> Cost:
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    class Plain(Spider):
        name = "plain"
        count = 0

        async def start(self) -> AsyncIterator[Any]:
            for number in range(boards):
                yield Request(f"{url}/boards-api.greenhouse.io/v1/boards/made-up-{number}/jobs?content=true")

        def parse(self, response: Any) -> Iterator[Any]:
            for listing in response.json()["jobs"]:
                Plain.count += 1
                yield {"company": response.url, "id": listing["id"], "title": listing["title"],
                       "text": listing["content"], "place": listing["location"]["name"]}  # fmt: skip

    process = CrawlerProcess({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "CONCURRENT_REQUESTS": 16,
                              "REMOTE_CONTROL_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
                              "DOWNLOAD_DELAY": 0, **settings})  # fmt: skip
    process.crawl(Plain)
    began, cpu = time.perf_counter(), time.process_time()
    process.start()
    return _cost(Plain.count, began, cpu)


class CommitPerListing:
    """What a first pipeline looks like: look the listing up, add it or note that it was seen, commit."""

    def __init__(self, url: str) -> None:
        from jobtracker.db import Database

        self._database = Database(url)

    @classmethod
    def from_crawler(cls, crawler: Any) -> CommitPerListing:
        return cls(crawler.settings["DATABASE"])

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self._database.write(_store, item)
        return item


def _store(session: Any, item: dict[str, Any]) -> None:
    from sqlalchemy import select

    from jobtracker.document import Document
    from jobtracker.listing import Facts
    from jobtracker.models import ListingBody, ListingRow, Vacancy
    from jobtracker.models.search import OPEN
    from jobtracker.store.indexing import Entry, index

    now = dt.datetime.now(dt.UTC)
    company = _company(session, item["company"])
    id_ = str(item["id"])
    row = session.scalar(select(ListingRow).where(ListingRow.company_id == company, ListingRow.external_id == id_))
    if row is not None:
        row.seen_at = now
        return
    vacancy = Vacancy(company_id=company, first_seen_at=now, appeared_at=now)
    session.add(vacancy)
    session.flush()
    row = ListingRow(
        company_id=company, vacancy_id=vacancy.id, external_id=id_, status="open", first_seen_at=now, seen_at=now,
        hash="", version="", title_key="", places_key=item["place"], url="", title=item["title"], places=[],
        work_from={}, employment_types=[], pay=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(ListingBody(listing_id=row.id, html=item["text"], text=item["text"]))
    tokens = " ".join({f"w_{word.lower()}" for word in item["text"].split() if word.isalnum()})
    entry = Entry(
        listing_id=row.id, vacancy_id=vacancy.id, company_id=company, state=OPEN, joined="", first_seen_at=now,
        facts=Facts(title=item["title"]), document=Document(tokens),
    )  # fmt: skip
    index(session, [entry], fresh=True)


def _company(session: Any, url: str) -> int:
    from sqlalchemy import select

    from jobtracker.models import CompanyRow

    slug = url.rpartition("/boards/")[2].partition("/")[0]
    id_ = session.scalar(select(CompanyRow.id).where(CompanyRow.slug == slug))
    if id_ is None:
        row = CompanyRow(slug=slug, name=slug, ats="greenhouse", params={})
        session.add(row)
        session.flush()
        id_ = row.id
    return int(id_)
