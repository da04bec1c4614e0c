"""Runs, looked for among millions; and one with its log."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from api.access import access
from api.admin.acting import Line, Time, times_of
from api.database import database
from api.errors import not_found
from api.models import Query
from api.paging import Page, Paging, after, page
from jobtracker.store import run_views as store
from jobtracker.store.run_views import RunView, Sought

bp = APIBlueprint("admin_runs", __name__, url_prefix="/api/admin/runs", tag="Admin")


class RunQuery(Paging, Query):
    """Which runs."""

    company: Line = Field("", max_length=120, description="Its slug.")
    ats: Line = Field("", max_length=60)
    outcome: Literal["", "running", "complete", "partial", "failed", "superseded"] = ""
    cause: Line = Field("", max_length=12)
    node: Line = Field("", max_length=120)
    since: Time | None = Field(None, description="Begun then or later: a day, a time with its zone, 24h or 7d ago.")
    until: Time | None = Field(None, description="Begun before.")


class RunPage(Page[RunView]):
    """Runs, the newest first."""


class LoggedRun(BaseModel):
    """One run, with the lines it logged."""

    run: RunView
    log: str = Field(description="A line each, what it came to last. Empty while it runs: lines are kept at its end.")


@bp.get("")
@bp.input(RunQuery, location="query")
@bp.output(RunPage)
@access("admin", scope="admin")
def runs(query_data: RunQuery) -> dict[str, Any]:
    """Runs, the newest first."""
    words = query_data.model_dump(exclude={"cursor", "limit", "since", "until"})
    sought = Sought(**words, **times_of(query_data))
    last = after("runs", query_data)
    place = (dt.datetime.fromisoformat(last[0]), last[1]) if last else None
    rows = database().read(store.runs, sought, after=place, limit=query_data.limit + 1)
    return page("runs", query_data, rows, lambda row: [row.started_at.isoformat(), row.id])


@bp.get("/<int:number>")
@bp.output(LoggedRun)
@access("admin", scope="admin")
def run(number: int) -> LoggedRun:
    """One run, with its log."""
    found = database().read(store.run, number)
    if found is None:
        raise not_found("run")
    return LoggedRun(run=found[0], log=found[1])
