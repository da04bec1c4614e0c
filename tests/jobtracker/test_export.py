import csv
import datetime as dt
import io
import json
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from jobtracker.export import CHUNK, COLUMNS, write

SEEN = dt.datetime(2026, 5, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
ROW: dict[str, Any] = {
    "company": "acme",
    "company_name": "Acme GmbH",
    "external_id": "1",
    "title": 'Koch "Größe", 東京',
    "url": "https://jobs.example/1",
    "apply_url": "",
    "places": ["Berlin, Germany", "Paris, France"],
    "countries": ["DE", "FR"],
    "workplace": "hybrid",
    "work_from": [],
    "employment_types": ["FULL_TIME"],
    "department": "Küche",
    "pay_min": 40_000,
    "pay_max": 52_000.5,
    "pay_currency": "EUR",
    "pay_period": "year",
    "posted_at": None,
    "first_seen_at": SEEN,
    "status": "open",
    "removed_at": None,
    "language": "de",
    "text": "Zwei\nZeilen\r\nund ein Rest",
}


def written(rows: Any, format_: Any) -> bytes:
    file = io.BytesIO()
    write(rows, format_, file)
    assert not file.closed
    return file.getvalue()


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_csv() -> None:
    (row,) = read_csv(written([ROW], "csv"))
    assert list(row) == list(COLUMNS) == list(ROW)
    assert row["title"] == ROW["title"]
    assert row["text"] == ROW["text"]
    assert row["places"] == "Berlin, Germany; Paris, France"
    assert row["first_seen_at"] == "2026-05-01T06:30:00Z"
    assert (row["pay_min"], row["pay_max"], row["posted_at"], row["work_from"]) == ("40000", "52000.5", "", "")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "＝1"])
def test_csv_holds_no_formulas(start: str) -> None:
    (row,) = read_csv(written([ROW | {"title": start, "places": [start], "pay_min": -1}], "csv"))
    assert row["title"] == row["places"] == f"'{start}"
    assert row["pay_min"] == "-1"


def test_jsonl() -> None:
    (line,) = written([ROW], "jsonl").splitlines()
    row = json.loads(line)
    assert list(row) == list(COLUMNS)
    assert row == ROW | {"first_seen_at": row["first_seen_at"]}
    assert dt.datetime.fromisoformat(row["first_seen_at"]) == SEEN


def test_parquet() -> None:
    table = parquet.read_table(io.BytesIO(written([ROW], "parquet")))
    assert table.column_names == list(COLUMNS)
    assert table.to_pylist() == [ROW]
    assert str(table.schema.field("first_seen_at").type) == "timestamp[us, tz=UTC]"


@pytest.mark.parametrize(("format_", "empty"), [("csv", ",".join(COLUMNS).encode() + b"\r\n"), ("jsonl", b"")])
def test_no_rows(format_: str, empty: bytes) -> None:
    assert written([], format_) == empty


def test_no_rows_as_parquet_keep_their_schema() -> None:
    table = parquet.read_table(io.BytesIO(written([], "parquet")))
    assert (table.num_rows, table.column_names) == (0, list(COLUMNS))


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
def test_rows_may_lack_columns_and_have_more(format_: str) -> None:
    assert written([{"company": "acme", "more": 1}], format_) == written([{"company": "acme"}], format_) != b""


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
def test_rows_are_written_as_they_come(format_: str) -> None:
    sizes = []
    file = io.BytesIO()

    def rows() -> Iterator[dict[str, Any]]:
        for n in range(2 * CHUNK + 1):
            if n % CHUNK == 0:
                sizes.append(file.tell())
            yield ROW | {"external_id": str(n)}

    write(rows(), format_, file)  # type: ignore[arg-type]
    assert sizes[0] < sizes[1] < sizes[2] < file.tell()
    data = file.getvalue()
    if format_ == "parquet":
        assert parquet.read_table(io.BytesIO(data))["external_id"].to_pylist() == [str(n) for n in range(2 * CHUNK + 1)]
    else:
        ids = [row["external_id"] for row in read_csv(data)] if format_ == "csv" else data.splitlines()
        assert len(ids) == 2 * CHUNK + 1


def test_parquet_goes_through_a_pipe() -> None:
    reading, writing = os.pipe()
    received = io.BytesIO()

    def read() -> None:
        with os.fdopen(reading, "rb") as pipe:
            received.write(pipe.read())

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(writing, "wb") as file:
        write([ROW], "parquet", file)
    reader.join()
    assert parquet.read_table(received).num_rows == 1


@given(st.text(st.characters(codec="utf-8")), st.lists(st.text(st.characters(codec="utf-8"))))
def test_any_text_comes_back(text: str, places: list[str]) -> None:
    row = {"title": text, "places": places}
    assert json.loads(written([row], "jsonl"))["title"] == text
    assert parquet.read_table(io.BytesIO(written([row], "parquet"))).to_pylist()[0]["places"] == places
    (back,) = read_csv(written([row], "csv"))
    assert back["title"] in (text, f"'{text}")
