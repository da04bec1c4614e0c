"""Fill a database with made listings: COPY on PostgreSQL, inserts of many rows on the others."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, insert, text

from benchmarks.made_listings import COMPANIES, NOW, PLACES, Vacancy, paragraphs, rows, vacancies
from jobtracker.db import Database
from jobtracker.dialects.index import index_of
from jobtracker.facet_tokens import place_cell
from jobtracker.models import Base

BATCH: Final = 2_000
"""Vacancies at once."""
SPAWN = multiprocessing.get_context("spawn")
_TABLES: Final = ("listing", "listing_body", "listing_words")
_REST: Final[dict[str, Any]] = {
    "requisition_id": "", "joined": "", "seen_at": NOW, "removed_reason": "", "hash": "", "version": "",
    "detail_pending": False, "title_key": "", "places_key": "", "post_key": "", "text_key": "", "apply_url": "",
    "url": "https://example.com/listing", "department": "", "workplace_evidence": "",
    "work_from": '{"areas": [], "source": null, "evidence": ""}',
    "pay": "[]", "posted_bound": False,
}  # fmt: skip
_GIN: Final = {
    "ix_listing_search_tokens_open": "CREATE INDEX {} ON listing_search USING gin (tokens) WHERE state <= 2",
    "ix_listing_search_tokens_removed": "CREATE INDEX {} ON listing_search USING gin (tokens) WHERE state = 3",
}


def fill(database: Database, listings: int, *, processes: int) -> None:
    """Make so many listings. The schema is there and empty."""
    made = vacancies(listings)
    _write_others(database, made)
    parts = list(_cut(made, BATCH))
    if database.dialect == "postgresql":
        _set_indexes(database, there=False)
        with SPAWN.Pool(processes, _begin, (database.engine.url.render_as_string(hide_password=False),)) as pool:
            for number, _ in enumerate(pool.imap_unordered(_copy_part, parts)):
                print(f"\r{100 * (number + 1) // len(parts)} % made", end="", flush=True)
        _set_indexes(database, there=True)
        return
    texts = paragraphs()
    for part in parts:
        with database.engine.begin() as connection:
            insert_rows(connection, database.dialect, list(rows(part, texts)))
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE" if database.dialect == "sqlite" else "ANALYZE TABLE listing_search"))


def _cut(made: Sequence[Vacancy], size: int) -> Iterator[list[Vacancy]]:
    rest = iter(made)
    while part := list(itertools.islice(rest, size)):
        yield part


def _write_others(database: Database, made: Iterable[Vacancy]) -> None:
    companies = [
        {"id": n, "slug": f"company-{n}", "name": f"Company{n}", "ats": "greenhouse", "params": {}, "country": "",
         "homepage": "", "origin": "registry", "generation": 1, "open_count": 1, "version": "", "board_digest": "",
         "last_complete_at": NOW}
        for n in range(1, COMPANIES + 1)
    ]  # fmt: skip
    places = [
        {"cell": place_cell(lat, lon), "name": name, "city": name, "region": "", "country": country, "lat": lat,
         "lon": lon}
        for name, country, lat, lon in PLACES
    ]  # fmt: skip
    with database.engine.begin() as connection:
        connection.execute(insert(Base.metadata.tables["company"]), companies)
        connection.execute(insert(Base.metadata.tables["place"]), places)
        openings = Base.metadata.tables["vacancy"]
        for part in _cut(list(made), 20_000):
            values = [{"id": v.id, "company_id": v.company, "first_seen_at": v.appeared_at,
                       "appeared_at": v.appeared_at} for v in part]  # fmt: skip
            connection.execute(insert(openings), values)


def _set_indexes(database: Database, *, there: bool) -> None:
    """A GIN index is made in minutes at once, and in hours row by row."""
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SET maintenance_work_mem = '1GB'"))
        for name, create in _GIN.items():
            connection.execute(text(create.format(name) if there else f"DROP INDEX {name}"))
        if there:
            connection.execute(text("VACUUM ANALYZE"))


_HELD: dict[str, Any] = {}


def _begin(url: str) -> None:
    _HELD["database"], _HELD["texts"] = Database(url), paragraphs()


def _copy_part(part: list[Vacancy]) -> None:
    found = list(rows(part, _HELD["texts"]))
    with _HELD["database"].engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # foreign keys are not looked up
        cursor = connection.connection.cursor()
        for table in (*_TABLES, "listing_search"):
            lines = [_with_rest(row, table) for row in found]
            columns = ", ".join(lines[0])
            data = io.StringIO("".join("\t".join(map(_field, line.values())) + "\n" for line in lines))
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", data)


def _with_rest(row: dict[str, Any], table: str) -> dict[str, Any]:
    if table == "listing":
        return row[table] | _REST
    return row[table] | {"tokens": row["tokens"]} if table == "listing_search" else row[table]


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)


def insert_rows(
    connection: Connection, dialect: str, found: list[dict[str, Any]], *, indexed: bool = True, beyond: int = 0
) -> None:
    """Insert listings, and what they are found by; `beyond` is added to their numbers."""
    listings, bodies, words, searched = [], [], [], []
    for row in found:
        lists = {name: orjson.loads(row["listing"][name]) for name in ("places", "employment_types")}
        its = {"listing_id": row["listing"]["id"] + beyond}
        rest = (
            _REST
            | lists
            | {"work_from": {"areas": [], "source": None, "evidence": ""}, "pay": [], "id": its["listing_id"]}
        )
        listings.append(row["listing"] | rest | {"external_id": str(its["listing_id"])})
        bodies.append(row["listing_body"] | its)
        words.append(row["listing_words"] | its)
        place = row["listing_search"]["position"] + (beyond << 12)
        searched.append(row["listing_search"] | its | {"tokens": row["tokens"], "position": place})
    connection.execute(insert(Base.metadata.tables["listing"]), listings)
    connection.execute(insert(Base.metadata.tables["listing_body"]), bodies)
    if indexed:
        connection.execute(insert(Base.metadata.tables["listing_words"]), words)
        index_of(dialect).add(connection, searched)
