"""Companies, and everything in numbers."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from api import clock
from api.access import access
from api.answers import written
from api.caching import shared
from api.database import database
from api.errors import not_found
from api.models import Query
from api.paging import Paging, cursor, read_cursor
from api.schemas.company import CompanyPage, Stats, WholeCompany
from jobtracker.store import company_pages, stats
from jobtracker.store.company_pages import Sort, State, Wanted

bp = APIBlueprint("companies", __name__, url_prefix="/api", tag="Companies")


class Sought(Paging, Query):
    """Which companies."""

    q: str = Field("", max_length=100, description="Words; each begins a word of the name.", examples=["deut bank"])
    ats: str = Field("", max_length=60, examples=["greenhouse"])
    country: str = Field("", max_length=2, description="ISO 3166-1 alpha-2.", examples=["DE"])
    state: State | None = Field(None, description="well, failing, paused, retired or unread.")
    hiring: bool = Field(False, description="Only those with open listings.")
    sort: Sort = Field(
        "name", description="name; open: most open listings first; fresh: read last first; newest: watched last first."
    )


class Span(Query):
    """Over how long."""

    days: int = Field(90, ge=1, le=400, description="So many days, today included.")


@bp.get("/companies")
@bp.input(Sought, location="query")
@bp.output(CompanyPage)
@access("public")
@shared
def many(query_data: Sought) -> Response:
    """Companies by name, ATS, country and state."""
    wanted = Wanted(
        words=query_data.q,
        ats=query_data.ats,
        country=query_data.country.upper(),
        state=query_data.state,
        hiring=query_data.hiring,
        sort=query_data.sort,
    )
    after = read_cursor(f"companies {wanted}", query_data.cursor)
    page, more = database().read(
        company_pages.companies, wanted, after=(after[0], after[1]) if after else None, limit=query_data.limit
    )
    return written({"items": page, "next": cursor(f"companies {wanted}", *more) if more else None})


@bp.get("/companies/<slug>")
@bp.input(Span, location="query")
@bp.output(WholeCompany)
@access("public")
@shared
def one(slug: str, query_data: Span) -> Response:
    """One company: how fresh its listings are, what became of them day by day, its departments and places."""
    today = clock.now().date()
    found = database().read(company_pages.company, slug, today=today, days=query_data.days)
    if found is None:
        raise not_found("company")
    return written(found)


@bp.get("/stats")
@bp.input(Span, location="query")
@bp.output(Stats)
@access("public")
@shared
def numbers(query_data: Span) -> Response:
    """Totals, new and removed per day, who has most, and how long listings stay. Counted every ten minutes."""
    return written(database().read(stats.stats, today=clock.now().date(), days=query_data.days))
