"""Kill crawls at random moments, stop one while another overtakes it, run two at once: the rows must be as without."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from jobtracker.commands.table import print_table
from jobtracker.db import Database
from jobtracker.models import CompanyRow, ListingBody, ListingEvent, ListingRow, RunRow

Rows = dict[str, object]


class Trial:
    """Crawls of one recorded set into one SQLite file."""

    def __init__(self, folder: Path, before: Path, after: Path) -> None:
        self.database = folder / "trial.db"
        self.before, self.after = before, after

    def start(self, recorded: Path, now: str) -> subprocess.Popen[str]:
        """Begin a crawl as users do, in a process of its own."""
        words = ["crawl", "--companies", recorded / "companies", "--archive", recorded / "cassettes", "--now", now]
        return subprocess.Popen(
            [sys.executable, "-m", "jobtracker", *map(str, words), "--json"],
            env={"JOBTRACKER_DATABASE_URL": f"sqlite:///{self.database}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def crawl(self, recorded: Path, now: str) -> list[dict[str, object]]:
        """Crawl to the end; return its reports."""
        output, _ = self.start(recorded, now).communicate()
        reports: list[dict[str, object]] = json.loads(output)
        return reports

    def rows(self) -> Rows:
        """Everything that must not depend on how the rows came about."""
        database = Database(f"sqlite:///{self.database}")
        try:
            return database.read(_rows)
        finally:
            database.close()

    def is_locked(self) -> bool:
        """True if a transaction that writes is under way."""
        connection = sqlite3.connect(self.database, timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
        return False

    def under_way(self) -> int:
        """How many runs of the second crawl are claimed and not closed."""
        database = Database(f"sqlite:///{self.database}")
        try:
            return database.read(lambda s: s.scalar(select(func.count()).where(RunRow.outcome == "running")) or 0)
        finally:
            database.close()

    def restore(self, saved: Path | None) -> None:
        for file in self.database.parent.glob("trial.db*"):
            file.unlink()
        if saved:
            shutil.copy(saved, self.database)

    def keep(self, name: str) -> Path:
        return Path(shutil.copy(self.database, self.database.with_name(name)))


def _rows(session: Session) -> Rows:
    listings = session.execute(
        select(
            CompanyRow.slug,
            ListingRow.external_id,
            ListingRow.status,
            cast(ListingRow.missing_since.is_not(None), Integer),
            ListingRow.title,
            ListingRow.hash,
            ListingRow.removed_reason,
        )
        .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
        .order_by(CompanyRow.slug, ListingRow.external_id)
    ).all()
    events = session.execute(
        select(CompanyRow.slug, ListingRow.external_id, ListingEvent.kind, func.count())
        .join(ListingRow, ListingRow.id == ListingEvent.listing_id)
        .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
        .group_by(CompanyRow.slug, ListingRow.external_id, ListingEvent.kind)
        .order_by(CompanyRow.slug, ListingRow.external_id, ListingEvent.kind)
    ).all()
    bodies = session.scalar(select(func.count()).select_from(ListingBody))
    return {"listings": [tuple(r) for r in listings], "events": [tuple(r) for r in events], "bodies": bodies}


FIRST, SECOND = "2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"


@click.command(short_help="Kill crawls; the rows must be as without.")
@click.argument("before", type=click.Path(path_type=Path, exists=True))
@click.argument("after", type=click.Path(path_type=Path, exists=True))
@click.option("--kills", default=20, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(before: Path, after: Path, kills: int, seed: int) -> None:
    """Crawl the recorded set BEFORE and then AFTER, badly; compare the rows with those of undisturbed crawls."""
    chance = random.Random(seed)
    with TemporaryDirectory() as folder:
        trial = Trial(Path(folder), before, after)
        begun = time.monotonic()
        trial.crawl(before, FIRST)
        middle = time.monotonic() - begun
        saved = trial.keep("first.db")
        first = trial.rows()
        begun = time.monotonic()
        trial.crawl(after, SECOND)
        end = time.monotonic() - begun
        second = trial.rows()
        table = [
            kill("kill -9 during the first crawl", trial, None, before, FIRST, middle, kills, chance, first),
            kill("kill -9 during the second", trial, saved, after, SECOND, end, kills, chance, second),
            compare("two crawls at once", trial, saved, lambda: two(trial), second),
            compare("SIGSTOP, another crawl, SIGCONT", trial, saved, lambda: overtake(trial), second),
        ]
    print_table(("what was done", "came out", "rows that differ", "listings"), table, empty="")
    sys.exit(any(row[2] for row in table))


Row = tuple[str, str, int, int]


def compare(name: str, trial: Trial, saved: Path | None, disturb: Callable[[], str], expected: Rows) -> Row:
    """Disturb a crawl, and count the rows that are not what an undisturbed one leaves."""
    trial.restore(saved)
    came_out = disturb()
    rows = trial.rows()
    differ = sum(_differences(rows[key], expected[key]) for key in expected)
    return name, came_out, differ, len(expected["listings"])  # type: ignore[arg-type]


def kill(
    name: str, trial: Trial, saved: Path | None, recorded: Path, now: str, seconds: float, kills: int,
    chance: random.Random, expected: Rows,
) -> Row:  # fmt: skip
    """Kill a crawl at a random moment of its course , then let another run to its end; so many times, each anew."""
    differ = killed = 0
    outcomes = ""
    while killed < kills:
        trial.restore(saved)
        process = trial.start(recorded, now)
        time.sleep(chance.uniform(0.5, seconds))
        process.kill()
        if process.wait() != -signal.SIGKILL:  # it had ended before
            seconds *= 0.95
            continue
        killed += 1
        outcomes = _outcomes(trial.crawl(recorded, now))
        rows = trial.rows()
        differ += sum(_differences(rows[key], expected[key]) for key in expected)
        if sys.stderr.isatty():
            click.echo(f"\r{name}: {killed} of {kills}", nl=False, err=True)
    return name, f"{killed} killed; after each {outcomes}", differ, len(expected["listings"])  # type: ignore[arg-type]


def _differences(found: object, expected: object) -> int:
    if isinstance(found, list) and isinstance(expected, list):
        return len(set(found) ^ set(expected)) + abs(len(found) - len(expected))
    return int(found != expected)


def two(trial: Trial) -> str:
    """Two crawls of the same companies at the same time."""
    both = [trial.start(trial.after, SECOND) for _ in range(2)]
    outcomes = [_outcomes(json.loads(process.communicate()[0])) for process in both]
    trial.crawl(trial.after, SECOND)
    return " | ".join(outcomes)


def overtake(trial: Trial) -> str:
    """Stop a crawl while runs are under way, crawl everything meanwhile, let the first go on."""
    stopped = trial.start(trial.after, SECOND)
    while True:
        while trial.under_way() < 4:
            time.sleep(0.02)
        stopped.send_signal(signal.SIGSTOP)
        if not trial.is_locked():  # who stops amid a transaction keeps everybody else from SQLite
            break
        stopped.send_signal(signal.SIGCONT)
    other = _outcomes(trial.crawl(trial.after, SECOND))
    stopped.send_signal(signal.SIGCONT)
    return f"stopped: {_outcomes(json.loads(stopped.communicate()[0]))}; other: {other}"


def _outcomes(reports: list[dict[str, object]]) -> str:
    found: dict[object, int] = {}
    for report in reports:
        found[report["outcome"]] = found.get(report["outcome"], 0) + 1
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.items(), key=str))


if __name__ == "__main__":
    main()
