"""What Lighthouse says of the pages, and how long a person waits, with many listings behind them."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click
from sqlalchemy import func, select, text

from benchmarks.filling import fill
from benchmarks.own_postgresql import serving
from benchmarks.page import lighthouse
from benchmarks.page.waits import wait
from jobtracker.db import Database
from jobtracker.models import ListingRow
from jobtracker.tasks.count import count
from jobtracker.tasks.suggest import suggest

PAGES: Final = {
    "search": "/",
    "words and filters": "/?q=engineer+commonword&workplace=remote&employment_type=FULL_TIME",
    "listing": "/jobs/{listing}",
    "company": "/companies/company-1",
    "companies": "/companies",
    "stats": "/stats",
    "new tracker": "/trackers/new?q=engineer",
    "log-in": "/login",
}


@click.command(short_help="Lighthouse of the web page; how long a person waits.")
@click.option("--listings", default=100_000, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Keep what was made in this folder, and use it again.")
@click.option("--only", default=",".join(PAGES), help="Pages, with commas between them.  [default: all]")
@click.option("--times", default=30, show_default=True, help="That a person waits for each. 0: not measured.")
@click.option("--faults/--no-faults", default=True, show_default=True, help="What keeps a page from 100.")
def main(listings: int, keep: Path | None, only: str, times: int, faults: bool) -> None:
    """Lighthouse 12.2.3 of `jobtracker serve`, with two workers, PostgreSQL and Valkey, as a desk and as a phone.

    Then the time from opening the search to the first result on the screen, and from a letter to its results.
    """
    from tests.browser.serving import served
    from tests.own_valkey import own_valkey

    lighthouse.install()
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(TemporaryDirectory()))
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
        url = stack.enter_context(serving(folder / "postgresql"))
        newest = _filled(url, listings)
        redis_url = stack.enter_context(own_valkey()).url
        address = stack.enter_context(
            served(url, JOBTRACKER_REDIS_URL=redis_url, JOBTRACKER_RATE_LIMITS="1000000", JOBTRACKER_WEB_WORKERS="2")
        )
        if pages := [name.strip() for name in only.split(",") if name.strip()]:
            _print_lighthouse(address, {name: PAGES[name].format(listing=newest) for name in pages}, faults=faults)
        if times:
            head = ("from -> to", "p50 ms", "p95", "of it the API: p50", "p95", "times")
            _print(head, list(wait(address, times)))


def _filled(url: str, listings: int) -> int:
    """Filled, counted as the background tasks do. Returns the newest open listing."""
    database = Database(url)
    database.upgrade()
    if not database.read(lambda session: session.scalar(select(func.count()).select_from(ListingRow))):
        fill(database, listings, processes=2)
        click.echo()
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE company SET open_count = (SELECT count(*) FROM listing WHERE company_id = "
                                    "company.id AND status = 'open')"))  # fmt: skip
    now = dt.datetime.now(dt.UTC)
    with database.engine.begin() as connection:  # what nobody has confirmed for long would not be found
        connection.execute(text("UPDATE company SET last_complete_at = now()"))
    count(database, None, now)  # type: ignore[arg-type]  # it needs no Redis
    suggest(database, None, now)  # type: ignore[arg-type]
    with database.engine.begin() as connection:  # made listings have words alone
        newest = connection.execute(select(func.max(ListingRow.id)).where(ListingRow.status == "open")).scalar_one()
        html = "UPDATE listing_body SET html = '<p>' || text || '</p>' WHERE listing_id = :id"
        connection.execute(text(html), {"id": newest})
    database.close()
    return int(newest)


def _print_lighthouse(address: str, pages: dict[str, str], *, faults: bool) -> None:
    rows: list[tuple[str, ...]] = []
    wrong: dict[str, list[str]] = {}
    for name, path in pages.items():
        for form in lighthouse.FORMS:
            told = lighthouse.look(address + path, form)
            numbers = (f"{told.cls:.3f}", f"{told.lcp:.0f}", f"{told.tbt:.0f}", f"{told.transferred / 1024:.0f}")
            rows.append((name, form, *map(str, told.scores), *numbers))
            for fault in told.faults:
                wrong.setdefault(fault, []).append(f"{name} ({form})")
    _print(("page", "as", "accessibility", "best practices", "SEO", "performance", "CLS", "LCP ms", "TBT ms",
            "JS+CSS KB"), rows)  # fmt: skip
    if faults:
        for fault, where in wrong.items():
            click.echo(f"{fault}: {', '.join(where)}")
        click.echo()


def _print(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Aligned, at a pipe too."""
    widths = [max(len(row[n]) for row in [columns, *rows]) for n in range(len(columns))]
    for row in [columns, *rows]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo()
