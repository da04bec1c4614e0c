"""`jobtracker companies`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtracker.commands.holding import HOLDING
from jobtracker.commands.operating import OPERATING
from jobtracker.nearest import did_you_mean

if TYPE_CHECKING:
    from crawler.adding import Verdict
    from crawler.base import AtsSpider
    from crawler.companies.registry import Registry
    from crawler.fetch import Fetcher
    from jobtracker.company import Company

AT_ONCE = 8
"""URLs of an import that are looked at at the same time."""


@click.group()
def companies() -> None:
    """The registry: whose career sites are read. What operators do to companies in the database."""


for _command in (*OPERATING, *HOLDING):
    companies.add_command(_command)


@companies.command("list")
@click.option("--ats", help="Only the boards of this ATS.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(ats: str | None, as_json: bool) -> None:
    """Print all companies, one a line."""
    if ats is not None and ats not in _adapters():
        raise click.UsageError(f"no ATS is called {ats!r}{did_you_mean(ats, _adapters())}")
    rows = [
        c for c in sorted(_registry(with_added=True).companies.values(), key=lambda c: c.slug) if ats in (None, c.ats)
    ]
    if as_json:
        import orjson

        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    else:
        _table([(c.slug, c.ats, c.country, c.name) for c in rows])


@companies.command(short_help="Add the company of a careers URL.")
@click.argument("url")
@click.option("--slug", help="Instead of one made from the name.")
@click.option("--name", help="Instead of the site's own name for the company.")
@click.option("--country", default="", help="ISO 3166-1 code of the head office.")
@click.option("--homepage", default="", help="The company's own site.")
@click.option("--yes", is_flag=True, help="Add it without asking.")
def add(url: str, *, slug: str | None, name: str | None, country: str, homepage: str, yes: bool) -> None:
    """Add the company of a board, a posting or a careers page, after a look at its board."""
    from crawler.adding import examine

    registry = _registry(with_added=True)
    verdict = examine(url, _adapters(), registry.companies, _fetcher())
    company = verdict.company
    if verdict.outcome == "known already" and company:
        click.echo(f"known already: {company.slug} ({company.name}, {company.ats})")
        return
    if verdict.outcome != "new" or company is None:
        _fail(f"{verdict.outcome}: {verdict.why}: {url}")
        return
    company = replace(company, slug=slug or company.slug, name=name or company.name, country=country, homepage=homepage)
    _check(company, registry)
    _show(verdict, company)
    if sys.stdin.isatty() and not yes:
        click.confirm("Add it?", abort=True)
    click.echo(f"added to {_write([company])[0]}")


@companies.command("import", short_help="Add the rows of a CSV, or a list of careers URLs.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Add the rows of a CSV, named after its ATS, or the careers URLs of a text, one a line; a verdict for each."""
    registry = _registry(with_added=True)
    is_csv = file.suffix == ".csv"
    if is_csv and file.stem not in _adapters():
        raise click.UsageError(f"{file}: no ATS is called {file.stem!r}; there are {', '.join(sorted(_adapters()))}")
    verdicts, fresh = (_import_rows if is_csv else _import_urls)(file, registry)
    if fresh:
        _write(fresh)
    _table(verdicts)
    counts = {word: sum(word == row[0] for row in verdicts) for word in dict.fromkeys(row[0] for row in verdicts)}
    click.echo(", ".join(f"{number} {word}" for word, number in counts.items()) or "nothing to import", err=True)
    sys.exit(1 if any(word not in ("added", "known already") for word in counts) else 0)


@companies.command(short_help="Check the rows; with --live, their boards.")
@click.option("--live", is_flag=True, help="Read the boards of NAMES too.")
@click.argument("names", nargs=-1)
def check(live: bool, names: tuple[str, ...]) -> None:
    """Check the shape of all rows; with --live, that the boards of NAMES answer."""
    from crawler.companies.registry import find_faults

    if names and not live:
        raise click.UsageError("names are for --live")
    if live and not names:
        raise click.UsageError("--live reads the boards of the companies that are named: check --live NAME...")
    registry = _registry(warn=False)
    faults = registry.errors + find_faults(registry, _adapters())
    for line in faults:
        click.echo(line, err=True)
    for name in names:
        if name not in registry.companies:
            raise click.UsageError(f"no company {name!r}{did_you_mean(name, registry.companies)}")
    boards = [_look(registry.companies[name]) for name in names]
    _table(boards)
    if not faults and not live:
        systems = len({company.ats for company in registry.companies.values()})
        click.echo(f"{len(registry.companies)} companies, {systems} ATS: all rows are well")
    sys.exit(1 if faults or any(board[0] != "alive" for board in boards) else 0)


def _look(company: Company) -> tuple[str, str, str]:
    from crawler.preview import preview
    from jobtracker.errors import JobTrackerError

    adapter = _adapters()[company.ats]
    if adapter.switched_off:
        return "refused", company.slug, f"switched off: {adapter.switched_off}"
    try:
        found = preview(adapter, company.params, _fetcher())
    except JobTrackerError as error:
        return "dead", company.slug, str(error)
    if not found.postings and not adapter.empty_is_answer:
        return "dead", company.slug, found.trouble or "the board is empty"
    return "alive", company.slug, f"{found.total or len(found.postings)} listings" if found.total else "answers"


def _import_urls(file: Path, registry: Registry) -> tuple[list[tuple[str, str, str]], list[Company]]:
    from concurrent.futures import ThreadPoolExecutor

    from crawler.adding import examine, settle

    lines = file.read_bytes().decode("utf-8-sig", "replace").splitlines()
    urls = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    adapters, fetcher = _adapters(), _fetcher()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda url: examine(url, adapters, registry.companies, fetcher), urls))
    known, fresh, verdicts = dict(registry.companies), [], []
    for url, verdict in zip(urls, found, strict=True):
        settled = settle(verdict, known, adapters)
        if settled.outcome == "new" and (company := settled.company):
            known[company.slug] = company
            fresh.append(company)
            verdicts.append(("added", url, f"{company.slug} ({company.ats})"))
        else:
            verdicts.append((settled.outcome, url, settled.why))
    return verdicts, fresh


def _import_rows(file: Path, registry: Registry) -> tuple[list[tuple[str, str, str]], list[Company]]:
    from crawler.adding import find_known
    from crawler.companies.registry import read

    adapters = _adapters()
    given = read(file, adapters)
    verdicts, fresh = [("bad row", *line.split(": ", 1)) for line in given.errors], []
    known = dict(registry.companies)
    for company in given.companies.values():
        place = given.places[company.slug]
        if twin := find_known(company.ats, company.params, known, adapters):
            verdicts.append(("known already", place, f"as {twin.slug}"))
        elif company.slug in known:
            verdicts.append(("bad row", place, f"slug {company.slug!r} is another board's"))
        else:
            known[company.slug] = company
            fresh.append(company)
            verdicts.append(("added", place, company.slug))
    return [(word, where, why) for word, where, why in verdicts], fresh


def _adapters() -> Mapping[str, type[AtsSpider]]:
    from crawler.loader import adapters

    return adapters()


def _registry(*, warn: bool = True, with_added: bool = False) -> Registry:
    """The registry; if they are wanted, with the companies that live in SQL alone."""
    from crawler.companies.added import added, merge
    from crawler.companies.registry import Registry, read
    from jobtracker.config import settings

    source = settings().registry
    registry = Registry() if source == "none" else read(None if source == "shipped" else Path(source), _adapters())
    for line in registry.errors if warn else ():
        click.echo(line, err=True)
    if with_added:
        merge(registry, added())
    return registry


def _fetcher() -> Fetcher:
    from crawler.fetch import Fetcher
    from jobtracker.config import settings

    return Fetcher(settings().user_agent, sample_sites=settings().sample_sites)


def _write(fresh: Sequence[Company]) -> list[Path]:
    from crawler.companies.editing import add_rows, file_of
    from jobtracker.config import settings

    written = []
    for ats in sorted({company.ats for company in fresh}):
        file = file_of(settings().registry, ats)
        add_rows(file, [company for company in fresh if company.ats == ats], _adapters()[ats])
        written.append(file)
    return written


def _check(company: Company, registry: Registry) -> None:
    """What the options said must make a row that reading accepts."""
    from crawler.companies.registry import BadRow, to_company

    row = {"slug": company.slug, "name": company.name, "country": company.country, "homepage": company.homepage}
    try:
        to_company(row | dict(company.params), _adapters()[company.ats])
    except BadRow as error:
        raise click.UsageError(str(error)) from None
    if company.slug in registry.companies:
        raise click.UsageError(f"slug {company.slug!r} is taken by {registry.places[company.slug]}")


def _show(verdict: Verdict, company: Company) -> None:
    total = f", {verdict.preview.total} listings" if verdict.preview.total is not None else ""
    click.echo(f"{company.slug}: {company.name}, {company.ats}{total}")
    for posting in verdict.preview.postings[:5]:
        places = "; ".join(_place(place) for place in posting.places)
        click.echo(f"  {_line(posting.title)}  [{_line(places)}]" if places else f"  {_line(posting.title)}")


def _place(place: object) -> str:
    if isinstance(place, Mapping):
        return ", ".join(str(place[part]) for part in ("city", "region", "country") if place.get(part))
    return str(place)


def _line(text: str) -> str:
    """Fit for a terminal, whatever the site wrote."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:120].strip()


def _table(rows: Sequence[Sequence[str]]) -> None:
    cells = [[_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _fail(line: str) -> None:
    click.echo(f"jobtracker: {line}", err=True)
    sys.exit(1)
