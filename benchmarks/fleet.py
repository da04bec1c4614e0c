"""A fleet before thousands of companies of which nothing is new, beside stock scrapy-redis."""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import orjson
from redis import Redis
from sqlalchemy import insert, literal, select, true, update
from sqlalchemy.orm import Session

from benchmarks.boards import empty_database
from benchmarks.crawl import SPAWN
from crawler.recordings import Answer
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.fleet.redis import connect
from jobtracker.models import Base
from sample_sites import Board, MadeUpBoard, Server, Sites
from sample_sites.asked import Asked
from tests.crawler.nodes import Fleet, fleet
from tests.own_valkey import own_valkey

ATS = "greenhouse"
COLUMNS = ("what", "companies", "companies/min", "CPU ms each", "peak MB of a node", "Redis MB")
_company, _listing = Base.metadata.tables["company"], Base.metadata.tables["listing"]


class Twin(Board):
    """A board that shows what another shows, under its own address."""

    def __init__(self, number: int, board: MadeUpBoard) -> None:
        self.slug, self.ats = f"twin-{number}", ATS
        self.roots = (board.roots[0].replace(board.slug, self.slug),)
        self._board = board

    def answer(self, asked: Asked) -> Answer:
        return self._board.answer(Asked(asked.method, asked.url.replace(self.slug, self._board.slug), asked.body))


@dataclass(slots=True, frozen=True)
class Cost:
    """What some processes cost together, from their start to their end."""

    seconds: float
    cpu: float
    megabytes: int
    """Of the largest."""


@click.command(short_help="Thousands of companies, nothing new, on one node and two.")
@click.option("--companies", default=10_000, show_default=True)
@click.option("--listings", default=50, show_default=True, help="Of each board.")
@click.option("--text", default=100, show_default=True, help="Characters of each one's text.")
@click.option("--database", "kind", default="postgresql", show_default=True)
def main(companies: int, listings: int, text: int, kind: str) -> None:
    """Crawl boards of which nothing is new by one node, by two, and by stock scrapy-redis.

    Each company has a host of its own, without a rate: what is measured is the fleet, not its politeness.
    """
    rows = []
    with (
        sites(companies, listings, text) as url,
        own_valkey() as valkey,
        empty_database(kind) as database_url,
        TemporaryDirectory() as folder,
        fleet(database_url, valkey.url, url, Path(folder), lease=30.0) as ours,
    ):
        client = connect(valkey.url)
        base = client.info("memory")["used_memory"]
        click.echo(f"{companies} companies of {listings} listings: filling the database", err=True)
        fill(ours, companies)
        for count in (1, 2):
            make_due(ours.database)
            client.config_resetstat()
            with peak(client) as most:
                cost = crawl(ours, count)
            done = ours.done() - 1 - (count - 1) * companies
            rows.append((f"fleet, nodes: {count}", *row(done, cost, most[0] - base)))
            click.echo(rows[-1], err=True)
        client.flushall()
        for number in range(companies):
            client.rpush("stock:start_urls", orjson.dumps({"url": f"{url}/{root(number)}?content=true"}))
        with peak(client) as most:
            done, cost = stock(ours, companies)
        rows.append(("stock scrapy-redis, nothing stored", *row(done, cost, most[0] - base)))
    print_table(COLUMNS, rows, empty="")


def row(done: int, cost: Cost, redis: int) -> tuple[object, ...]:
    each = round(1000 * cost.cpu / max(done, 1), 1)
    return done, round(60 * done / cost.seconds), each, cost.megabytes, round(redis / 1e6, 1)


def root(number: int) -> str:
    return f"boards-api.greenhouse.io/v1/boards/twin-{number}/jobs"


@contextmanager
def sites(companies: int, listings: int, text: int) -> Iterator[str]:
    """Serve the boards in a process of its own. Yields its URL."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(theirs, companies, listings, text), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, companies: int, listings: int, text: int) -> None:
    board = MadeUpBoard("one", ATS, listings, text=text)
    server = Server(Sites(Twin(number, board) for number in range(companies)))
    pipe.send(server.url)
    server.serve_forever()


def fill(ours: Fleet, companies: int) -> None:
    """Read one company, and copy what is stored of it for all others: their boards are the same."""
    ours.add([Company(f"twin-{n}", f"Twin {n}", ATS, {"token": f"twin-{n}"}) for n in range(companies)])
    ours.run("n1", "-a", "company=twin-0")
    ours.database.write(_copy)


def _copy(session: Session) -> None:
    first = session.execute(select(_company).where(_company.c.slug == "twin-0")).one()
    kept = ("board_digest", "version", "open_count", "last_complete_at", "pace")
    session.execute(update(_company).values({name: getattr(first, name) for name in kept}))
    session.execute(update(_company).values(host=_company.c.slug))
    names = [c.name for c in _listing.columns if c.name not in ("id", "company_id", "vacancy_id")]
    theirs = (
        select(_company.c.id, literal(None), *(_listing.c[name] for name in names))
        .select_from(_company.join(_listing, true()))
        .where(_listing.c.company_id == first.id, _company.c.id != first.id)
    )
    session.execute(insert(_listing).from_select(["company_id", "vacancy_id", *names], theirs))


def make_due(database: Database) -> None:
    database.write(lambda s: s.execute(update(_company).values(due_at=dt.datetime.now(dt.UTC))))


def crawl(ours: Fleet, count: int) -> Cost:
    began = time.monotonic()
    nodes = [ours.start(f"n{number}") for number in range(count)]
    return ended([node.pid for node in nodes], began)


def ended(pids: list[int], began: float) -> Cost:
    """Wait for processes; what they cost."""
    used = [os.wait4(pid, 0)[2] for pid in pids]
    unit = 1 if sys.platform == "darwin" else 1024
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    return Cost(time.monotonic() - began, cpu, max(each.ru_maxrss for each in used) * unit // 10**6)


@contextmanager
def peak(client: Redis) -> Iterator[list[int]]:
    """The most memory that Redis has while this lasts, in bytes."""
    most, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            memory: Any = client.info("memory")
            most[0] = max(most[0], memory["used_memory"])

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


STOCK = """
import json, sys
from scrapy.crawler import CrawlerProcess
from scrapy_redis.spiders import RedisSpider

class Stock(RedisSpider):
    name = "stock"

    async def start(self):  # scrapy-redis' own start_requests() is not called any more
        for request in self.next_requests():
            yield request

    def parse(self, response):
        for job in response.json()["jobs"]:
            yield {"id": job["id"], "title": job["title"], "place": job["location"]["name"], "text": job["content"]}
        if self.crawler.stats.get_value("response_received_count") >= int(sys.argv[2]):
            self.crawler.engine.close_spider(self, "all read")

process = CrawlerProcess({
    "REDIS_URL": sys.argv[1], "SCHEDULER": "scrapy_redis.scheduler.Scheduler",
    "DUPEFILTER_CLASS": "scrapy_redis.dupefilter.RFPDupeFilter", "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0, "LOG_LEVEL": "ERROR",
})
process.crawl(Stock)
process.start()
"""


def stock(ours: Fleet, companies: int) -> tuple[int, Cost]:
    """scrapy-redis as its documentation has it: its spider, its scheduler, an item per listing."""
    began = time.monotonic()
    script = ours.folder / "stock.py"
    script.write_text(STOCK)
    pid = os.posix_spawn(sys.executable, [sys.executable, str(script), ours.redis_url, str(companies)], os.environ)
    return companies, ended([pid], began)


if __name__ == "__main__":
    main()
