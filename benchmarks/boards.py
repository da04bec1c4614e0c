"""Crawl recorded sets of real boards and hold the rows against what the recordings say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.commands.table import print_table
from jobtracker.db import Database
from jobtracker.models import CompanyRow, ListingEvent, ListingRow

Ids = dict[str, set[str]]


@click.group(short_help="Crawl recorded sets; compare rows and recordings.")
def main() -> None:
    """Crawl recorded sets (see the README) and compare the rows with what was recorded."""


@main.command(short_help="Each set on its own.")
@click.argument("sets", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--database", default="sqlite", show_default=True)
def each(sets: tuple[Path, ...], database: str) -> None:
    """Crawl each set into an empty database, and compare the open ids with those that were recorded."""
    rows = []
    wrong: list[str] = []
    for recorded in sets:
        with empty_database(database) as url:
            reports = crawl(url, recorded, "2026-10-01T00:00:00Z")
            found, expected = open_ids(url), _expected(recorded)
        rows.append((recorded.name, *_judge(recorded.name, reports, found, expected, wrong)))
    columns = ("set", "companies", "complete", "partial", "failed", "listings", "complete and equal", "wrong")
    print_table(columns, rows, empty="")
    for line in wrong:
        click.echo(line)
    sys.exit(any(row[-1] for row in rows))


def _judge(
    name: str, reports: list[dict[str, Any]], found: Ids, expected: Mapping[str, Any], wrong: list[str]
) -> tuple[int, ...]:
    outcomes = Counter(report["outcome"] for report in reports)
    equal = 0
    for report in reports:
        slug = report["company"]
        ids = found.get(slug, set())
        # a board that was cut down after its capture may be partial, but what it shows must be there
        same = ids == set(expected[slug]["ids"])
        if report["outcome"] == "complete" and same:
            equal += 1
        if not same:
            wrong.append(f"{name}/{slug}: {report['outcome']} ({report['error']}), {len(ids)} open")
    not_equal = sum(1 for r in reports if found.get(r["company"], set()) != set(expected[r["company"]]["ids"]))
    listings = sum(map(len, found.values()))
    return (len(reports), outcomes["complete"], outcomes["partial"], outcomes["failed"], listings, equal, not_equal)


@main.command(short_help="Two days of the same boards.")
@click.argument("before", type=click.Path(path_type=Path, exists=True))
@click.argument("after", type=click.Path(path_type=Path, exists=True))
@click.option("--database", default="sqlite", show_default=True)
def pair(before: Path, after: Path, database: str) -> None:
    """Crawl BEFORE, AFTER at its own date, and AFTER again seven hours later: new, removed and reopened."""
    with empty_database(database) as url:
        crawl(url, before, f"{before.name[-10:]}T00:00:00Z")
        second = crawl(url, after, f"{after.name[-10:]}T00:00:00Z")
        wrong = _differences(second, _expected(before), _expected(after))
        third = crawl(url, after, f"{after.name[-10:]}T07:00:00Z")
        left = {slug: ids for slug, ids in open_ids(url).items() if ids}
        migrated = _migrated(url)
    expected = {slug: set(board["ids"]) for slug, board in _expected(after).items() if board["ids"]}
    print_table(
        ("", "boards", "new", "removed", "reopened", "held"),
        [_sum("second run", second), _sum("third run", third)],
        empty="",
    )
    for report in second:
        if report["held"]:
            click.echo(
                f"held: {report['company']}: {report['held']} of {len(_expected(before)[report['company']]['ids'])}"
            )
    for slug, count in migrated.items():
        click.echo(f"migration of ids: {slug}: {count}")
    for report in second:
        if report["outcome"] != "complete":
            click.echo(f"{report['outcome']}: {report['company']}: {report['error']}")
    for line in wrong:
        click.echo(f"wrong: {line}")
    unequal = [slug for slug in left.keys() | expected.keys() if left.get(slug) != expected.get(slug)]
    click.echo(f"wrong in the second run, held ones apart: {len(wrong)}")
    click.echo(f"boards whose open ids differ from the recording after the third run: {len(unequal)} {sorted(unequal)}")
    sys.exit(bool(wrong or unequal))


def _sum(name: str, reports: list[dict[str, Any]]) -> tuple[object, ...]:
    return (name, len(reports), *(sum(r[key] for r in reports) for key in ("new", "removed", "reopened", "held")))


def _differences(reports: list[dict[str, Any]], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Reports that differ from the set differences of the two boards; what is held counts as not yet removed."""
    wrong = []
    for report in reports:
        if report["outcome"] != "complete":
            continue
        old, new = (set(board.get(report["company"], {"ids": ()})["ids"]) for board in (before, after))
        found = (report["new"], report["removed"] + report["held"], report["reopened"])
        if found != (len(new - old), len(old - new), 0):
            wrong.append(
                f"{report['company']}: new, removed, reopened {found}, not {(len(new - old), len(old - new), 0)}"
            )
    return wrong


def _migrated(url: str) -> dict[str, int]:
    def read(session: Session) -> dict[str, int]:
        rows = session.execute(
            select(CompanyRow.slug, ListingEvent.detail)
            .join(CompanyRow, CompanyRow.id == ListingEvent.company_id)
            .where(ListingEvent.kind == "removed")
        )
        return dict(Counter(slug for slug, detail in rows if detail["reason"] == "migrated"))

    return Database(url).read(read)


def crawl(url: str, recorded: Path, now: str) -> list[dict[str, Any]]:
    """Crawl a recorded set as users do; return its reports."""
    words = ["crawl", "--companies", recorded / "companies", "--archive", recorded / "cassettes", "--now", now]
    done = subprocess.run(
        [sys.executable, "-m", "jobtracker", *map(str, words), "--json"],
        env={**os.environ, "JOBTRACKER_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    reports: list[dict[str, Any]] = json.loads(done.stdout)
    return reports


def open_ids(url: str) -> Ids:
    """The external ids of the open listings, by company."""

    def read(session: Session) -> Ids:
        found: Ids = {}
        rows = session.execute(
            select(CompanyRow.slug, ListingRow.external_id)
            .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
            .where(ListingRow.status == "open")
        )
        for slug, id_ in rows:
            found.setdefault(slug, set()).add(id_)
        return found

    return Database(url).read(read)


def _expected(recorded: Path) -> dict[str, Any]:
    boards: dict[str, Any] = json.loads((recorded / "expected.json").read_text())
    return boards


@contextmanager
def empty_database(kind: str) -> Iterator[str]:
    """The URL of a new database with the schema; servers are the tests' own, but write as safely as users' do."""
    from tests import servers

    with TemporaryDirectory() as folder:
        if kind == "sqlite":
            url = f"sqlite:///{Path(folder, 'boards.db')}"
            Database(url).upgrade()
            yield url
            return
        servers.begin_run(durable=True)
        with servers.fresh_database(kind) as url:
            database = Database(url)
            database.upgrade()
            yield url
            database.close()
