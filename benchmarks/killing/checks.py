"""What must not be in a history, whatever was killed. Each check returns a line for each case that it finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from benchmarks.killing.boards import Ids, Truth
from benchmarks.killing.history import Event, History, Run, Shown
from benchmarks.killing.plan import KILL

CLOSED = ("complete", "partial")
"""Outcomes of runs that wrote listings."""
MARGIN = 2.0
"""Seconds by which a step of the boards may be seen sooner or later than the clock says."""


class Blow(NamedTuple):
    """A node was killed, or stopped."""

    node: str
    at: float
    """Seconds since 1970."""
    kind: str = KILL


def lost(listings: Iterable[Shown], boards: Mapping[str, Ids]) -> list[str]:
    """Listings that are on their board and are not open."""
    shown = _open(listings)
    return [f"{slug} {id_}" for slug, ids in boards.items() for id_ in sorted(ids - shown[slug])]


def wrongly_open(listings: Iterable[Shown], boards: Mapping[str, Ids]) -> list[str]:
    """Listings that are open, not unconfirmed, and not on their board."""
    shown = _open(each for each in listings if not each.unconfirmed)
    return [f"{slug} {id_}" for slug, ids in shown.items() for id_ in sorted(ids - boards.get(slug, Ids()))]


def _open(listings: Iterable[Shown]) -> defaultdict[str, set[str]]:
    shown: defaultdict[str, set[str]] = defaultdict(set)
    for each in listings:
        if each.status == "open":
            shown[each.company].add(each.listing)
    return shown


def wrong_events(history: History, truth: Truth, kinds: Sequence[str], *, there: bool) -> list[str]:
    """Events of listings that were (`there`), or were not, on their board all the time that their run took."""
    began = {run.id: run.started_at for run in history.runs}
    wrong = []
    for event in history.events:
        if event.kind in kinds:
            since = began.get(event.run_id or 0, event.at)
            seen = [event.listing in ids for ids in truth.at(event.company, since - MARGIN, event.at + MARGIN)]
            if all(was == there for was in seen):
                wrong.append(f"{event.company} {event.listing}: {event.kind} in run {event.run_id}")
    return wrong


def double_commits(runs: Iterable[Run]) -> list[str]:
    """Two runs of a company that both wrote, of one generation or at the same time."""
    found = []
    for company, those in _by_company(run for run in runs if run.outcome in CLOSED).items():
        for one, other in pairwise(sorted(those, key=lambda run: run.started_at)):
            if one.generation == other.generation:
                found.append(f"{company}: runs {one.id} and {other.id} have generation {one.generation}")
            if (one.finished_at or 0) > other.started_at:
                found.append(f"{company}: run {other.id} began before run {one.id} had ended")
    return found


def broken_stories(events: Iterable[Event]) -> list[str]:
    """Listings that were not new, removed, reopened, removed ... in turn."""
    after = {"": "new", "new": "removed", "reopened": "removed", "removed": "reopened"}
    last: dict[tuple[str, str], str] = {}
    found = []
    for event in events:
        if event.kind == "changed":
            continue
        its = event.company, event.listing
        if after[last.get(its, "")] != event.kind:
            found.append(f"{event.company} {event.listing}: {event.kind} after {last.get(its, 'nothing')!r}")
        last[its] = event.kind
    return found


def stuck(history: History, companies: Iterable[str], since: float) -> list[str]:
    """Companies that were not read to their end by a run that began after a moment, though there was time enough."""
    read = {run.company for run in history.runs if run.outcome == "complete" and run.started_at >= since}
    last = {run.company: run for run in history.runs}
    return [f"{slug}: {history.paused.get(slug) or _words(last.get(slug))}" for slug in companies if slug not in read]


def _words(run: Run | None) -> str:
    return f"last run {run.id}: {run.outcome} {run.error}" if run else "never read"


def leavings(history: History) -> list[str]:
    """What runs left behind that nobody will clear away."""
    runs = [f"{run.company}: run {run.id} has no end" for run in history.runs if run.finished_at is None]
    events = [f"{e.company} {e.listing}: {e.kind}, of no run" for e in history.events if e.run_id is None]
    return runs + events + [f"{s.company} {s.listing}: staged" for s in history.listings if s.status == "staged"]


def taken_again(runs: Sequence[Run], blows: Sequence[Blow], kind: str) -> list[float]:
    """Seconds from each blow of a kind until the companies that its node was reading were begun by another run."""
    return sorted(after.started_at - blow.at for blow, after in _overtaken(runs, blows) if blow.kind == kind)


def _overtaken(runs: Sequence[Run], blows: Sequence[Blow]) -> Iterator[tuple[Blow, Run]]:
    """Each run that was lost counts for the first blow to its node."""
    for those in _by_company(runs).values():
        for run, after in pairwise(those):
            hit = [b for b in blows if b.node == run.node and run.started_at <= b.at < after.started_at]
            if hit and run.outcome == "superseded":
                yield min(hit, key=lambda blow: blow.at), after


def longest_wait(runs: Iterable[Run], companies: Iterable[str], began: float, ended: float) -> tuple[float, str]:
    """The longest time for which a company was not read to its end, and which one."""
    moments: defaultdict[str, list[float]] = defaultdict(lambda: [began])
    for run in runs:
        if run.outcome == "complete" and run.finished_at:
            moments[run.company].append(run.finished_at)
    return max((late - soon, slug) for slug in companies for soon, late in pairwise(sorted([*moments[slug], ended])))


def _by_company(runs: Iterable[Run]) -> dict[str, list[Run]]:
    found: defaultdict[str, list[Run]] = defaultdict(list)
    for run in runs:
        found[run.company].append(run)
    return found
