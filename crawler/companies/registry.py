"""Read the registry's CSVs: a bad row becomes one line, `file:line: what is wrong`, and the other rows go on.

A file is named after its ATS (greenhouse.csv); its columns are slug, name, that ATS's params, country, homepage and
min_listings. Missing columns are blank. Rows are sorted by slug, which is unique over all files and never changes.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from jobtracker import countries
from jobtracker.company import Company
from jobtracker.errors import JobTrackerError

if TYPE_CHECKING:
    from crawler.base.ats_spider import AtsSpider

BEFORE = ("slug", "name")
AFTER = ("country", "homepage", "min_listings")
RESERVED = ("fleet",)
LONGEST = {"slug": 120, "name": 300, "homepage": 500}
"""Characters that the database keeps."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HOMEPAGE = re.compile(r"https?://[^\s/]+\S*")


class BadRow(JobTrackerError):
    """A row cannot be used; the text says why, without the place."""


class NoSource(JobTrackerError):
    """There are no CSVs to be read at a path; the text is the path and why."""


@dataclass(slots=True)
class Registry:
    """What was read: companies by slug, where each stands, and a line for whatever could not be used."""

    companies: dict[str, Company] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Slug -> file:line."""
    errors: list[str] = field(default_factory=list)


def read(source: Traversable | None, adapters: Mapping[str, type[AtsSpider]]) -> Registry:
    """Read a CSV or a folder of them; None is the registry that the project ships. Raises NoSource, OSError."""
    registry = Registry()
    for file in csv_files(files(__package__) if source is None else source):
        ats = file.name.removesuffix(".csv")
        if ats in adapters:
            _read_file(registry, file, adapters[ats])
        else:
            registry.errors.append(f"{file.name}:1: no ATS is called {ats!r}")
    return registry


def csv_files(source: Traversable) -> list[Traversable]:
    """The CSVs of a folder, by name; or the file itself. Raises NoSource: a device or a FIFO has no end."""
    if source.is_dir():
        return sorted((file for file in source.iterdir() if file.name.endswith(".csv")), key=lambda file: file.name)
    if not source.is_file():
        raise NoSource(f"{source}: neither a file nor a folder")
    return [source]


def header(adapter: type[AtsSpider]) -> list[str]:
    """The columns of an ATS's file."""
    return [*BEFORE, *adapter.params, *AFTER]


def _read_file(registry: Registry, file: Traversable, adapter: type[AtsSpider]) -> None:
    """A row is a line: whatever is wrong with one, the next one begins anew."""
    if not file.is_file():
        registry.errors.append(f"{file.name}: not a regular file")
        return
    try:
        lines = enumerate(file.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines(), 1)
    except OSError as error:
        registry.errors.append(f"{file.name}: {error.strerror}")
        return
    names: list[str] = []
    for number, line in lines:
        try:
            cells = _cells(line)
            if not names:
                names = [name.strip() for name in cells]
                _check_header(names, adapter)
            elif cells:
                company = _read_cells(cells, names, adapter, registry)
                registry.companies[company.slug] = company
                registry.places[company.slug] = f"{file.name}:{number}"
        except BadRow as problem:
            registry.errors.append(f"{file.name}:{number}: {problem}")
            if number == 1:
                return
    if not names:
        registry.errors.append(f"{file.name}:1: no column 'slug'")


def _cells(line: bytes) -> list[str]:
    try:
        return next(csv.reader([line.decode()], strict=True), [])
    except UnicodeDecodeError:
        raise BadRow("not UTF-8") from None
    except csv.Error as error:
        raise BadRow(str(error)) from None


def _check_header(names: Sequence[str], adapter: type[AtsSpider]) -> None:
    known = header(adapter)
    needed = [*BEFORE, *(name for name in adapter.params if name not in adapter.choices)]
    for name in names:
        if name not in known:
            raise BadRow(f"unknown column {name!r}, expected {','.join(known)}")
        if names.count(name) > 1:
            raise BadRow(f"column {name!r} comes twice")
    for name in needed:
        if name not in names:
            raise BadRow(f"no column {name!r}")


def _read_cells(cells: list[str], names: Sequence[str], adapter: type[AtsSpider], registry: Registry) -> Company:
    if len(cells) > len(names):
        raise BadRow(f"{len(cells)} cells, but {len(names)} columns")
    company = to_company(dict(zip(names, cells, strict=False)), adapter)
    if company.slug in registry.places:
        raise BadRow(f"slug {company.slug!r} is taken by {registry.places[company.slug]}")
    return company


def to_company(row: Mapping[str, str], adapter: type[AtsSpider]) -> Company:
    """The company that a row says. Raises BadRow."""
    cells = {name: value.strip() for name, value in row.items()}
    slug, name, country, homepage = (cells.get(column, "") for column in ("slug", "name", "country", "homepage"))
    if not _SLUG.fullmatch(slug):
        raise BadRow(f"slug {slug[:80]!r} is not made of a-z, 0-9 and single hyphens")
    if slug in RESERVED:
        raise BadRow(f"slug {slug!r} is taken: `scrapy crawl {slug}` crawls all companies")
    if not name or not name.isprintable():
        raise BadRow(f"name {name[:80]!r} holds control characters" if name else "no name")
    for column, longest in LONGEST.items():
        if len(cells.get(column, "")) > longest:
            raise BadRow(f"{column} is longer than {longest} characters")
    if country and country not in countries.codes():
        raise BadRow(f"country {country[:80]!r} is not an ISO 3166-1 code of two letters")
    if homepage and not _HOMEPAGE.fullmatch(homepage):
        raise BadRow(f"homepage {homepage[:80]!r} is not an http(s) URL")
    params = {param: value for param in adapter.params if (value := cells.get(param, ""))}
    _check_params(params, adapter)
    return Company(slug, name, adapter.name, params, country, homepage, _min_listings(cells.get("min_listings", "")))


def _check_params(params: Mapping[str, str], adapter: type[AtsSpider]) -> None:
    for name in adapter.params:
        value, allowed = params.get(name, ""), adapter.choices.get(name, ())
        if not value and name not in adapter.choices:
            raise BadRow(f"no {name}")
        if value and allowed and value not in allowed:
            raise BadRow(f"{name} is {value[:80]!r}, expected {' or '.join(allowed)}")
        if not value.isprintable():
            raise BadRow(f"{name} {value[:80]!r} holds control characters")


def _min_listings(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise BadRow(f"min_listings {text[:80]!r} is not a whole number")
    return int(text)


def find_faults(registry: Registry, adapters: Mapping[str, type[AtsSpider]]) -> list[str]:
    """What is wrong with rows that can be used: not sorted, a board that stands twice, no URL to be made of it."""
    faults: list[str] = []
    boards: dict[tuple[object, ...], str] = {}
    last = ("", "")
    for slug, company in registry.companies.items():
        place, adapter = registry.places[slug], adapters[company.ats]
        file = place.rpartition(":")[0]
        if last[0] == file and slug < last[1]:
            faults.append(f"{place}: not sorted: {slug} stands after {last[1]}")
        last = (file, slug)
        try:
            board = (adapter.url_for(company.params).casefold(), *sorted(company.params.items()))
        except JobTrackerError as error:
            faults.append(f"{place}: {error}")
            continue
        if (first := boards.setdefault(board, place)) != place:
            faults.append(f"{place}: the board of {first} once more")
    return faults
