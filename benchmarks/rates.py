"""How often hosts are asked, seen from their side, by one node and by several; what a slow host costs the others."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from crawler.loader import adapters
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from sample_sites import MadeUpBoard, Server, Sites
from sample_sites.ways import detour_settings

SPAWN = multiprocessing.get_context("spawn")
CRAWL_DELAY = 1
"""Seconds; what the robots.txt of Ashby asks for here."""
SLOW = 10.0
"""Seconds that the slow host takes to answer."""
Log = dict[str, list[tuple[float, str]]]
"""Host -> when it was asked for which path."""


def watched(boards: Sequence[MadeUpBoard], closed: set[str], slow: float) -> Sites:
    """Lever answers late if told to; Ashby asks for a delay; Greenhouse closes some boards."""
    sites = Sites(boards)
    lines = [f"Disallow: /v1/boards/{slug}/" for slug in sorted(closed)]
    sites.set_robots("boards-api.greenhouse.io", "\n".join(["User-agent: *", *lines]))
    sites.set_robots("api.ashbyhq.com", f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n")
    if slow and any(board.ats == "lever" for board in boards):
        sites.fault("host:api.lever.co", "slow", seconds=slow)
    return sites


@click.command(short_help="Requests per host per second; a slow host beside fast ones.")
@click.option("--seconds", default=20, show_default=True, help="So long every host has something to be asked.")
@click.option("--nodes", "counts", multiple=True, type=int, default=(1, 3), show_default=True)
@click.option("--slow", default=8, show_default=True, help="Companies of the slow host.")
def main(seconds: int, counts: tuple[int, ...], slow: int) -> None:
    """Crawl sample sites over HTTP by nodes that share a Valkey, at the rates that the adapters declare."""
    rows = [row for nodes in counts for row in _rates(nodes, seconds)]
    columns = ("nodes", "host", "declared/s", "requests", "in s", "a second", "most in any second", "shortest gap, ms")
    print_table(columns, rows, empty="")
    rows = [row for nodes in counts for row in _beside(nodes, seconds, slow)]
    print_table(("nodes", f"companies that take {SLOW:g} s", "fast requests", "in s", "all done in s"), rows, empty="")


def _rates(nodes: int, seconds: int) -> Iterator[tuple[object, ...]]:
    """As many companies of each host as its rate allows in that time; of Greenhouse, some more that are closed."""
    kinds = adapters()
    boards = [board for ats in ("greenhouse", "lever", "ashby") for board in _boards(ats, seconds * kinds[ats].rate)]
    boards += _boards("personio", seconds)  # a robots.txt for each board
    boards += (closed := _boards("greenhouse", 5, "closed"))
    log, _ = _crawl(nodes, boards, {board.slug for board in closed}, 0.0)
    for ats in ("greenhouse", "lever", "ashby", "personio"):
        kind = kinds[ats]
        home = kind.host_of({"token": "any"})
        moments = sorted(at for host, asked in log.items() if kind.rate_host(host) == home for at, _ in asked)
        declared = min(kind.rate, 1 / CRAWL_DELAY) if ats == "ashby" else kind.rate
        yield (nodes, home, declared, *_judge(moments))
    fetched = sum(f"/{b.slug}/" in path for b in closed for _, path in log["boards-api.greenhouse.io"])
    click.echo(f"{nodes} at work: {fetched} requests to the {len(closed)} boards that robots.txt closes")


def _judge(moments: list[float]) -> tuple[object, ...]:
    most = max(sum(begin <= at < begin + 1 for at in moments) for begin in moments)
    took = moments[-1] - moments[0]
    gap = min(after - before for before, after in pairwise(moments))
    return len(moments), round(took, 1), round((len(moments) - 1) / took, 2), most, round(gap * 1000)


def _beside(nodes: int, seconds: int, slow: int) -> Iterator[tuple[object, ...]]:
    fast = _boards("greenhouse", seconds * adapters()["greenhouse"].rate)
    for count in (0, slow):
        log, took = _crawl(nodes, [*fast, *_boards("lever", count)], set(), SLOW)
        moments = [at for at, path in log["boards-api.greenhouse.io"] if path != "/robots.txt"]
        yield nodes, count, len(moments), round(max(moments) - min(moments), 1), round(took, 1)


def _boards(ats: str, count: float, name: str = "board") -> list[MadeUpBoard]:
    return [MadeUpBoard(f"{ats}-{name}-{n}", ats, 2, text=200) for n in range(int(count))]


def _crawl(nodes: int, boards: list[MadeUpBoard], closed: set[str], slow: float) -> tuple[Log, float]:
    """Crawl the boards once, by nodes of a fleet. What the hosts saw, and how long it took."""
    from tests.crawler.nodes import fleet
    from tests.own_valkey import own_valkey

    with (
        _serving(boards, closed, slow) as (url, read_log),
        own_valkey() as valkey,
        TemporaryDirectory() as folder,
        fleet(f"sqlite:///{folder}/rates.db", valkey.url, url, Path(folder, "logs"), lease=30.0) as ours,
    ):
        ours.settings = detour_settings(url, polite=True)
        ours.add([Company(b.slug, b.slug, b.ats, adapters()[b.ats].recognise(b.careers_url) or {}) for b in boards])
        began = time.monotonic()
        for node in [ours.start(f"n{number}") for number in range(nodes)]:
            node.wait()
        return read_log(), time.monotonic() - began


@contextmanager
def _serving(boards: list[MadeUpBoard], closed: set[str], slow: float) -> Iterator[tuple[str, Callable[[], Log]]]:
    """Serve in a process of its own. Yields its URL, and what reads its log."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(theirs, [(b.slug, b.ats) for b in boards], closed, slow), daemon=True)
    process.start()
    url = ours.recv()

    def read_log() -> Log:
        ours.send("log")
        log: Log = ours.recv()
        return log

    try:
        yield url, read_log
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, boards: list[tuple[str, str]], closed: set[str], slow: float) -> None:
    sites = watched([MadeUpBoard(slug, ats, 2, text=200) for slug, ats in boards], closed, slow)
    with Server(sites) as server:
        pipe.send(server.url)
        while pipe.recv():
            pipe.send({host: server.requests.of(host) for host in server.requests.counts()})
