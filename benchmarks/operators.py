"""How long an operator waits for a page: of 100,000 companies, of 2,000,000 runs, of 500,000 acts."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import text

from jobtracker.commands.table import print_table
from jobtracker.db import Database
from jobtracker.store import audit, company_views, held_views, run_views

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
PAGE = 26
_NUMBERS = {
    "postgresql": "SELECT g AS n FROM generate_series(1, {many}) AS g",
    "sqlite": "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {many}) SELECT n FROM g",
}
_AT = {
    "postgresql": "timestamptz '2026-11-01 00:00Z' - (n % 60000) * interval '43 seconds' - n * interval '1 ms'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '2026-11-01', '-' || ((n % 60000) * 43) || ' seconds')",
}
_COMPANIES = """
INSERT INTO company (id, slug, name, name_key, ats, params, country, homepage, origin, generation, open_count, version,
    board_digest, cause, failures, host, paused_why, paused_at)
SELECT n, 'company-' || n, 'Company ' || n, ' company ' || n,
    CASE WHEN n % 1000 = 0 THEN 'personio' WHEN n % 3 = 0 THEN 'greenhouse' ELSE 'lever' END,
    '{{}}', 'DE', '', 'registry', 1, 50, '1', '', CASE WHEN n % 50 = 0 THEN 'blocked' ELSE '' END, 0, '',
    '', CASE WHEN n % 5000 = 0 THEN {now} END
FROM ({numbers}) AS numbers
"""
_RUNS = """
INSERT INTO run (id, company_id, ats, generation, outcome, started_at, seconds, seen, new, changed, removed, reopened,
    held, detail_failures, baseline, error, cause, node, log)
SELECT n, 1 + n % {companies},
    CASE WHEN (1 + n % {companies}) % 1000 = 0 THEN 'personio' WHEN (1 + n % {companies}) % 3 = 0 THEN 'greenhouse'
        ELSE 'lever' END,
    1, CASE WHEN n % 30 = 0 THEN 'failed' ELSE 'complete' END, {at}, 1.5, 50, 0, 0, 0, 0, 0, 0, {false},
    CASE WHEN n % 30 = 0 THEN '403' ELSE '' END, CASE WHEN n % 30 = 0 THEN 'blocked' ELSE '' END,
    'node-' || (n % 8), 'a line of the log'
FROM ({numbers}) AS numbers
"""
_ACTS = """
INSERT INTO audit (at, who, via, act, subject, detail, address)
SELECT {at}, 'ada@example.com', 'session', 'company.pause', 'company-' || (n % {companies}), '{{}}', ''
FROM ({numbers}) AS numbers
"""


def fill(database: Database, companies: int, runs: int, acts: int) -> None:
    """Make it all up inside the database."""
    kind = database.dialect
    is_server = kind == "postgresql"
    common = {"companies": companies, "at": _AT[kind], "false": "false" if is_server else "0"}
    common["now"] = "timestamptz '2026-11-01 00:00Z'" if is_server else "'2026-11-01 00:00:00.000000'"

    def insert(statement: str, many: int) -> None:
        words = {**common, "numbers": _NUMBERS[kind].format(many=many)}
        database.write(lambda session: session.execute(text(statement.format(**words))) and None)

    insert(_COMPANIES, companies)
    insert(_RUNS, runs)
    insert(_ACTS, acts)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def questions(companies: int) -> dict[str, tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """What operators ask for: a name, and the call that answers."""
    there, runs = company_views.Sought, run_views.Sought
    middle = (NOW - dt.timedelta(days=15), 0)
    first, deep = {"after": "", "limit": PAGE}, {"after": f"company-{companies // 2}", "limit": PAGE}
    newest, older = {"after": None, "limit": PAGE}, {"after": middle, "limit": PAGE}
    return {
        "companies, first page": (company_views.companies, (there(),), first),
        "companies, in the middle": (company_views.companies, (there(),), deep),
        "companies of a rare ATS": (company_views.companies, (there(ats="personio"),), first),
        "companies that fail": (company_views.companies, (there(state="failing"),), first),
        "companies that are paused": (company_views.companies, (there(state="paused"),), first),
        "companies by some of a name": (company_views.companies, (there(words=f"company {companies - 1}"),), first),
        "companies, none of that name": (company_views.companies, (there(words="zzz"),), first),
        "one company": (company_views.company, (f"company-{companies // 2}",), {}),
        "boards that are held": (held_views.boards, (), first),
        "runs, first page": (run_views.runs, (runs(),), newest),
        "runs, in the middle": (run_views.runs, (runs(),), older),
        "runs of a company": (run_views.runs, (runs(company="company-77"),), newest),
        "runs of a rare ATS": (run_views.runs, (runs(ats="personio"),), newest),
        "runs that failed": (run_views.runs, (runs(outcome="failed"),), older),
        "runs by cause and node": (run_views.runs, (runs(cause="blocked", node="node-2"),), newest),
        "runs of a node that is not": (run_views.runs, (runs(node="none"),), newest),
        "one run": (run_views.run, (77,), {}),
        "acts, first page": (audit.acts, (audit.Sought(),), {"before": None, "limit": PAGE}),
        "acts upon a company": (audit.acts, (audit.Sought(subject="company-77"),), {"before": None, "limit": PAGE}),
    }


@click.command(short_help="How long an operator waits for a list.")
@click.option("--database", "names", multiple=True, default=("postgresql",), show_default=True)
@click.option("--companies", default=100_000, show_default=True)
@click.option("--runs", default=2_000_000, show_default=True)
@click.option("--acts", default=500_000, show_default=True)
@click.option("--times", default=21, show_default=True, help="Each is asked so often; the first answer is left out.")
def main(names: tuple[str, ...], companies: int, runs: int, acts: int, times: int) -> None:
    """Measure how long the lists of operators take, from the question to the last row."""
    from benchmarks.boards import empty_database

    rows = []
    for name in names:
        with empty_database(name) as url:
            database = Database(url)
            database.upgrade()
            fill(database, companies, runs, acts)
            for what, (unit, args, kwargs) in questions(companies).items():
                took = [_seconds(database, unit, args, kwargs) for _ in range(times)][1:]
                p95 = statistics.quantiles(took, n=20)[-1]
                rows.append((name, what, f"{1000 * statistics.median(took):.1f}", f"{1000 * p95:.1f}"))
            database.close()
    print_table(("database", "what", "median ms", "p95 ms"), rows, empty="")


def _seconds(database: Database, unit: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
    began = time.perf_counter()
    database.read(unit, *args, **kwargs)
    return time.perf_counter() - began
