"""The search as CSV, streamed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from api import clock
from api.access import access, caller
from api.database import database
from api.limits import VIEWS
from api.links import listing_page
from api.searching import Asked, Words, search_of
from jobtracker.db import Database
from jobtracker.export import guarded
from jobtracker.search import Search
from jobtracker.store.results import Result, Wish, results

bp = APIBlueprint("csv_export", __name__, url_prefix="/api", tag="Listings")
MOST_ROWS = 10_000
BATCH = 200
COLUMNS = (
    "title", "company", "department", "places", "workplace", "work_from", "employment_types", "pay_min", "pay_max",
    "pay_currency", "pay_period", "state", "posted_at", "first_seen_at", "removed_at", "language", "url", "apply_url",
    "page", "listings", "vacancy_id", "listing_id",
)  # fmt: skip
_TEXT: dict[int | str, Any] = {
    200: {
        "description": f"The rows, {MOST_ROWS} at most: Row-Limit says so. A cell that a spreadsheet would take for a "
        "formula begins with an apostrophe.",
        "content": {"text/csv": {"schema": {"type": "string"}}},
        "headers": {"Row-Limit": {"schema": {"type": "integer"}, "description": "So many rows come at most."}},
    }
}


@dataclass(frozen=True, slots=True)
class Source:
    """What the rows come from. They are read when the view is over: nothing of it is asked for then."""

    database: Database
    search: Search
    wish: Wish
    page: str
    """Before a listing's id: where the web page shows it."""


@bp.get("/listings.csv")
@bp.input(Asked, location="query")
@bp.doc(responses=_TEXT)
@access("public")
def table(query_data: Words) -> Response:
    """The search as CSV: one row a result, the newest listing's facts and the places of all."""
    search = search_of(query_data)
    wish = Wish(limit=BATCH, user_id=caller().user_id, show_hidden=query_data.hidden == "include")
    source = Source(database(), search, wish, listing_page(""))
    headers = {"Row-Limit": str(MOST_ROWS), "Content-Disposition": 'attachment; filename="jobs.csv"'}
    return Response(_lines(source), mimetype="text/csv", headers=headers)


def _lines(source: Source) -> Iterator[str]:
    yield _written([COLUMNS])
    for rows in _batches(source):
        yield _written(rows)


def _batches(source: Source) -> Iterator[list[list[Any]]]:
    """Each read by itself: nobody holds a transaction while a slow reader reads."""
    now, after, left = clock.now(), None, MOST_ROWS
    while left:
        wish = replace(source.wish, after=after, limit=min(left, BATCH))
        found = source.database.read(results, source.search, wish, now=now)
        yield [_row(item, source.page) for item in found.items]
        left -= len(found.items)
        after = found.next
        if after is None:
            return


def _written(rows: Any) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _row(item: Result, page: str) -> list[Any]:
    one = item.listings[0]
    pay = one.pay[0] if one.pay else {}
    places = dict.fromkeys(place["name"] for each in item.listings for place in each.places)
    cells = {
        "company": one.company_name,
        "places": "; ".join(places),
        "work_from": " ".join(one.work_from),
        "employment_types": " ".join(one.employment_types),
        **{f"pay_{name}": pay.get(name) for name in ("min", "max", "currency", "period")},
        **{name: _time(getattr(one, name)) for name in ("posted_at", "first_seen_at", "removed_at")},
        "page": f"{page}{one.id}",
        "listings": item.total,
        "listing_id": one.id,
    }
    return [cells[name] if name in cells else getattr(one, name) for name in COLUMNS]


def _time(time: dt.datetime | None) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else ""


VIEWS["csv_export.table"] = "20 per minute"
