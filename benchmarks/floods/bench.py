"""The floods, one after the other, and what the trackers heard of each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import click

from benchmarks.floods.scene import DAY, HOUR, Heard, Scene, fitting, heard, scene
from jobtracker.commands.table import print_table

OUTAGE = 60
"""Days."""
FRESH = 20
"""Of what comes with a flood: really new."""


@dataclass(slots=True, frozen=True)
class Case:
    """A flood."""

    name: str
    play: Callable[[Scene, int], None]
    listings: int


def _new_company(at: Scene, trackers: int) -> None:
    at.make_trackers(trackers)


def _known(at: Scene, trackers: int) -> None:
    """It is read for the first time, and a day later the trackers are made."""
    at.crawl()
    at.tell()
    at.now += DAY
    at.make_trackers(trackers)
    at.pass_days(7)  # the same text in another place is one vacancy for three days


def _other_ids(at: Scene, trackers: int) -> None:
    _known(at, trackers)
    at.rename(requisitions=False)


def _other_ids_and_requisitions(at: Scene, trackers: int) -> None:
    _known(at, trackers)
    at.rename(requisitions=True)


def _other_ids_each_time(at: Scene, trackers: int) -> None:
    _known(at, trackers)
    for _ in range(5):
        at.rename(requisitions=True)
        at.pass_days(1)
    at.rename(requisitions=True)


def _other_ids_and_some_new(at: Scene, trackers: int) -> None:
    _known(at, trackers)
    at.rename(requisitions=True)
    at.publish(FRESH)


def _outage(at: Scene, trackers: int, begin: Callable[[], None], end: Callable[[], None]) -> None:
    """Half of the trackers are made while it lasts."""
    _known(at, trackers // 2)
    begin()
    at.pass_days(OUTAGE // 2)
    at.make_trackers(trackers - trackers // 2)
    at.pass_days(OUTAGE - OUTAGE // 2)
    end()
    at.publish(FRESH)


def _fails(at: Scene, trackers: int) -> None:
    slug = at.flood.slug
    _outage(at, trackers, lambda: at.sites.fault(slug, "500"), lambda: at.sites.fault(slug))


def _shows(at: Scene, trackers: int, number: int, *, renamed: bool = False) -> None:
    """It is read well, and shows only so many of what is open."""
    every = dict(at.flood.openings)

    def end() -> None:
        at.show(every)
        if renamed:
            at.rename(requisitions=True)

    _outage(at, trackers, lambda: at.show([*every.items()][:number]), end)


def _shows_nothing(at: Scene, trackers: int) -> None:
    _shows(at, trackers, 0)


def _shows_a_tenth(at: Scene, trackers: int) -> None:
    _shows(at, trackers, len(at.flood.openings) // 10 + 1)


def _shows_a_tenth_first(at: Scene, trackers: int) -> None:
    every = dict(at.flood.openings)
    at.show([*every.items()][-50:])
    _outage(at, trackers, lambda: None, lambda: at.show(every))


def _shows_nothing_then_others(at: Scene, trackers: int) -> None:
    _shows(at, trackers, 0, renamed=True)


CASES = {
    "new": Case("a new company", _new_company, 3_000),
    "ids": Case("all ids change", _other_ids, 500),
    "requisitions": Case("all ids and requisitions change", _other_ids_and_requisitions, 500),
    "each": Case("all ids change with every crawl", _other_ids_each_time, 500),
    "some": Case(f"all ids change, {FRESH} are new", _other_ids_and_some_new, 500),
    "fails": Case(f"failed for {OUTAGE} days", _fails, 500),
    "empty": Case(f"empty for {OUTAGE} days", _shows_nothing, 500),
    "part": Case(f"showed a tenth for {OUTAGE} days", _shows_a_tenth, 500),
    "page": Case("showed a tenth from its first day on", _shows_a_tenth_first, 500),
    "others": Case(f"empty for {OUTAGE} days, then other ids", _shows_nothing_then_others, 500),
}


@click.command(short_help="Boards that turn up, change or come back as a whole.")
@click.argument("names", nargs=-1, type=click.Choice([*CASES]))
@click.option("--trackers", default=100, show_default=True)
@click.option("--database", "kind", default="sqlite", show_default=True)
@click.option("--at-once", default=1, show_default=True, help="Nodes, matchers and senders that see the flood at once.")
def main(names: tuple[str, ...], trackers: int, kind: str, at_once: int) -> None:
    """Crawl sample sites through each flood, match and mail; count what each tracker was told.

    A line is "X is now watched: 3,000 of its jobs fit". Wrong is a second line, one by one what is not new, and a
    tracker that heard nothing of something new.
    """
    rows, wrong = [], 0
    for name in names or CASES:
        case, began = CASES[name], monotonic()
        with scene(kind, case.listings, at_once) as at:
            its, bad, mails = flood(at, case, trackers)
        rows.append((case.name, case.listings, len(at.new), len(at.trackers), *_figures(its), mails, len(bad)))
        click.echo(f"{case.name}: {monotonic() - began:.0f} s", err=True)
        for line in bad[:10]:
            click.echo(f"{case.name}: {line}")
        wrong += len(bad)
    columns = ("flood", "listings", "new", "trackers", "told", "lines, most", "they name, most")
    print_table((*columns, "new one by one, most", "old one by one, most", "mails", "wrong"), rows, empty="")
    sys.exit(wrong > 0)


def flood(at: Scene, case: Case, trackers: int) -> tuple[Heard, list[str], int]:
    """What was heard of a flood, what of that is wrong, and the number of mails."""
    case.play(at, trackers)
    at.now += 7 * HOUR
    since, before = at.now, at.mails()
    at.crawl(at_once=True)
    at.tell(at_once=True)
    for _ in range(2):  # a loss that is held is looked at again
        at.now += 7 * HOUR
        at.crawl()
        at.tell()
    its = at.database.read(heard, since, at.new)
    return its, _wrong(at, its, at.database.read(fitting, at.trackers, at.new, at.now)), at.mails() - before


def _figures(its: Heard) -> tuple[object, ...]:
    told = its.lines.keys() | its.new.keys() | its.old.keys()
    return (len(told), *(max(counts.values(), default=0) for counts in (its.lines, its.named, its.new, its.old)))


def _wrong(at: Scene, its: Heard, new: Mapping[int, int]) -> list[str]:
    lines = []
    for id_ in at.trackers:
        heard_of = f"{its.lines[id_]} lines of {its.named[id_]}, {its.new[id_]} new and {its.old[id_]} old ones"
        missed = its.named[id_] + its.new[id_] < new[id_]
        if its.lines[id_] > 1 or its.old[id_] or missed:
            lines.append(f"tracker {id_}: {heard_of}; {new[id_]} are new")
    return lines
