"""The career sites of this benchmark: a world that changes in steps, served by a process of its own."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized

from sample_sites import Server, Sites, World, WorldBoard

START = dt.datetime(2026, 4, 6, tzinfo=dt.UTC)
SYSTEMS = ("greenhouse", "ashby", "lever", "personio", "recruitee", "workday")
"""The last one has pages of twenty, and a page for each listing."""
SIZES = range(15, 61)
"""Openings of a company: a small board's losses are held, as the rules say, and would prove nothing here."""
SPEED = 600.0
"""Simulated seconds in one."""
STEP = 10.0
"""Seconds for which all boards stay as they are."""
SLOW = 1.5
"""Seconds that each answer takes."""
SPAWN = multiprocessing.get_context("spawn")


def make_world(seed: int, count: int) -> tuple[World, dict[str, WorldBoard]]:
    """A world, and those companies of it that are read."""
    world = World(seed, 6 * count, START, ats=SYSTEMS, text=300)
    fit = [slug for slug, board in world.boards.items() if board.size in SIZES]
    return world, {slug: world.boards[slug] for slug in fit[:count]}


def step_of(began: float, at: float) -> int:
    """How many steps the boards have made at a moment (seconds since 1970)."""
    return max(0, int((at - began) / STEP))


def simulated(step: int) -> dt.datetime:
    """What a step's time is in the world."""
    return START + dt.timedelta(seconds=8 * 3600 + step * STEP * SPEED)


Ids = frozenset[str]


@dataclass(slots=True)
class Truth:
    """What was open on each board at each step."""

    began: float
    """Seconds since 1970."""
    steps: list[Mapping[str, Ids]] = field(default_factory=list)

    def at(self, slug: str, since: float, until: float) -> list[Ids]:
        """A board as it was between two moments (seconds since 1970), each step of it."""
        last = len(self.steps) - 1
        first, end = (min(step_of(self.began, moment), last) for moment in (since, until))
        return [self.steps[step].get(slug, frozenset()) for step in range(first, end + 1)]


def truth(seed: int, count: int, began: float, frozen: float) -> Truth:
    """It follows from the seed alone; from the moment `frozen` on nothing changes."""
    _, boards = make_world(seed, count)
    steps = range(step_of(began, frozen) + 1)
    return Truth(began, [{slug: Ids(board.at(simulated(s))) for slug, board in boards.items()} for s in steps])


@dataclass(slots=True)
class Sample:
    """The sites at work."""

    url: str
    began: float
    boards: Mapping[str, WorldBoard]
    _frozen: Synchronized[float]

    def freeze(self) -> float:
        """Let nothing change any more. Returns since when."""
        self._frozen.value = time.time()
        return self._frozen.value


@contextmanager
def serving(seed: int, count: int) -> Iterator[Sample]:
    """Serve in a process of its own."""
    ours, theirs = SPAWN.Pipe()
    frozen: Synchronized[float] = SPAWN.Value("d", 0.0)
    began = time.time()
    process = SPAWN.Process(target=_serve, args=(theirs, frozen, began, seed, count), daemon=True)
    process.start()
    try:
        yield Sample(ours.recv(), began, make_world(seed, count)[1], frozen)
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Connection, frozen: Synchronized[float], began: float, seed: int, count: int) -> None:
    world, boards = make_world(seed, count)
    world.clock = lambda: simulated(step_of(began, frozen.value or time.time()))
    sites = Sites(boards.values(), seed=seed)
    sites.fault("*", "slow", seconds=SLOW)
    with Server(sites) as server:
        pipe.send(server.url)
        pipe.poll(None)  # until whoever started this is no more
