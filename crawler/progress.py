"""What a crawl shows to a person at a terminal."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from crawler import watchdog
from crawler.endings import INTERRUPTED
from jobtracker.run import RunReport

ROWS = 40
"""Companies that the closing table names, those that ask for attention first."""
COUNTS = ("seen", "new", "changed", "removed", "reopened", "held")


def complaint(report: RunReport) -> str:
    """The one line that says why a run is not complete; "" if it is."""
    return "" if report.outcome == "complete" else f"{report.company}: {report.outcome}: {report.error}"


def interrupted(report: RunReport) -> bool:
    """True if nothing but the interruption of the crawl ended this run."""
    return report.error.startswith(INTERRUPTED)


def _outcome(report: RunReport) -> str:
    return INTERRUPTED if interrupted(report) else report.outcome


@contextmanager
def watched(total: int) -> Iterator[Callable[[RunReport], None]]:
    """Show a bar on stderr while this lasts, if that is a terminal; and anyhow a line for each run not complete."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[listings]} listings, {task.fields[failed]} failed"),
        TimeRemainingColumn(),
    )
    sums: Counter[str] = Counter()
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress, _watchdog_heard():
        task = progress.add_task("crawling", total=total, listings=0, failed=0)

        def on_report(report: RunReport) -> None:
            sums["listings"] += report.seen
            sums["failed"] += _outcome(report) == "failed"
            if line := complaint(report):
                _say(line, progress.console if console.is_terminal else None)
            progress.update(task, advance=1, listings=sums["listings"], failed=sums["failed"])

        yield on_report


@contextmanager
def _watchdog_heard() -> Iterator[None]:
    """While this lasts, what the watchdog says is said on stderr: nothing else tells of a crawl that stands still."""
    handler = logging.StreamHandler()
    watchdog.logger.addHandler(handler)
    try:
        yield
    finally:
        watchdog.logger.removeHandler(handler)


def _say(line: str, console: Console | None) -> None:
    if console is None:
        click.echo(line, err=True)
    else:
        console.print(line, markup=False, highlight=False)


def table(reports: Sequence[RunReport]) -> Table:
    """What the runs came to: those that are not complete first, then those with most news; no columns of nothing.

    Why a run is not complete was said when it ended.
    """
    shown = sorted(reports, key=lambda r: (r.outcome == "complete", -(r.new + r.removed + r.reopened), r.company))[
        :ROWS
    ]
    counts = ["seen", *(name for name in COUNTS[1:] if any(getattr(report, name) for report in reports))]
    result = Table(box=SIMPLE_HEAD, show_footer=True)
    result.add_column("company", f"{len(reports)} companies", no_wrap=True)
    result.add_column("outcome", _outcomes(reports), no_wrap=True)
    for name in counts:
        total = sum(getattr(report, name) for report in reports)
        result.add_column(name, str(total), justify="right", no_wrap=True)
    for report in shown:
        result.add_row(report.company, _outcome(report), *(str(getattr(report, name) or "") for name in counts))
    return result


def _outcomes(reports: Sequence[RunReport]) -> str:
    counts = Counter(_outcome(report) for report in reports)
    return "\n".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
