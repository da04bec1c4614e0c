"""The audit: who did what."""

from __future__ import annotations

from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import Field

from api.access import access
from api.admin.acting import Line, Time, times_of
from api.database import database
from api.models import Query
from api.paging import Page, Paging, after, page
from jobtracker.store import audit as store
from jobtracker.store.audit import Act, Sought

bp = APIBlueprint("admin_audit", __name__, url_prefix="/api/admin/audit", tag="Admin")


class AuditQuery(Paging, Query):
    """Which acts."""

    who: Line = Field("", max_length=254)
    via: Literal["", "session", "token", "command"] = ""
    act: Line = Field("", max_length=40, description="As company.pause.")
    subject: Line = Field("", max_length=200)
    since: Time | None = Field(None, description="A day, a time with its zone, 24h or 7d ago.")
    until: Time | None = Field(None, description="The same.")


class ActPage(Page[Act]):
    """Acts, the newest first."""


@bp.get("")
@bp.input(AuditQuery, location="query")
@bp.output(ActPage)
@access("admin", scope="admin")
def acts(query_data: AuditQuery) -> dict[str, Any]:
    """What operators did, the newest first: here, or by a command."""
    words = query_data.model_dump(exclude={"cursor", "limit", "since", "until"})
    sought = Sought(**words, **times_of(query_data))
    last = (after("audit", query_data) or [None])[0]
    rows = database().read(store.acts, sought, before=last, limit=query_data.limit + 1)
    return page("audit", query_data, rows, lambda row: [row.id])
