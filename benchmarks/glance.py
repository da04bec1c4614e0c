"""How long it takes to say how everything stands: health, statistics, companies, of 1,000,000 listings."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, Final

import click
from sqlalchemy import text

from benchmarks.operators import NOW
from jobtracker.commands.table import print_table
from jobtracker.db import Database
from jobtracker.filters import Filters
from jobtracker.search import Search
from jobtracker.store import (
    broken,
    company_pages,
    counting,
    freshness,
    mail_views,
    matching,
    missing_fields,
    offers,
    results,
    stats,
)
from jobtracker.store.figures import figures
from jobtracker.tasks.count import count, recount
from jobtracker.tasks.suggest import suggest

_AGE: Final = 730 * 86400
"""Seconds of the oldest listing."""
_MAKE: Final = """
INSERT INTO company (id, slug, name, name_key, ats, params, country, homepage, origin, generation, open_count, version,
    board_digest, cause, failures, host, paused_why, last_complete_at, failing_since, due_at)
SELECT n, 'company-' || n, 'Company ' || n, ' company ' || n,
    CASE WHEN n % 100 = 0 THEN 'personio' WHEN n % 3 = 0 THEN 'greenhouse' ELSE 'lever' END,
    '{}', 'DE', '', 'registry', 1, n % 300, '1', '', CASE WHEN n % 50 = 0 THEN 'blocked' ELSE '' END, 0, '', '',
    ago(n), CASE WHEN n % 50 = 0 THEN ago(n * 60) END, ago(n - 3600)
FROM number WHERE n <= :companies;
INSERT INTO vacancy (id, company_id, first_seen_at, appeared_at)
SELECT n, 1 + n % :companies, ago((:listings - n) * :each), ago((:listings - n) * :each) FROM number
WHERE n <= :listings;
INSERT INTO listing (id, company_id, vacancy_id, external_id, status, first_seen_at, seen_at, removed_at,
    removed_reason, hash, version, detail_pending, title_key, places_key, post_key, text_key, url, apply_url, title,
    department, places, workplace, workplace_evidence, work_from, employment_types, pay, posted_bound, language,
    requisition_id, joined)
SELECT n, 1 + n % :companies, n - (n % 5) / 4, n, CASE WHEN gone THEN 'removed' ELSE 'open' END,
    ago((:listings - n) * :each), ago(n % 9000), CASE WHEN gone THEN ago((:listings - n) * :each / 2) END,
    CASE WHEN gone THEN 'absent' ELSE '' END, '', '', false, '', '', '', 'text', 'https://example.com/listing', '',
    'Engineer ' || (n % 30000), CASE n % 3 WHEN 0 THEN '' WHEN 1 THEN 'Sales' ELSE 'Engineering' END,
    json('[{"name": "Town ' || (n % 2000) || '", "city": "Town ' || (n % 2000) ||
        '", "region": "", "country": "DE", "lat": 52.5, "lon": 13.4}]'),
    CASE n % 4 WHEN 0 THEN 'remote' WHEN 1 THEN 'hybrid' WHEN 2 THEN 'on-site' ELSE 'unknown' END, '',
    '{"areas": [], "source": null, "evidence": ""}', '["FULL_TIME"]', '[]', false, 'en', '', ''
FROM (SELECT n, n < :listings * 0.9 AND n % 8 < 5 AS gone FROM number WHERE n <= :listings) AS made;
INSERT INTO listing_search (position, listing_id, vacancy_id, company_id, state, reposted, pay, first_seen_at,
    pay_source, language, workplace, employment_types, countries, regions, department)
SELECT id, id, vacancy_id, company_id, CASE status WHEN 'open' THEN 1 ELSE 3 END, false, -1, first_seen_at, '',
    'en', workplace, 'FULL_TIME', 'DE', '', department FROM listing;
INSERT INTO listing_event (company_id, listing_id, kind, at, baseline, detail)
SELECT company_id, id, 'new', first_seen_at, false, '{}' FROM listing;
INSERT INTO listing_event (company_id, listing_id, kind, at, baseline, detail)
SELECT company_id, id, 'removed', removed_at, false, '{"reason": "absent"}' FROM listing WHERE status = 'removed';
INSERT INTO run (id, company_id, ats, generation, outcome, started_at, seconds, seen, new, changed, removed, reopened,
    held, detail_failures, baseline, error, cause, node, log, matched_at)
SELECT n, 1 + n % :companies, 'lever', 1, CASE WHEN n % 30 = 0 THEN 'failed' ELSE 'complete' END, ago(n * 4), 1.5, 50,
    0, 0, 0, 0, 0, 0, false, '', '', 'node-1', 'a line of the log', ago(n * 4)
FROM number WHERE n <= :runs;
DROP TABLE number
"""


def fill(database: Database, companies: int, listings: int, runs: int) -> None:
    """Make it all up inside the database: no texts, and nothing that a word would find."""
    its = {"companies": companies, "listings": listings, "each": _AGE / listings, "runs": runs}
    its["most"] = max(its.values())
    with database.engine.begin() as connection:
        if database.dialect == "postgresql":
            connection.execute(text(_AGO))
            connection.execute(text("ALTER TABLE listing_search ALTER tokens SET DEFAULT ''"))
        else:
            connection.connection.driver_connection.create_function("ago", 1, _ago, deterministic=True)  # type: ignore[union-attr]
        for statement in (_NUMBERS, *_MAKE.split(";\n")):
            connection.execute(text(statement), its)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if database.dialect == "postgresql" else "ANALYZE"))


_NUMBERS: Final = """
CREATE TABLE number AS WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < :most)
SELECT n FROM g
"""
_AGO: Final = """
CREATE FUNCTION ago(double precision) RETURNS timestamptz LANGUAGE sql IMMUTABLE
AS $$ SELECT timestamptz '2026-11-01 00:00Z' - $1 * interval '1 second' $$
"""
"""So many seconds before NOW. What has a higher number is newer."""


def _ago(seconds: float | None) -> str | None:
    return None if seconds is None else f"{NOW - dt.timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S.%f}"


def questions() -> dict[str, tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """What is asked for: a name, and the call that answers."""
    wanted, today = company_pages.Wanted, NOW.date()
    first: dict[str, Any] = {"after": None, "limit": 50}
    wish, first_page = results.Wish(limit=1, count=True), results.Wish(limit=30, count=True, facets=True)
    return {
        "health: figures": (figures, (), {"now": NOW}),
        "health: mail": (mail_views.state, (), {}),
        "health: signs": (broken.counts, (), {}),
        "health: groups": (broken.groups, (), {}),
        "health: fields that went missing": (missing_fields.missing_fields, (), {"now": NOW}),
        "health: runs to be matched": (matching.backlog, (), {}),
        "broken companies": (broken.broken, (broken.Sought(),), first),
        "the data's version": (freshness.version, (), {"now": NOW}),
        "statistics, 90 days": (stats.stats, (), {"today": today, "days": 90}),
        "statistics, 400 days": (stats.stats, (), {"today": today, "days": 400}),
        "new since yesterday": (results.results, (_since(1), wish), {"now": NOW}),
        "new since a month ago": (results.results, (_since(30), wish), {"now": NOW}),
        "the newest 30, counted, with facets": (results.results, (Search(), first_page), {"now": NOW}),
        "companies by name": (company_pages.companies, (wanted(),), first),
        "companies, most open": (company_pages.companies, (wanted(sort="open"),), first),
        "companies, freshest": (company_pages.companies, (wanted(sort="fresh"),), first),
        "companies of a name": (company_pages.companies, (wanted(words="company 49"),), first),
        "companies, failing": (company_pages.companies, (wanted(state="failing"),), first),
        "a company": (company_pages.company, ("company-77",), {"today": today, "days": 90}),
        "task: totals": (counting.totals, (NOW,), {}),
        "task: workplaces": (counting.workplaces, (), {}),
        "task: a day": (counting.count_day, (today - dt.timedelta(days=1),), {}),
        "task: time to removal": (counting.time_to_removal, (NOW,), {}),
        "task: titles": (offers.titles, (), {}),
        "task: places": (offers.places, (), {}),
    }


def _since(days: int) -> Search:
    return Search(filters=Filters(first_seen_since=dt.timedelta(days=days)))


@click.command(short_help="How long it takes to say how everything stands.")
@click.option("--database", "names", multiple=True, default=("postgresql", "sqlite"), show_default=True)
@click.option("--companies", default=5_000, show_default=True)
@click.option("--listings", default=1_000_000, show_default=True)
@click.option("--runs", default=600_000, show_default=True)
@click.option("--times", default=10, show_default=True, help="Each is asked so often; the first answer is left out.")
def main(names: tuple[str, ...], companies: int, listings: int, runs: int, times: int) -> None:
    """Measure what is asked of many listings at once: the least, the median and the most, in ms, warm."""
    from benchmarks.boards import empty_database

    for name in names:
        rows = []
        with empty_database(name) as url:
            database = Database(url)
            database.upgrade()
            fill(database, companies, listings, runs)
            for task in (recount, count, suggest):
                began = time.perf_counter()
                task(database, None, NOW)  # type: ignore[arg-type]  # they need no Redis
                rows.append(
                    (name, f"task {task.__name__}, whole", f"{1000 * (time.perf_counter() - began):.0f}", "", "")
                )
            for what, (unit, args, kwargs) in questions().items():
                took = sorted(_seconds(database, unit, args, kwargs) for _ in range(times + 1))[:-1]
                shown = [f"{1000 * each:.1f}" for each in (took[0], took[len(took) // 2], took[-1])]
                rows.append((name, what, *shown))
            database.close()
        print_table(("database", "what", "least ms", "median", "most"), rows, empty="")


def _seconds(database: Database, unit: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
    began = time.perf_counter()
    database.read(unit, *args, **kwargs)
    return time.perf_counter() - began
