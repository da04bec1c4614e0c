"""`python -m benchmarks.api.bare PORT FILE`: a Flask view with nothing around it, under the same gunicorn.

What somebody would write who wants this one answer and nothing else: the same statements by the driver, a dict a
listing out of the rows that they give, orjson. What else is in the answer (how many, facets, the search in words) is as
it was recorded, and written anew each time: it costs this view less than it would cost to make.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response
from sqlalchemy import CursorResult, Row

from api import serve
from jobtracker.config import settings
from jobtracker.db import Database


def make_app(file: Path) -> Flask:
    """Executes the statements of the file, fetches their rows, and answers with the same JSON as its body."""
    statements, body = pickle.loads(file.read_bytes())
    cards = [(card["vacancy_id"], card["total"], [each["id"] for each in card["listings"]]) for card in body["items"]]
    app = Flask(__name__)
    database = Database(settings().database_url)

    @app.get("/bare")
    def bare() -> Response:
        listings: dict[int, Any] = {}
        with database.engine.connect() as connection:
            for statement, parameters in statements:
                result = connection.exec_driver_sql(statement, parameters)
                rows = result.all()
                if _has_listings(result):
                    listings |= {row.id: _listing(row) for row in rows}
        items = [
            {"vacancy_id": vacancy_id, "total": total, "listings": [listings[id_] for id_ in ids], "marks": None}
            for vacancy_id, total, ids in cards
        ]
        answer = orjson.dumps(body | {"items": items}, option=orjson.OPT_UTC_Z)
        return Response(answer, mimetype="application/json")

    @app.get("/nothing")
    def nothing() -> Response:
        return Response(status=304)

    app.extensions["jobtracker"] = type("Ground", (), {"database": database})
    return app


def _has_listings(result: CursorResult[Any]) -> bool:
    names = result.keys()
    return "external_id" in names


def _listing(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "vacancy_id": row.vacancy_id,
        "external_id": row.external_id,
        "company": row.slug,
        "company_name": row.name,
        "ats": row.ats,
        "title": row.title,
        "department": row.department,
        "url": row.url,
        "apply_url": row.apply_url,
        "places": row.places,
        "workplace": row.workplace,
        "work_from": row.work_from["areas"],
        "employment_types": row.employment_types,
        "pay": row.pay,
        "posted_at": row.posted_at,
        "posted_bound": row.posted_bound,
        "first_seen_at": row.first_seen_at,
        "appeared_at": row.appeared_at,
        "removed_at": row.removed_at,
        "language": row.language,
        "state": row.status,
        "reposted": row.joined == "repost",
    }


if __name__ == "__main__":
    os.environ[serve.COUNTS] = tempfile.mkdtemp(prefix="jobtracker-bare-")
    port = int(sys.argv[1])
    serve.Server(make_app(Path(sys.argv[2])), serve.options("127.0.0.1", port, access_log=False)).run()
