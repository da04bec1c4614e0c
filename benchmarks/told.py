"""Whether trackers find exactly what search shows: of thousands of made trackers, on every database.

A set of recorded boards is crawled as of one day; then trackers are made; then the boards as of the next day. What each
tracker was told must be what its search shows on the second day of what is new, back or changed, without the vacancies
that the same search showed on the first. With one set, the first day lacks every sixth listing.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import click
from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from benchmarks.normalise import SEEN_AT, _answer, _body, ats_of
from benchmarks.reconcile import databases
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.filters import Filters, Near, Where
from jobtracker.filters_url import write_filters
from jobtracker.lifecycle import Evidence
from jobtracker.models import ListingEvent, Match, Tracker, User
from jobtracker.query_parser import parse
from jobtracker.run import Prepared
from jobtracker.search import Search
from jobtracker.store import closing, companies, matching, runs
from jobtracker.store.asking import ask, search_table
from jobtracker.tracker_index import TrackerIndex

FIRST = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
BETWEEN, SECOND = FIRST + dt.timedelta(hours=1), FIRST + dt.timedelta(days=1)
BERLIN = Near(lat=52.52, lon=13.4, km=50)
FILTERS = (
    Filters(), Filters(), Filters(), Filters(workplaces=("remote",)), Filters(countries=("DE", "GB")),
    Filters(languages=("en",)), Filters(employment_types=("FULL_TIME",)), Filters(pay_min=80_000.0),
    Filters(where=(Where(near=BERLIN, workplaces=("hybrid", "on-site")), Where(remote_from="DE"))),
    Filters(where=(Where(remote_from="US", unknown_eligibility=True),)), Filters(reposted=False),
    Filters(first_seen_since=dt.timedelta(days=7)),
)  # fmt: skip
Boards = Mapping[str, tuple[Company, Sequence[Prepared]]]


@click.command(short_help="Trackers are told what search shows.")
@click.argument("before", type=click.Path(path_type=Path, exists=True))
@click.argument("after", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--trackers", "number", default=2_000, show_default=True)
@click.option("--boards", default=1_000, show_default=True, help="At most.")
@click.option("--seed", default=1, show_default=True)
@click.option("--database", "names", multiple=True, default=("sqlite", "postgresql", "mariadb"), show_default=True)
def main(before: Path, after: Path | None, number: int, boards: int, seed: int, names: tuple[str, ...]) -> None:
    """Tell trackers of what is new between BEFORE and AFTER, sets of boards, and compare with what search shows."""
    second = _read(after or before, boards)
    first = _read(before, boards) if after else {slug: (it, _without_sixth(its)) for slug, (it, its) in second.items()}
    searches = _searches(second, number, seed)
    rows, wrong = [], 0
    with databases(names) as found:
        for database in found:
            told, different = _play(database, first, second, searches)
            matches = sum(map(len, told.values()))
            rows.append((database.dialect, len(searches), len(told), matches, different))
            wrong += different
    print_table(("database", "trackers", "that were told", "matches", "differences"), rows, empty="")
    sys.exit(wrong > 0)


def _read(recorded: Path, most: int) -> dict[str, tuple[Company, list[Prepared]]]:
    """Every board as it would be written."""
    from crawler.loader import adapters
    from crawler.prepare import prepare

    ats = ats_of(recorded)
    with (recorded / "companies" / f"{ats}.csv").open(newline="") as rows:
        its = [Company(row["slug"], row["name"], ats, {"token": row["token"]}) for row in csv.DictReader(rows)]
    made = {}
    for company in its[:most]:
        spider = adapters()[ats](company=company)
        body = _body(recorded / "cassettes" / f"{company.slug}.json")
        postings = spider.postings(spider.records(spider.document(_answer(body))))
        its_own = [prepare(p, spider.run.fingerprint(p), seen_at=SEEN_AT, company=company) for p in postings]
        made[company.slug] = company, its_own
    return made


def _without_sixth(its: Sequence[Prepared]) -> list[Prepared]:
    return [prepared for number, prepared in enumerate(its) if number % 6]


def _searches(boards: Boards, number: int, seed: int) -> dict[str, Search]:
    """Each with the parameters of a URL that ask for it."""
    from tests.jobtracker.query_strategies import some_queries

    chance, made = random.Random(seed), [prepared for _, its in boards.values() for prepared in its]
    some = chance.sample(made, min(len(made), 500))
    searches: dict[str, Search] = {}
    for query in some_queries([(p.facts.title, p.facts.text) for p in some], number * 2, seed=seed):
        if len(searches) < number and (node := parse(query)) is not None:
            filters = chance.choice(FILTERS)
            searches[_url(query, filters)] = Search(query=node, filters=filters, fold=False)
    return searches


def _url(query: str, filters: Filters) -> str:
    return urlencode([("q", query), *write_filters(filters)])


def _play(
    database: Database, first: Boards, second: Boards, searches: Mapping[str, Search]
) -> tuple[dict[int, set[int]], int]:
    database.write(companies.sync, [company for company, _ in second.values()], origin="given", now=FIRST)
    _crawl(database, first, FIRST)
    ids = database.write(_track, list(searches))
    known = {url: _shown(database, search, FIRST) for url, search in searches.items()}
    _crawl(database, second, SECOND)
    told = _match(database, {ids[url]: search for url, search in searches.items()})
    different = 0
    for url, search in searches.items():
        expected = _shown(database, search, SECOND, _TELLING) - known[url]
        if expected != told.get(ids[url], set()):
            different += 1
            click.echo(f"{database.dialect}: {url}: {sorted(expected ^ told.get(ids[url], set()))[:5]}")
    return told, different


def _crawl(database: Database, boards: Boards, now: dt.datetime) -> None:
    for company, its in boards.values():
        version = its[0].fingerprint.version if its else "1"
        held = database.write(runs.claim, company.slug, now=now, version=lambda _, is_=version: is_)
        database.write(closing.close, held, Evidence(seen={one.external_id for one in its}), its, now=now)


def _track(session: Session, urls: Sequence[str]) -> dict[str, int]:
    owner = User(email="eve@example.com", created_at=FIRST, confirmed_at=FIRST, session_key="x")
    session.add(owner)
    session.flush()
    about = {"user_id": owner.id, "name": "x", "muted_companies": [], "muted_words": [], "cadence": "daily", "hour": 8}
    about |= {"weekday": 0, "zone": "UTC", "ends_at": FIRST + dt.timedelta(days=90)}
    about |= dict.fromkeys(("created_at", "since", "changed_at"), BETWEEN)
    rows = [about | {"search": url, "search_key": str(number)} for number, url in enumerate(urls)]
    session.execute(insert(Tracker), rows)
    return {row.search: row.id for row in session.execute(select(Tracker.search, Tracker.id))}


def _shown(database: Database, search: Search, now: dt.datetime, *only: ColumnElement[bool]) -> set[int]:
    """The vacancies that a search shows, by the index where it answers."""

    def read(session: Session) -> set[int]:
        rows = ask(session, search, now=now).rows(search_table.c.vacancy_id).where(*only)
        return set(session.scalars(rows).all())

    return database.read(read)


_TELLING = search_table.c.listing_id.in_(
    select(ListingEvent.listing_id)
    .where(ListingEvent.at == SECOND, ListingEvent.baseline.is_(False))
    .where(ListingEvent.kind.in_(("new", "reopened", "changed")))
)
"""It is a listing of which the second day told something."""


def _match(database: Database, asked: Mapping[int, Search]) -> dict[int, set[int]]:
    trackers = TrackerIndex()
    for tracker_id, search in asked.items():
        trackers.put(tracker_id, BETWEEN, search.query, search.filters)
    while waiting := database.read(matching.waiting, limit=1_000):
        for run_id in waiting:
            database.write(matching.match, run_id, trackers, now=SECOND)
    told: defaultdict[int, set[int]] = defaultdict(set)
    for row in database.read(lambda session: session.execute(select(Match.tracker_id, Match.vacancy_id)).all()):
        told[row.tracker_id].add(row.vacancy_id)
    return told


if __name__ == "__main__":
    main()
