"""What came of it, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from benchmarks.killing import checks
from benchmarks.killing.boards import Truth
from benchmarks.killing.checks import Blow
from benchmarks.killing.history import History
from benchmarks.killing.plan import KILL, STOP
from jobtracker.commands.table import print_table

SHOWN = 20


@dataclass(slots=True, frozen=True)
class Outcome:
    """All that the figures are made of."""

    history: History
    truth: Truth
    left: Mapping[str, int]
    """What is left in Redis."""
    since: float
    """From then on the boards stood still, and nobody was hurt."""
    blows: Sequence[Blow]
    started: int
    """Nodes, so often."""


def must_be_none(outcome: Outcome) -> dict[str, list[str]]:
    """By figure, what was found that must not be."""
    history, truth, now = outcome.history, outcome.truth, outcome.truth.steps[-1]
    return {
        "listings lost": checks.lost(history.listings, now),
        "listings wrongly open": checks.wrongly_open(history.listings, now),
        "wrongly removed, at any time": checks.wrong_events(history, truth, ["removed"], there=True),
        "wrongly shown, at any time": checks.wrong_events(history, truth, ["new", "reopened"], there=False),
        "double commits": checks.double_commits(history.runs),
        "listings with a broken story": checks.broken_stories(history.events),
        "companies stuck": checks.stuck(history, now, outcome.since),
        "left behind in SQL": checks.leavings(history),
        "left behind in Redis": [f"{count} {kind}" for kind, count in outcome.left.items()],
    }


def show(outcome: Outcome) -> bool:
    """Print the figures. True if what must be 0 is."""
    history, found = outcome.history, must_be_none(outcome)
    ended = max(run.finished_at or 0 for run in history.runs)
    runs = Counter(run.outcome for run in history.runs)
    events = Counter(event.kind for event in history.events)
    open_ = Counter(each.unconfirmed for each in history.listings if each.status == "open")
    kinds = Counter(blow.kind for blow in outcome.blows)
    wait, slug = checks.longest_wait(history.runs, outcome.truth.steps[-1], outcome.truth.began, ended)
    rows: list[tuple[str, object]] = [
        ("companies, seconds", f"{len(outcome.truth.steps[-1])}, {ended - outcome.truth.began:.0f}"),
        ("nodes killed, stopped, started", f"{kinds[KILL]}, {kinds[STOP]}, {outcome.started}"),
        ("runs", ", ".join(f"{number} {name}" for name, number in runs.most_common())),
        ("events", ", ".join(f"{number} {kind}" for kind, number in events.most_common())),
        ("listings open, unconfirmed", f"{open_[False]}, {open_[True]}"),
        *((figure, len(cases)) for figure, cases in found.items()),
        ("runs lost with a killed node; s until taken again", _again(outcome, KILL)),
        ("runs lost by a stopped node; the same", _again(outcome, STOP)),
        ("longest time a company was not read, s", f"{wait:.0f} ({slug}: {_outcomes(history, slug)})"),
    ]
    print_table(("what", "figure"), rows, empty="")
    for figure, cases in found.items():
        for case in cases[:SHOWN]:
            click.echo(f"{figure}: {case}")
    return not any(found.values())


def _again(outcome: Outcome, kind: str) -> str:
    seconds = checks.taken_again(outcome.history.runs, outcome.blows, kind)
    if not seconds:
        return "0"
    middle, high = (seconds[min(len(seconds) - 1, int(len(seconds) * share))] for share in (0.5, 0.95))
    return f"{len(seconds)}; median {middle:.0f}, p95 {high:.0f}, most {seconds[-1]:.0f}"


def _outcomes(history: History, slug: str) -> str:
    return ", ".join(run.outcome for run in history.runs if run.company == slug)
