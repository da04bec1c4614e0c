"""Add rows to the registry's CSVs: sorted, and written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from importlib.resources import files
from pathlib import Path

from crawler.base.ats_spider import AtsSpider
from crawler.companies.registry import header
from jobtracker.company import Company
from jobtracker.errors import JobTrackerError


class NotWritable(JobTrackerError):
    """The registry cannot be written; the text says what to set."""


def file_of(registry: str | Path, ats: str) -> Path:
    """The file that an ATS's rows belong into. `registry` is the setting: shipped, none, a CSV or a folder of them."""
    if registry == "none":
        raise NotWritable("there is no registry to add to: set JOBTRACKER_REGISTRY to a CSV or a folder of them")
    folder = Path(str(files(__package__))) if registry == "shipped" else Path(registry)
    if folder.is_file():
        if folder.stem != ats:
            raise NotWritable(f"{folder.name} has no rows of {ats}: set JOBTRACKER_REGISTRY to a folder")
        return folder
    if not folder.is_dir():
        raise NotWritable(f"{folder} is no folder: set JOBTRACKER_REGISTRY to one")
    return folder / f"{ats}.csv"


def add_rows(file: Path, companies: list[Company], adapter: type[AtsSpider]) -> None:
    """Add companies of one ATS to its file, which is made if there is none. What stood there stays as it was."""
    names, rows = _read(file, adapter)
    rows = sorted(rows + [_cells(each, names) for each in companies], key=lambda cells: cells[names.index("slug")])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    _replace(file, text.getvalue())


def _read(file: Path, adapter: type[AtsSpider]) -> tuple[list[str], list[list[str]]]:
    if not file.exists():
        return header(adapter), []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows: list[list[str]] = [cells for cells in csv.reader(lines) if cells]
    names: list[str] = rows.pop(0) if rows else header(adapter)
    missing = [name for name in header(adapter) if name not in names]
    return names + missing, [row + [""] * (len(names) + len(missing) - len(row)) for row in rows]


def _cells(company: Company, names: list[str]) -> list[str]:
    least = "" if company.min_listings is None else str(company.min_listings)
    known = {
        "slug": company.slug, "name": company.name, "country": company.country, "homepage": company.homepage,
        "min_listings": least, **company.params,
    }  # fmt: skip
    return [known.get(name, "") for name in names]


def _replace(file: Path, text: str) -> None:
    """Write a file beside the old one and put it in its place, in one step."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as new:
            new.write(text)
        Path(name).chmod(file.stat().st_mode if file.exists() else 0o644)
        Path(name).replace(file)
    except OSError as error:
        raise NotWritable(f"{file} cannot be written: {error.strerror}") from None
