"""One meaning: the same listings for every query on SQLite, PostgreSQL, MariaDB and in memory."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.normalise import SEEN_AT, _answer, _body, ats_of
from benchmarks.reconcile import START, databases
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.filters import Filters
from jobtracker.models import ListingRow, ListingSearch
from jobtracker.query import Node, fits
from jobtracker.query_parser import parse
from jobtracker.run import Prepared
from jobtracker.search import Search
from jobtracker.store import companies
from jobtracker.store.asking import ask
from jobtracker.store.listings import write


@click.command(short_help="Ask every database the same queries, and compare.")
@click.argument("recorded", type=click.Path(path_type=Path, exists=True))
@click.option("--queries", default=5_000, show_default=True)
@click.option("--listings", default=500, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--database", "names", multiple=True, default=("sqlite", "postgresql", "mariadb"), show_default=True)
def main(recorded: Path, queries: int, listings: int, seed: int, names: tuple[str, ...]) -> None:
    """Ask for listings of RECORDED, a set of Ashby boards, in two ways each: by the index, and row by row."""
    from tests.jobtracker.query_strategies import some_queries

    made = _some(recorded, listings)
    asked = some_queries([(p.facts.title, p.facts.text) for p in made], queries, seed=seed)
    nodes = {query: node for query in asked if (node := parse(query)) is not None}
    expected = {query: _in_memory(node, made) for query, node in nodes.items()}
    rows, wrong = [], 0
    with databases(names) as found:
        for database in found:
            database.write(_fill, made)
            different = [query for query, node in nodes.items() if not _agrees(database, node, expected[query])]
            rows.append((database.dialect, len(nodes), sum(map(bool, expected.values())), len(different)))
            wrong += len(different)
            for query in different[:20]:
                click.echo(f"{database.dialect}: {query}")
    print_table(("database", "queries", "that find something", "differences"), rows, empty="")
    sys.exit(wrong > 0)


def _some(recorded: Path, count: int) -> list[Prepared]:
    """Of all boards."""
    chosen = islice(_prepared(recorded, every=6), count)
    return [_numbered(prepared, str(number)) for number, prepared in enumerate(chosen, 1)]


def _prepared(recorded: Path, every: int) -> Iterator[Prepared]:
    """Every so-manieth listing of each board, as it would be written."""
    from crawler.loader import adapters
    from crawler.prepare import prepare

    ats = ats_of(recorded)
    with (recorded / "companies" / f"{ats}.csv").open(newline="") as rows:
        its = [Company(row["slug"], row["name"], ats, {"token": row["token"]}) for row in csv.DictReader(rows)]
    for company in its:
        spider = adapters()[ats](company=company)
        body = _body(recorded / "cassettes" / f"{company.slug}.json")
        for posting in islice(spider.postings(spider.records(spider.document(_answer(body)))), 0, None, every):
            yield prepare(posting, spider.run.fingerprint(posting), seen_at=SEEN_AT, company=company)


def _numbered(prepared: Prepared, id_: str) -> Prepared:
    prepared.external_id = id_
    return prepared


def _fill(session: Session, made: Sequence[Prepared]) -> None:
    companies.sync(session, [Company("acme", "Acme", "ashby")], origin="given", now=START)
    session.flush()
    write(session, 1, made, status="open", now=START)


def _in_memory(node: Node, made: Sequence[Prepared]) -> set[str]:
    return {prepared.external_id for prepared in made if fits(node, prepared.document)}


def _agrees(database: Database, node: Node, expected: set[str]) -> bool:
    return all(found == expected for found in database.read(_found, node))


def _found(session: Session, node: Node) -> Iterator[set[str]]:
    asked = ask(session, Search(query=node, filters=Filters(state="all")), now=START)
    names: Mapping[int, str] = dict(session.execute(select(ListingRow.id, ListingRow.external_id)).all())
    ids = ListingSearch.__table__.c
    ways = [{names[id_] for id_ in session.scalars(asked.rows(ids.listing_id))}]
    if asked.index is not None:
        asked.by.by_index(session.connection())
        rows = list(session.execute(asked.found(ids.listing_id, ids.position)))
        asked.by.by_order(session.connection())
        if asked.is_checked:
            found = ids.position.in_([row.position for row in rows])
            rows = list(session.execute(asked.checked(ids.listing_id).where(found)))
        ways.append({names[row.listing_id] for row in rows})
    return iter(ways)
