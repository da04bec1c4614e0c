"""The command, and how matchers and senders are set to work, killed, and let finish."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from uuid import uuid4

import click
from redis import Redis

from benchmarks.boards import empty_database
from benchmarks.killing.bench import wait_for
from benchmarks.killing.processes import ROOT, Brood, Process, brood, own_valkey
from benchmarks.telling import judge, world
from benchmarks.telling.post import Post, serving
from benchmarks.telling.world import World
from jobtracker.db import Database
from jobtracker.fleet.redis import connect, key
from jobtracker.tasks.queue import queue
from jobtracker.tasks.queue_names import MATCHING
from jobtracker.tasks.run import run

MATCHER, SENDER = "matcher", "sender"
AT_ONCE = 2
STEP = dt.timedelta(minutes=10)
"""Between two rounds; longer than a claim of a mail holds."""
AFTER = dt.timedelta(hours=6)
"""Between two rounds when all is well again: what was refused is tried a day later."""
ROUND = 90.0
"""Seconds that one may take."""
ROUNDS = 40
"""At most, when all is well again."""
TICK = 0.002


@dataclass(slots=True)
class Blow:
    """A kill to come: so many seconds after a round begins; or after what has to be first."""

    whom: str
    delay: float
    words: int = 0
    """Of the mail server's protocol, which it hears first."""
    matching: bool = False
    """A matcher has to be at work first."""


@dataclass(slots=True)
class Scene:
    """All that is at work."""

    young: Brood
    folder: Path
    env: dict[str, str]
    world: World
    redis: Redis
    post: Post
    chance: random.Random
    now: dt.datetime
    matchers: list[Process] = field(default_factory=list)
    senders: list[Process] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    killed_at: list[float] = field(default_factory=list)
    """Senders, on the clock of time.monotonic."""

    def tend(self) -> None:
        """Start the matchers that are not there."""
        self.matchers = [each for each in self.matchers if not self.young.has_ended(each)]
        while len(self.matchers) < AT_ONCE:
            self.matchers.append(self._start(MATCHER, "worker", "--queue", MATCHING))

    def send(self) -> None:
        """Start a sender for one round."""
        self.senders.append(self._start(SENDER, "send", "--now", self.now.isoformat()))

    def _start(self, name: str, *words: str) -> Process:
        command = [sys.executable, "-m", "jobtracker", *words]
        return self.young.start(command, self.folder / f"{name}.log", cwd=ROOT, env=os.environ | self.env)

    def ask_to_match(self) -> None:
        """As crons that know nothing of each other would."""
        for _ in range(AT_ONCE):
            queue(self.redis, MATCHING).enqueue(run, args=("match",), job_id=f"match-{uuid4().hex}", job_timeout=600)

    def forget(self) -> None:
        """What the killed ones were doing is not being done: its minute and a half is real, and not waited for."""
        self.redis.delete(queue(self.redis, MATCHING).started_job_registry.key)

    def matching(self) -> bool:
        return bool(queue(self.redis, MATCHING).started_job_registry.get_job_ids(cleanup=False))

    def strike(self, whom: str) -> None:
        """`kill -9`; another one takes its place."""
        living = [each for each in (self.matchers if whom == MATCHER else self.senders) if each.poll() is None]
        if not living:
            return
        busy = [each for each in living if self._is_busy(each.pid)]
        self.young.kill(self.chance.choice(busy or living))
        self.killed[whom] += 1
        self.killed["while matching"] += bool(busy)
        if whom == SENDER:
            self.killed_at.append(time.monotonic())
            self.send()

    def _is_busy(self, pid: int) -> bool:
        """Whether a matcher has told Redis that it is at work."""
        names = self.redis.scan_iter(key(f"rq:worker:*-{pid}-??????"))
        return any(self.redis.hget(name, "state") == b"busy" for name in names)

    def round(self, blows: list[Blow]) -> None:
        """Two senders do a round, and whoever is to be killed is."""
        began, heard = time.monotonic(), self.post.heard
        waiting, due = list(blows), list[tuple[float, str]]()
        for _ in range(AT_ONCE):
            self.send()
        while time.monotonic() < began + ROUND:
            self.tend()
            self.senders = [each for each in self.senders if not self.young.has_ended(each)]
            if not self.senders:
                return
            for blow in [each for each in waiting if self.post.heard - heard >= each.words]:
                if not blow.matching or self.matching():
                    waiting.remove(blow)
                    due.append((time.monotonic() + blow.delay, blow.whom))
            for at, whom in [each for each in due if each[0] <= time.monotonic()]:
                due.remove((at, whom))
                self.strike(whom)
            time.sleep(TICK)
        for each in self.senders:
            self.young.kill(each)
        self.senders.clear()


@contextmanager
def scene(folder: Path, young: Brood, kind: str, trackers: int, seed: int) -> Iterator[Scene]:
    """Companies, trackers, a queue, a mail server."""
    valkey = own_valkey(young, folder / "valkey")
    valkey.start()
    redis = connect(valkey.url)
    wait_for(redis.ping)
    with empty_database(kind) as url, serving(seed) as post:
        own = {"DATABASE_URL": url, "REDIS_URL": valkey.url, "SMTP_URL": post.url, "SECRET_KEY": token_urlsafe(48)}
        env = {f"JOBTRACKER_{name}": value for name, value in own.items()}
        chance, database = random.Random(seed), Database(url)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        made = Scene(young, folder, env, World(database, chance), redis, post, chance, now)
        made.world.begin(trackers, now - dt.timedelta(hours=5))
        yield made
        database.close()


def play(scene: Scene, kills: int) -> None:
    """Publish, match, send and kill, until so many were killed; then let all be done."""
    while scene.killed[MATCHER] + scene.killed[SENDER] < kills:
        scene.now += STEP
        scene.world.publish(scene.now)
        scene.forget()
        scene.ask_to_match()
        left = kills - scene.killed[MATCHER] - scene.killed[SENDER]
        scene.round([_blow(scene.chance) for _ in range(min(left, scene.chance.randint(1, 3)))])
        killed = ", ".join(f"{number} {what}" for what, number in sorted(scene.killed.items()))
        click.echo(f"killed: {killed}; {len(scene.post.arrived)} mails arrived", err=True)
    scene.post.ill = False
    for _ in range(ROUNDS):
        scene.now += AFTER
        scene.forget()
        scene.ask_to_match()
        until = time.monotonic() + ROUND
        while time.monotonic() < until and (scene.matching() or queue(scene.redis, MATCHING).job_ids):
            scene.tend()
            time.sleep(0.05)
        scene.round([])
        if scene.world.database.read(world.is_over):
            return


def _blow(chance: random.Random) -> Blow:
    """At any moment of a round; three in four while it matches, or speaks with the mail server."""
    if chance.random() < 0.5:
        return Blow(MATCHER, chance.uniform(0, 0.15), matching=chance.random() < 0.75)
    if chance.random() < 0.25:
        return Blow(SENDER, chance.uniform(0, 4))
    return Blow(SENDER, chance.expovariate(1 / 0.004), words=chance.randint(1, 90))


@click.command(short_help="Kill matchers and senders at random moments.")
@click.option("--kills", default=50, show_default=True, help="kill -9 of a matcher or a sender.")
@click.option("--trackers", default=60, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--database", "kind", default="postgresql", show_default=True)
def main(kills: int, trackers: int, seed: int, kind: str) -> None:
    """Match and mail while two matchers and two senders are killed and the mail server misbehaves; then count.

    Matchers are `worker --queue matching`, senders `send`, ten simulated minutes a round. The mail server refuses,
    answers 451, falls silent or cuts the connection, before and after it has accepted a mail. At the end all is well,
    and what waits is done. If a figure that must be 0 is not, the logs and data are kept.
    """
    folder = Path(tempfile.mkdtemp(prefix="jobtracker-telling-"))
    with brood() as young, scene(folder, young, kind, trackers, seed) as made:
        play(made, kills)
        well = judge.show(made.world, made.post, made.killed, made.killed_at, seed)
    if well:
        shutil.rmtree(folder)
    else:
        click.echo(f"logs are kept in {folder}", err=True)
    sys.exit(not well)
