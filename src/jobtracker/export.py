"""Listings as a file: CSV, JSON lines or Parquet, written as they come, so that memory does not grow with them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO, Final, Literal

import orjson

Format = Literal["csv", "jsonl", "parquet"]
Row = Mapping[str, Any]

CHUNK: Final = 2_000
"""Rows held at once, and rows of a Parquet row group."""

COLUMNS: Final[Mapping[str, Literal["text", "list", "number", "time"]]] = {
    "company": "text",
    "company_name": "text",
    "external_id": "text",
    "title": "text",
    "url": "text",
    "apply_url": "text",
    "places": "list",
    "countries": "list",
    "workplace": "text",
    "work_from": "list",
    "employment_types": "list",
    "department": "text",
    "pay_min": "number",
    "pay_max": "number",
    "pay_currency": "text",
    "pay_period": "text",
    "posted_at": "time",
    "first_seen_at": "time",
    "status": "text",
    "removed_at": "time",
    "language": "text",
    "text": "text",
}
"""What is written, in this order, whatever else a row holds. A column that a row lacks is empty."""

# A spreadsheet takes a cell that begins so for a formula, and a posting's title is a stranger's words.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write(rows: Iterable[Row], format: Format, file: BinaryIO) -> None:  # noqa: A002 - the word of the command line
    """Write the rows to a binary file, which stays open and need not be seekable.

    CSV (RFC 4180): UTF-8 without byte order mark, lists joined by "; ", times as RFC 3339 in UTC; a text that a
    spreadsheet would run as a formula gets an apostrophe in front. Who reads by program and wants each character takes
    one of the others. JSON lines: one object a line. Parquet: lists of strings, times in microseconds UTC.
    """
    {"csv": _write_csv, "jsonl": _write_jsonl, "parquet": _write_parquet}[format](rows, file)


def _chunks(rows: Iterable[Row]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(rows)
    while chunk := [{name: row.get(name) for name in COLUMNS} for row in islice(rest, CHUNK)]:
        yield chunk


def _write_csv(rows: Iterable[Row], file: BinaryIO) -> None:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for chunk in _chunks(rows):
        writer.writerows([_cell(value) for value in row.values()] for row in chunk)
        file.write(lines.getvalue().encode())
        lines.seek(0)
        lines.truncate()
    file.write(lines.getvalue().encode())


def _cell(value: Any) -> str | float:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return guarded(value if isinstance(value, str) else "; ".join(value))


def guarded(text: str) -> str:
    """A cell of CSV: what a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_jsonl(rows: Iterable[Row], file: BinaryIO) -> None:
    option = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
    file.writelines(b"".join(orjson.dumps(row, option=option) for row in chunk) for chunk in _chunks(rows))


def _write_parquet(rows: Iterable[Row], file: BinaryIO) -> None:
    import pyarrow as pa  # half a second: not for the other formats
    from pyarrow import parquet

    types = {
        "text": pa.string(),
        "list": pa.list_(pa.string()),
        "number": pa.float64(),
        "time": pa.timestamp("us", "UTC"),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    with parquet.ParquetWriter(_Counted(file), schema, compression="zstd") as writer:
        for chunk in _chunks(rows):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))


class _Counted(io.RawIOBase):
    """A file that only counts on: Parquet asks where it stands, and a pipe cannot say."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._file.write(data)
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        self._file.flush()
