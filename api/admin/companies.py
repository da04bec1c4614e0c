"""Companies: all there is to know, and what operators do to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from pydantic import Field, RootModel

from api.access import access
from api.admin.acting import STANDS, Country, Homepage, Line, Why, act
from api.database import database
from api.errors import not_found
from api.models import Body, Query
from api.paging import Page, Paging, after, page
from jobtracker.store import acting
from jobtracker.store import company_views as store
from jobtracker.store.company_views import CompanyView, Sought

bp = APIBlueprint("admin_companies", __name__, url_prefix="/api/admin/companies", tag="Admin")


class CompanyQuery(Paging, Query):
    """Which companies."""

    words: Line = Field("", max_length=120, description="The beginning of a slug; or each begins a word of a name.")
    ats: Line = Field("", max_length=60)
    country: Country = ""
    cause: Line = Field("", max_length=12, description="Of its last run.")
    state: Literal["", "visited", "failing", "held", "paused", "retired", "added", "switched off"] = ""


class AdminCompany(RootModel[CompanyView]):
    """One company."""


class AdminCompanyPage(Page[CompanyView]):
    """Companies, by slug."""


class Edit(Body):
    """What is to be another; what is not named stays. null takes back what an operator set of the last two."""

    name: Annotated[Line, Field(min_length=1, max_length=300)] = ""
    country: Country = ""
    homepage: Homepage = ""
    min_listings: int | None = Field(None, ge=0, lt=10_000_000, description="A run that reads fewer is not trusted.")
    interval: int | None = Field(None, ge=300, le=14 * 86_400, description="Seconds between two visits.")


class Reason(Body):
    """Why."""

    why: Why


@bp.get("")
@bp.input(CompanyQuery, location="query")
@bp.output(AdminCompanyPage)
@access("admin", scope="admin")
def companies(query_data: CompanyQuery) -> dict[str, Any]:
    """Companies, by slug."""
    sought = Sought(**query_data.model_dump(exclude={"cursor", "limit"}))
    last = (after("companies", query_data) or [""])[0]
    rows = database().read(store.companies, sought, after=last, limit=query_data.limit + 1)
    return page("companies", query_data, rows, lambda row: [row.slug])


@bp.get("/<slug>")
@bp.output(AdminCompany)
@access("admin", scope="admin")
def company(slug: str) -> AdminCompany:
    """One company, and how its crawls stand."""
    return _as_it_stands(slug)


@bp.patch("/<slug>")
@bp.input(Edit, location="json")
@bp.output(AdminCompany)
@access("admin", scope="admin")
def edit(slug: str, json_data: Edit) -> AdminCompany:
    """Change what is known of it; the registry does not change that any more."""
    return _done(slug, acting.edit, json_data.model_dump(exclude_unset=True))


@bp.post("/<slug>/pause")
@bp.input(Reason, location="json")
@bp.output(AdminCompany)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def pause(slug: str, json_data: Reason) -> AdminCompany:
    """Visit it no more until it is resumed."""
    return _done(slug, acting.pause, json_data.why)


@bp.post("/<slug>/resume")
@bp.output(AdminCompany)
@access("admin", scope="admin")
def resume(slug: str) -> AdminCompany:
    """Visit it again, from now on."""
    return _done(slug, acting.resume)


@bp.post("/<slug>/crawl")
@bp.output(AdminCompany)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def crawl(slug: str) -> AdminCompany:
    """Ask for a visit ahead of all that is merely due."""
    return _done(slug, acting.crawl_now)


@bp.post("/<slug>/retire")
@bp.input(Reason, location="json")
@bp.output(AdminCompany)
@access("admin", scope="admin")
def retire(slug: str, json_data: Reason) -> AdminCompany:
    """Read it no more: its listings are closed within the hour. The registry does not bring it back."""
    return _done(slug, acting.retire, json_data.why)


@bp.post("/<slug>/unretire")
@bp.output(AdminCompany)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def unretire(slug: str) -> AdminCompany:
    """Read it again. One whose row has left the registry lives here alone from now on."""
    return _done(slug, acting.unretire)


def _done(slug: str, unit: Callable[..., None], *args: Any) -> AdminCompany:
    act("company", unit, slug, *args)
    return _as_it_stands(slug)


def _as_it_stands(slug: str) -> AdminCompany:
    found = database().read(store.company, slug)
    if found is None:
        raise not_found("company")
    return AdminCompany(found)
