"""How long a new listing waits until it is discovered, at the same number of requests: all intervals alike, or learnt.

A crawler is played over a history of real boards, visit by visit, in the order of time. What it learns each night it
learns from what its own visits have found by then. A listing appears at its `first_published`, if that lies between the
observation that has it first and the one before; others are left out and counted.
"""

from __future__ import annotations

import datetime as dt
import heapq
import json
import lzma
import math
import random
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from benchmarks.history import HISTORY
from jobtracker import schedule
from jobtracker.commands.table import print_table
from jobtracker.schedule import DAY, DEFAULT_INTERVAL, HOUR, Rate

WARM_UP = 90 * DAY
"""From the first observation; delays are measured from then on."""
SHARE_WAITED_FOR = 0.05
SAME_REQUESTS = 0.01
"""Plays are compared when their requests differ by no more than this part."""
SATURDAY = 5

Left = Counter[str]


@dataclass(slots=True)
class Board:
    name: str
    begin: dt.datetime
    end: dt.datetime
    appearances: list[dt.datetime] = field(default_factory=list)
    observed: list[dt.datetime] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    """Open listings from each observation on."""

    def size(self, at: dt.datetime) -> int:
        return self.sizes[max(0, bisect_right(self.observed, at) - 1)]


def read_boards(history: Path, left: Left) -> Iterator[Board]:
    with lzma.open(history) as lines:
        for line in lines:
            yield _board(json.loads(line), left)


def _board(record: Mapping[str, Any], left: Left) -> Board:
    times = [dt.datetime.fromisoformat(seen["at"]).replace(tzinfo=dt.UTC) for seen in record["observations"]]
    board = Board(record["board"], times[0], times[-1], observed=times)
    known: set[int] = set()
    size = 0
    for number, seen in enumerate(record["observations"]):
        added = seen.get("add", ())
        if number:
            new = [_appeared(post, known, times[number - 1], times[number]) for post in added]
            left.update(why for why in new if isinstance(why, str))
            board.appearances += [at for at in new if isinstance(at, dt.datetime)]
        known |= {post[0] for post in added}
        size += len(added) - len(seen.get("gone", ()))
        board.sizes.append(size)
    board.appearances.sort()
    return board


def _appeared(post: Sequence[Any], known: set[int], before: dt.datetime, seen: dt.datetime) -> dt.datetime | str:
    """The moment, or why it is not known."""
    if post[0] in known:
        return "the id was there before"
    if not post[4]:
        return "no first_published"
    at = dt.datetime.fromisoformat(post[4]).astimezone(dt.UTC)
    if at <= before:
        return "first_published before an observation without it"
    return at if at <= seen else "first_published after it was seen"


# The crawler that is played


@dataclass(slots=True)
class Company:
    """What this crawler knows of a board."""

    board: Board
    waited_for: bool
    found: int = 0
    visited: dt.datetime | None = None
    rate: Rate = field(default_factory=Rate)
    interval: dt.timedelta = DEFAULT_INTERVAL
    midday: float | None = None
    discoveries: list[tuple[dt.datetime, float]] = field(default_factory=list)
    """Of what appeared after the warm-up: when, and for how many hours it waited."""
    requests: int = 0
    """After the warm-up."""


Learn = Callable[[Mapping[str, Company], float], None]
"""Sets interval and midday of companies that must keep to so many requests a day."""


def alike(companies: Mapping[str, Company], budget: float) -> None:
    """The hours are learnt, the intervals are not."""
    hours = schedule.middays({slug: company.rate for slug, company in companies.items()})
    for slug, hour in hours.items():
        companies[slug].midday = hour


def by_size(companies: Mapping[str, Company], budget: float) -> None:
    """What one would do without learning: a large board more often, by the root of its size."""
    _learn({slug: Rate(size=company.rate.size) for slug, company in companies.items()}, companies, budget)


def learnt(companies: Mapping[str, Company], budget: float) -> None:
    _learn({slug: company.rate for slug, company in companies.items()}, companies, budget)


def learnt_and_waited_for(companies: Mapping[str, Company], budget: float) -> None:
    weights = {slug: schedule.WAITED_FOR if company.waited_for else 1 for slug, company in companies.items()}
    rates = {slug: replace(company.rate, weight=weights[slug]) for slug, company in companies.items()}
    _learn(rates, companies, budget)


def _learn(rates: Mapping[str, Rate], companies: Mapping[str, Company], budget: float) -> None:
    hours = schedule.middays(rates)
    for slug, interval in schedule.learn(rates, budget).items():
        companies[slug].interval, companies[slug].midday = interval, hours[slug]


def play(boards: Sequence[Board], learn: Learn | None, *, working_time: bool, seed: int) -> list[Company]:
    """Crawl the boards from their first to their last observation."""
    waited_for = random.Random(seed).sample(range(len(boards)), round(len(boards) * SHARE_WAITED_FOR))
    companies = {board.name: Company(board, number in waited_for) for number, board in enumerate(boards)}
    queue = [(company.board.begin, slug) for slug, company in companies.items()]
    heapq.heapify(queue)
    begin = queue[0][0]
    night = begin + DAY
    while queue:
        now, slug = heapq.heappop(queue)
        if now >= night:
            night += DAY
            watched = {slug: company for slug, company in companies.items() if _watched(company, now)}
            if learn:
                learn(watched, schedule.usual_budget({slug: company.rate for slug, company in watched.items()}))
        due_at = _visit(companies[slug], now, begin + WARM_UP, working_time)
        if due_at:
            heapq.heappush(queue, (due_at, slug))
    return list(companies.values())


def _watched(company: Company, now: dt.datetime) -> bool:
    return company.visited is not None and company.board.end > now


def _visit(company: Company, now: dt.datetime, since: dt.datetime, working_time: bool) -> dt.datetime | None:
    board, first = company.board, company.visited is None
    found = bisect_right(board.appearances, now)
    appeared = board.appearances[company.found : found]
    company.discoveries += [(at, (now - at) / HOUR) for at in appeared if at >= since]
    company.requests += now >= since
    if company.visited:
        company.rate = schedule.after_visit(company.rate, company.visited, now, len(appeared))
    company.rate = replace(company.rate, size=board.size(now))
    company.found, company.visited = found, now
    if now >= board.end:
        return None
    return schedule.next_due(
        board.name, now, company.interval, first=first, working_time=working_time, midday=company.midday
    )


# The table

PLAYS: Mapping[str, tuple[Learn | None, bool]] = {
    "all alike, 6 h": (None, False),
    "all alike, working time": (alike, True),
    "by the root of the size": (by_size, False),
    "learnt": (learnt, False),
    "learnt, working time": (learnt, True),
    "same, 5 % waited for": (learnt_and_waited_for, True),
}
GROUPS: Mapping[str, Callable[[Company], bool]] = {
    "all": lambda company: True,
    "waited for": lambda company: company.waited_for,
    "rest": lambda company: not company.waited_for,
}
FIGURES = ("mean", "median", "p95", "p99", "board's mean", "weekend's mean", "weekend's p95")


def figures(companies: Iterable[Company]) -> list[float]:
    """FIGURES in hours. A board's mean counts each board alike; the weekend is Saturday and Sunday in UTC."""
    each = [company.discoveries for company in companies if company.discoveries]
    delays = sorted(delay for discoveries in each for _, delay in discoveries)
    weekend = sorted(delay for discoveries in each for at, delay in discoveries if at.weekday() >= SATURDAY)
    boards_mean = statistics.mean(statistics.mean(delay for _, delay in discoveries) for discoveries in each)
    percentiles = [_percentile(delays, percent) for percent in (50, 95, 99)]
    return [_mean(delays), *percentiles, boards_mean, _mean(weekend), _percentile(weekend, 95)]


def _mean(hours: Sequence[float]) -> float:
    return statistics.mean(hours or [math.nan])


def _percentile(hours: Sequence[float], percent: int) -> float:
    return hours[len(hours) * percent // 100] if hours else math.nan


def rows(boards: Sequence[Board], seed: int) -> Iterator[list[object]]:
    """A row a play and group; the last column names the figures that are worse than in the first play."""
    first: dict[str, tuple[int, list[float]]] = {}
    for play_name, (learn, working_time) in PLAYS.items():
        companies = play(boards, learn, working_time=working_time, seed=seed)
        for name, belongs in GROUPS.items():
            group = [company for company in companies if belongs(company)]
            if not any(company.discoveries for company in group):
                continue
            requests, hours = sum(company.requests for company in group), figures(group)
            before, base = first.setdefault(name, (requests, hours))
            worse = [figure for figure, hour, old in zip(FIGURES, hours, base, strict=True) if hour > old]
            if name == "all" and abs(requests / before - 1) > SAME_REQUESTS:
                worse.append("not the same requests")
            listings = sum(len(company.discoveries) for company in group)
            counts = [len(group), listings, requests, f"{requests / before - 1:+.1%}"]
            yield [play_name, name, *counts, *(round(hour, 2) for hour in hours), ", ".join(worse) or "-"]


@click.command(short_help="Delay of discovery: intervals alike and learnt.")
@click.argument("history", type=click.Path(path_type=Path, exists=True), default=HISTORY)
@click.option("--seed", default=1, help="Of who is waited for.")
@click.option("--tuning", is_flag=True, help="The half of the boards that the rules were tuned on, not the other one.")
def main(history: Path, seed: int, tuning: bool) -> None:
    """Play a crawler over HISTORY (greenhouse-presence.jsonl.xz) and print how long new listings waited, in hours."""
    left: Left = Counter()
    boards = list(read_boards(history, left))
    print(f"{len(boards)} boards, {sum(len(board.appearances) for board in boards)} appearances; left out:", dict(left))
    random.Random(1).shuffle(boards)
    half = len(boards) // 2
    heading = ("", "companies", "of them", "listings", "requests", "against the first", *FIGURES, "worse")
    print_table(heading, list(rows(boards[:half] if tuning else boards[half:], seed)), empty="no boards")
