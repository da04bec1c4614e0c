"""The command, and how everything is set to work, hurt, and let settle."""

from __future__ import annotations

import datetime as dt
import heapq
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import click
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import update
from sqlalchemy.orm import Session

from benchmarks.killing import boards, history, report
from benchmarks.killing.checks import Blow
from benchmarks.killing.plan import KILL, POSTGRESQL, STOP, VALKEY, Misfortune, plan
from benchmarks.killing.processes import Brood, Nodes, Program, brood, forget, own_postgresql, own_valkey
from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.fleet.redis import connect
from jobtracker.models import CompanyRow
from jobtracker.store import companies as store
from jobtracker.tasks.due import due
from jobtracker.tasks.sweep import sweep
from sample_sites.ways import detour_settings

INTERVAL = 30
"""Seconds between two visits of a company."""
TASKS_EVERY = 5.0
"""Seconds; cron's minute would only make the nodes do more of it themselves."""
SETTLE = 600.0
"""Seconds in which every company must be read once more when all is well again."""
CALM = 180.0
"""Seconds in which the nodes must end, when nothing is due any more."""
TICK = 0.1
START_SECONDS = 60


@dataclass(slots=True)
class Scene:
    """All that is at work."""

    sample: boards.Sample
    database: Database
    redis: Redis
    valkey: Program
    postgresql: Program | None
    nodes: Nodes
    chance: random.Random
    began: float = field(default_factory=time.monotonic)
    blows: list[Blow] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    _later: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def at(self, when: float, do: Callable[[], None]) -> None:
        """Have something done, so many seconds after the beginning."""
        heapq.heappush(self._later, (when, next(self._numbers), do))

    def live(self, until: Callable[[], bool], patience: float = 86_400) -> bool:
        """Let time pass until something is so. False if it was not after so many seconds."""
        give_up = time.monotonic() + patience
        while time.monotonic() < give_up:
            self._tick()
            with suppress(JobTrackerError, RedisError):  # a server may still be on its way up
                if until():
                    return True
            time.sleep(TICK)
        return False

    def _tick(self) -> None:
        while self._later and self._later[0][0] <= self.seconds():
            heapq.heappop(self._later)[2]()
        for program in (self.valkey, self.postgresql):
            if program:
                program.tend()
        self.nodes.tend()

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def is_calm(self) -> bool:
        """Nothing is planned any more."""
        return not self._later

    def strike(self, one: Misfortune) -> None:
        """Let it happen, to somebody who is at work; if nobody is, that is waited for."""
        hit = self._hurt(one) if one.kind in {KILL, STOP} else self._fell(one)
        if not hit:
            self.at(self.seconds() + 1, lambda: self.strike(one))
            return
        self.done[one.kind] += 1
        lasts = f", for {one.lasts:.0f} s" if one.lasts else ""
        self.tell(f"{one.kind} {hit}{lasts}{', its data lost' if one.forgets else ''}")

    def _fell(self, one: Misfortune) -> str:
        server = self.valkey if one.kind == VALKEY else self.postgresql
        if server is None or not server.is_running():
            return ""
        server.kill()
        if one.forgets:
            forget(server)
        self.at(self.seconds() + one.lasts, server.start)
        return "-9"

    def _hurt(self, one: Misfortune) -> str:
        names = self.nodes.at_work()
        if not names:
            return ""
        pid = self.chance.choice(sorted(names))
        self.blows.append(Blow(names[pid], time.time(), one.kind))
        if one.kind == KILL:
            self.nodes.kill(pid)
        else:
            self.nodes.stop(pid)
            self.at(self.seconds() + one.lasts, lambda: self.nodes.go_on(pid))
        return names[pid]

    def tell(self, what: str) -> None:
        so_far = ", ".join(f"{number} {kind}" for kind, number in sorted(self.done.items()))
        click.echo(f"{self.seconds():5.0f} s  {what}   ({so_far})", err=True)


def add_companies(scene: Scene) -> None:
    rows = [Company(b.slug, b.name, b.ats, b.params) for b in scene.sample.boards.values()]
    loader = RegistryLoader(Registry({row.slug: row for row in rows}), [], None)
    scene.database.write(store.sync, [*loader.seated(rows)], origin="given", now=dt.datetime.now(dt.UTC))
    scene.database.write(lambda session: session.execute(update(CompanyRow).values(interval=INTERVAL)))


def rest(session: Session) -> None:
    """Nothing is due for a day."""
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    soon = CompanyRow.due_at < tomorrow - dt.timedelta(hours=12)
    session.execute(update(CompanyRow).where(soon).values(due_at=tomorrow, interval=86_400))


@contextmanager
def tasks(scene: Scene) -> Iterator[None]:
    """Do `due` and `sweep` again and again, as cron and worker do."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(TASKS_EVERY):
            for task in (due, sweep):
                try:
                    task(scene.database, scene.redis, dt.datetime.now(dt.UTC))
                except (JobTrackerError, RedisError) as error:
                    click.echo(f"{scene.seconds():5.0f} s  {task.__name__}: {error}"[:150], err=True)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def scene(folder: Path, young: Brood, kind: str, names: Sequence[str], size: int, seed: int) -> Iterator[Scene]:
    """Start everything but the nodes."""
    valkey = own_valkey(young, folder / "valkey")
    postgresql = own_postgresql(young, folder / "postgresql") if kind == "postgresql" else None
    for program in filter(None, (valkey, postgresql)):
        program.start()
    url = postgresql.url if postgresql else f"sqlite:///{folder / 'killing.db'}"
    database, redis = Database(url), connect(valkey.url)
    wait_for(redis.ping)
    wait_for(database.upgrade)
    own = {"DATABASE_URL": url, "REDIS_URL": valkey.url, "REGISTRY": "none"}
    with boards.serving(seed, size) as sample:
        settings = detour_settings(sample.url, polite=True)
        nodes = Nodes(young, names, settings, {f"JOBTRACKER_{name}": value for name, value in own.items()}, folder)
        yield Scene(sample, database, redis, valkey, postgresql, nodes, random.Random(seed))
    database.close()


def wait_for(answers: Callable[[], object]) -> None:
    """Until it raises nothing."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            answers()
        except (JobTrackerError, RedisError):
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return


def play(scene: Scene, planned: Sequence[Misfortune]) -> float:
    """Let it all happen, and let it settle. Returns since when the boards stood still."""
    for one in planned:
        scene.at(one.at, partial(scene.strike, one))
    scene.live(scene.is_calm)
    frozen = scene.sample.freeze()
    since, size = dt.datetime.fromtimestamp(frozen, dt.UTC), len(scene.sample.boards)
    scene.tell("all is well again")
    scene.live(lambda: scene.database.read(history.completed_since, since) >= size, SETTLE)
    scene.tell("every company was read once more, or never will be")

    def is_over() -> bool:
        scene.database.write(rest)
        return not (scene.database.read(history.under_way) or history.held(scene.redis))

    scene.live(is_over, CALM)
    return frozen


@click.command(short_help="Kill nodes, Valkey and PostgreSQL at random moments.")
@click.option("--nodes", default=2, show_default=True)
@click.option("--companies", "size", default=250, show_default=True)
@click.option("--kills", default=20, show_default=True, help="kill -9 of a node.")
@click.option("--stops", default=20, show_default=True, help="SIGSTOP of a node, and SIGCONT 5 to 60 s later.")
@click.option("--valkey", default=5, show_default=True, help="kill -9; sometimes its data are lost.")
@click.option("--postgres", default=5, show_default=True, help="kill -9 of all its processes.")
@click.option("--every", default=12.0, show_default=True, help="Seconds between two of these, on the average.")
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--database", "kind", default="postgresql", show_default=True, type=click.Choice(["sqlite", "postgresql"])
)
def main(
    nodes: int, size: int, kills: int, stops: int, valkey: int, postgres: int, every: float, seed: int, kind: str
) -> None:
    """Read sample companies again and again while nodes and servers are killed, in real time; then judge the history.

    Nodes are started again 4 s after they ended, servers 1 to 20 s after they were killed. If a figure that must be 0
    is not, the logs and data are kept.
    """
    counts = {KILL: kills, STOP: stops, VALKEY: valkey, POSTGRESQL: postgres if kind == "postgresql" else 0}
    planned = plan(random.Random(seed), counts, every)
    folder = Path(tempfile.mkdtemp(prefix="jobtracker-killing-", dir="/tmp"))  # a socket's path must be short
    folder.chmod(0o711)
    with brood() as young, scene(folder, young, kind, [f"n{n + 1}" for n in range(nodes)], size, seed) as made:
        add_companies(made)
        with tasks(made):
            since = play(made, planned)
        told = made.database.read(history.read)
        left = history.held(made.redis)
    truth = boards.truth(seed, size, made.sample.began, since)
    well = report.show(report.Outcome(told, truth, left, since, made.blows, made.nodes.started))
    if well:
        shutil.rmtree(folder)
    else:
        click.echo(f"logs and data are kept in {folder}", err=True)
    sys.exit(not well)
