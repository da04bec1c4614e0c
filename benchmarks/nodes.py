"""Scrapyd nodes, scheduled by scrapydweb, before thousands of sample companies: each once a round, and rightly."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import func, select, update

from benchmarks.boards import empty_database
from benchmarks.crawl import SPAWN
from crawler.loader import adapters
from jobtracker.commands.table import print_table
from jobtracker.db import Database, open_database
from jobtracker.fleet import nodes as fleet_nodes
from jobtracker.fleet.redis import connect
from jobtracker.models import CompanyRow, ListingRow, RunRow
from sample_sites import SYSTEMS, Server, Sites, World, write_registry
from services import ports, scrapyd, scrapydweb, sites, valkey
from services.asking import local_session
from services.service import Service

LISTED = [ats for ats in SYSTEMS if not adapters()[ats].switched_off]
START = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
COLUMNS = ("round", "nodes", "companies", "runs each", "differences", "held", "s", "companies/min", "requests", "CPU s")
PATIENCE = 3600.0
SHOWN = 10
"""Differences that are named."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Stage:
    """A database, a queue, scrapyd nodes and a scrapydweb that schedules them."""

    database: Database
    redis_url: str
    panel: scrapydweb.Panel
    sites: Connection
    cpu: dict[int, float] = field(default_factory=dict)
    """Seconds that each fleet's process has used so far, by pid."""

    def schedule(self, count: int) -> None:
        """Start the fleet on the first nodes through scrapydweb's API."""
        with local_session(scrapydweb.USER, self.panel.password) as session:
            for number in range(1, count + 1):
                url = f"{self.panel.url}/{number}/api/start/{scrapyd.PROJECT}/fleet/"
                answer = session.get(url, timeout=60)
                answer.raise_for_status()
                if answer.json().get("status") != "ok":
                    raise click.ClickException(f"scrapydweb did not start the fleet: {answer.text[:300]}")

    def wait(self, count: int, since: int) -> float:
        """Wait until so many companies have a run later than `since`, and the fleets are done; seconds from now."""
        began, done = time.monotonic(), 0
        visited = select(func.count(RunRow.company_id.distinct())).where(
            RunRow.id > since, RunRow.finished_at.is_not(None)
        )
        with connect(self.redis_url) as client, click.progressbar(length=count, file=sys.stderr) as bar:
            while done < count or any(node.state == "crawling" for node in fleet_nodes.known(client)):
                if time.monotonic() - began > PATIENCE:
                    raise click.ClickException(f"{done} of {count} companies after {PATIENCE:.0f} s")
                self._measure([node.pid for node in fleet_nodes.known(client)])
                time.sleep(0.5)
                now = self.database.read(lambda s: s.execute(visited).scalar_one())
                bar.update(now - done)
                done = now
        return time.monotonic() - began

    def _measure(self, pids: Sequence[int]) -> None:
        for pid in pids:
            try:
                used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            self.cpu[pid] = (int(used[11]) + int(used[12])) / TICKS

    def ask(self, what: str) -> object:
        self.sites.send(what)
        return self.sites.recv()


@click.command(short_help="Two scrapyd nodes through scrapydweb, 2,000 companies.")
@click.option("--companies", default=2000, show_default=True)
@click.option("--nodes", "counts", multiple=True, type=int, default=(1, 2), show_default=True)
@click.option("--rounds", default=2, show_default=True, help="A simulated day lies between two.")
@click.option("--database", "kind", default="postgresql", show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(companies: int, counts: tuple[int, ...], rounds: int, kind: str, seed: int) -> None:
    """Crawl a world of companies by scrapyd nodes that scrapydweb starts. Hosts have no rates here: see `bench rates`.

    "differences": listings that are open in SQL and not on their board, or the other way round; those whose loss waits
    for a second run ("held") are not counted as open. "runs each" should be 1.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    rows, wrong = [], 0
    for count in counts:
        with stage(companies, count, kind, seed) as its:
            for number in range(1, rounds + 1):
                row = one_round(its, number, count, companies)
                wrong += row[3] != "1" or bool(row[4])
                rows.append(row)
                click.echo(row, err=True)
    print_table(COLUMNS, rows, empty="")
    sys.exit(min(wrong, 1))


def one_round(its: Stage, number: int, count: int, companies: int) -> tuple[object, ...]:
    if number > 1:
        its.ask("a day later")
        its.database.write(lambda s: s.execute(update(CompanyRow).values(due_at=dt.datetime.now(dt.UTC))))
    before = its.database.read(lambda s: s.execute(select(func.max(RunRow.id))).scalar_one()) or 0
    requests = int(str(its.ask("requests")))
    its.cpu.clear()
    its.schedule(count)
    seconds = its.wait(companies, before)
    runs = Counter(
        its.database.read(lambda s: s.execute(select(RunRow.company_id).where(RunRow.id > before)).scalars().all())
    )
    each = sorted(set(runs.values())) if len(runs) == companies else [0, *sorted(set(runs.values()))]
    differences, held = compare(its)
    asked = int(str(its.ask("requests"))) - requests
    return (
        number, count, len(runs), "-".join(map(str, each)), differences, held, round(seconds),
        round(60 * companies / seconds), asked, round(sum(its.cpu.values())),
    )  # fmt: skip


def compare(its: Stage) -> tuple[int, int]:
    """Listings that differ from the truth, and those whose loss is held."""
    query = (
        select(CompanyRow.slug, ListingRow.external_id, ListingRow.missing_since)
        .join(ListingRow, CompanyRow.id == ListingRow.company_id)
        .where(ListingRow.status == "open")
    )
    rows = its.database.read(lambda s: s.execute(query).all())
    shown = {(slug, id_) for slug, id_, missing in rows if missing is None}
    truth = its.ask("truth")
    assert isinstance(truth, dict)
    open_ = {(slug, id_) for slug, ids in truth.items() for id_ in ids}
    for slug, id_ in sorted(shown ^ open_)[:SHOWN]:
        click.echo(f"{slug} {id_}: {'shown, not on its board' if (slug, id_) in shown else 'on its board, not shown'}")
    return len(shown ^ open_), sum(missing is not None for _, _, missing in rows)


@contextmanager
def stage(companies: int, count: int, kind: str, seed: int) -> Iterator[Stage]:
    with ExitStack() as held:
        folder = Path(held.enter_context(TemporaryDirectory(prefix="jobtracker-nodes-")))
        pipe, sites_url = held.enter_context(serving(companies, seed, folder / "companies"))
        database_url = held.enter_context(empty_database(kind))
        names = [f"scrapyd-{number}" for number in range(1, count + 1)]
        port = ports.choose(["valkey", *names, "scrapydweb"], {})
        redis_url = valkey.prepare(port["valkey"], folder / "valkey")
        env = os.environ | {
            "JOBTRACKER_DATABASE_URL": database_url,
            "JOBTRACKER_REDIS_URL": redis_url,
            "JOBTRACKER_REGISTRY": str(folder / "companies"),
            "JOBTRACKER_SAMPLE_SITES": sites_url,
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        subprocess.run([sys.executable, "-m", "services.registry"], env=env, check=True, stdout=subprocess.DEVNULL)
        own = [scrapyd.prepare(n, port[n], folder / n, settings=sites.SETTINGS) for n in names]
        panel = scrapydweb.prepare(port["scrapydweb"], folder / "scrapydweb", [node.address for node in own])
        services = [valkey.service(redis_url, folder / "valkey", env)]
        services += [scrapyd.service(node, env, name=node.name) for node in own]
        services += [scrapydweb.service(panel, env)]
        for service in services:
            held.enter_context(started(service))
        yield Stage(open_database(database_url), redis_url, panel, pipe)


@contextmanager
def started(service: Service) -> Iterator[None]:
    """A service, ready, in a process group of its own that ends with this."""
    with (service.folder / "output.log").open("w") as log:
        process = subprocess.Popen(
            service.command, cwd=service.folder, env=service.env, stdout=log, stderr=log, start_new_session=True
        )
    try:
        give_up = time.monotonic() + 120
        while not service.is_healthy():
            if process.poll() is not None or time.monotonic() > give_up:
                raise click.ClickException(f"{service.name}: {(service.folder / 'output.log').read_text()[-2000:]}")
            time.sleep(0.1)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def serving(companies: int, seed: int, registry: Path) -> Iterator[tuple[Connection, str]]:
    """The world in a process of its own: what it is asked by, and its URL."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(theirs, companies, seed, registry), daemon=True)
    process.start()
    try:
        yield ours, ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, companies: int, seed: int, registry: Path) -> None:
    now = START
    world = World(seed, companies, START, ats=LISTED)
    world.clock = lambda: now
    write_registry(world.boards.values(), registry)
    server = Server(Sites(world.boards.values(), seed=seed))
    with server:
        pipe.send(server.url)
        while True:
            what = pipe.recv()
            if what == "a day later":
                now += dt.timedelta(days=1)
            answers: Mapping[str, object] = {
                "truth": world.truth() if what == "truth" else None,
                "requests": sum(server.requests.counts().values()),
                "a day later": None,
            }
            pipe.send(answers[what])


if __name__ == "__main__":
    main()
