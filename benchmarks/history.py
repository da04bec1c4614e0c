"""Ten months of real boards: what a naive tracker calls new, beside what identity makes of it.

Prints a cross table of all events, then a sample of each naive class, and of those that identity joins though the naive
rules do not, for a person to judge.

The naive classes, the first that fits: the id was on this board before; another open id has the same title and place
(case and outer space folded); one left at most 90 days before; another open id has the same requisition; one left at
most 90 days before; none of these ("fresh").
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import lzma
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from jobtracker.identity import Opening, Verdict, identify
from jobtracker.identity_keys import places_key
from jobtracker.listing import Facts, WorkFrom
from jobtracker.normalise.places import read_places
from jobtracker.normalise.title import title_key

HISTORY = Path(__file__).parents[2] / "shared/corpus/history/greenhouse-presence.jsonl.xz"
WITHIN = dt.timedelta(days=91)
CLASSES = ("same id back", "twin of an open one", "re-post", "other place", "requisition again", "fresh")
JOINED_TOO = "joined by identity alone"


@dataclass(slots=True)
class Post:
    """One id of a board, as last seen."""

    id: str
    requisition: str
    title: str
    place: str
    seen: dt.datetime
    left: dt.datetime | None = None

    @property
    def naive(self) -> tuple[str, str]:
        return self.title.strip().lower(), self.place.strip().lower()

    def __str__(self) -> str:
        left = f", left {self.left:%Y-%m-%d}" if self.left else ""
        dates = f"seen {self.seen:%Y-%m-%d}{left}"
        return f"{self.title!r} @ {self.place!r}  req {self.requisition or '-'}  id {self.id}  {dates}"


@dataclass(slots=True)
class Event:
    """Something that appeared on a board after its first observation."""

    board: str
    naive: str
    post: Post
    verdict: Verdict | None
    """None for an id that is back: identity is not asked."""
    board_then: Sequence[Post] = ()
    """The open posts and those that left within WITHIN, at that time."""
    beside: list[str] = field(default_factory=list)
    """Lines that help to judge."""

    @property
    def kind(self) -> str:
        return self.verdict.kind if self.verdict else "same listing"


@lru_cache(maxsize=1 << 16)
def keys(title: str, place: str) -> tuple[str, str]:
    """Title key and places key of a Greenhouse posting."""
    read = read_places([place])
    facts = Facts(
        title=title,
        places=read.places,
        workplace="remote" if "remote" in read.workplaces else "unknown",
        workplace_source="field",
        work_from=WorkFrom(areas=read.areas, source="field"),
    )
    return title_key(title), places_key(facts, [place])


def opening(post: Post) -> Opening:
    """What identity sees of a post."""
    title, places = keys(post.title, post.place)
    return Opening(post.id, None, post.requisition, title, places, post.left is None, post.left, post.seen)


def events(board: Mapping[str, Any]) -> Iterator[Event]:
    """The events of one board, in order."""
    posts: dict[str, Post] = {}
    for number, seen in enumerate(board["observations"]):
        at = dt.datetime.fromisoformat(seen["at"]).replace(tzinfo=dt.UTC)
        added = [
            Post(str(id_), str(requisition or ""), title or "", place or "", at)
            for id_, requisition, title, place, *_ in seen.get("add", ())
        ]
        if number:
            yield from _judged(board["board"], added, posts, at)
        for id_ in seen.get("gone", ()):
            posts[str(id_)].left = at
        for id_, title, place in seen.get("changed", ()):
            posts[str(id_)] = replace(posts[str(id_)], title=title or "", place=place or "")
        posts |= {post.id: post for post in added}


def _judged(board: str, added: list[Post], posts: Mapping[str, Post], at: dt.datetime) -> Iterator[Event]:
    if not added:
        return
    recent = [post for post in posts.values() if post.left is None or at - post.left <= WITHIN]
    new = [opening(post) for post in added if post.id not in posts]
    verdicts = identify(new, [opening(post) for post in recent], now=at) if new else {}
    naive = _naive_index(recent)
    by_id = {post.id: post for post in (*posts.values(), *added)}
    for post in added:
        name, other = ("same id back", posts[post.id]) if post.id in posts else _naive_class(post, naive)
        event = Event(board, name, post, verdicts.get(post.id), recent)
        event.beside.append(f"naive: {other}" if other else "naive: nothing")
        if event.verdict and event.verdict.same_as:
            event.beside.append(f"joins: {by_id[event.verdict.same_as]}")
        yield event


NaiveIndex = Mapping[tuple[str, Any], Post]


def _naive_index(recent: list[Post]) -> NaiveIndex:
    index: dict[tuple[str, Any], Post] = {}
    for post in sorted(recent, key=lambda post: post.left or post.seen):
        index["open post" if post.left is None else "left post", post.naive] = post
        if post.requisition:
            index["open requisition" if post.left is None else "left requisition", post.requisition] = post
    return index


def _naive_class(post: Post, index: NaiveIndex) -> tuple[str, Post | None]:
    steps = zip(
        CLASSES[1:],
        ("open post", "left post", "open requisition", "left requisition"),
        (post.naive, post.naive, post.requisition, post.requisition),
        strict=False,
    )
    return next(((name, index[state, key]) for name, state, key in steps if (state, key) in index), ("fresh", None))


class Sample:
    """At most `size` events of each kind, each equally likely (reservoir sampling)."""

    def __init__(self, size: int, seed: int) -> None:
        self.size, self.random = size, random.Random(seed)
        self.kept: dict[str, list[Event]] = {}
        self.met: Counter[str] = Counter()

    def offer(self, kind: str, event: Event) -> None:
        self.met[kind] += 1
        kept = self.kept.setdefault(kind, [])
        at = len(kept) if len(kept) < self.size else self.random.randrange(self.met[kind])
        if at < self.size:
            kept[at : at + 1] = [event]
            if event.kind == "fresh":
                event.beside += [f"alike: {other}" for other in _alike(event)]


def _alike(event: Event, count: int = 2) -> list[Post]:
    """Those of the board then that look most like the event's post."""

    def likeness(other: Post) -> float:
        same = 0.5 * (bool(event.post.requisition) and other.requisition == event.post.requisition)
        words = [set(keys(post.title, post.place)[0].split()) for post in (event.post, other)]
        place = difflib.SequenceMatcher(None, event.post.place, other.place).ratio()
        return same + len(words[0] & words[1]) / max(1, len(words[0] | words[1])) + 0.3 * place

    return sorted((post for post in event.board_then), key=likeness, reverse=True)[:count]


@click.command(short_help="Identity over a history, beside the naive rules.")
@click.argument("history", type=click.Path(path_type=Path, exists=True), default=HISTORY)
@click.option("--seed", default=1, help="Of the samples.")
@click.option("--size", default=50, help="Events of each kind to print.")
def main(history: Path, seed: int, size: int) -> None:
    """Identity over HISTORY (greenhouse-presence.jsonl.xz), beside the naive rules, and samples to judge by hand."""
    begun = time.process_time()
    table: Counter[tuple[str, str]] = Counter()
    sample = Sample(size, seed)
    with lzma.open(history) as lines:
        for line in lines:
            for event in events(json.loads(line)):
                table[event.naive, event.kind] += 1
                sample.offer(event.naive, event)
                if event.naive == "fresh" and event.kind != "fresh":
                    sample.offer(JOINED_TOO, event)
    _print_table(table)
    print(f"{table.total()} events, {time.process_time() - begun:.0f} s of CPU")
    for kind, kept in sample.kept.items():
        print(f"\n== {kind}: {len(kept)} of {sample.met[kind]}")
        for number, event in enumerate(kept, 1):
            print(f"{number:3} [{event.kind}] {event.board}: {event.post}")
            print(*(f"        {line}" for line in event.beside), sep="\n")


def _print_table(table: Counter[tuple[str, str]]) -> None:
    kinds = sorted({kind for _, kind in table})
    print(f"{'naive / identity':20}", *(f"{kind:>12}" for kind in (*kinds, "all")))
    for naive in CLASSES:
        print(f"{naive:20}", *(f"{table[naive, kind]:12}" for kind in kinds), f"{_sum(table, naive):12}")
    totals = (sum(table[naive, kind] for naive in CLASSES) for kind in kinds)
    print(f"{'all':20}", *(f"{total:12}" for total in totals), f"{table.total():12}")


def _sum(table: Mapping[tuple[str, str], int], naive: str) -> int:
    return sum(count for (name, _), count in table.items() if name == naive)
