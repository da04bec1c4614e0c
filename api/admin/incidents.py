"""Incidents: what is wrong, with whom, and what operators do about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from api.access import access
from api.admin.acting import STANDS, act
from api.admin.companies import Reason
from api.admin.recrawls import Begun
from api.database import database, redis
from api.errors import not_found
from api.models import Query
from api.paging import Page, Paging, after, page
from jobtracker.causes import CAUSES
from jobtracker.fleet.hosts import Hosts
from jobtracker.selection import Selection
from jobtracker.store import acting_on_many
from jobtracker.store import incident_views as store
from jobtracker.store.incident_views import IncidentView, Member

bp = APIBlueprint("admin_incidents", __name__, url_prefix="/api/admin/incidents", tag="Admin")


class IncidentQuery(Paging, Query):
    """Which incidents."""

    state: Literal["open", "closed", "all"] = "open"


class MemberQuery(Paging, Query):
    """Which page."""


class IncidentPage(Page[IncidentView]):
    """Incidents, the newest first."""


class MemberPage(Page[Member]):
    """Companies of an incident, by slug."""


class ExplainedIncident(BaseModel):
    """One incident; its runs are those of this ATS and cause."""

    incident: IncidentView
    meaning: str
    remedy: str = Field(description="What helps.")


class Number(BaseModel):
    """What was done."""

    companies: int


@bp.get("")
@bp.input(IncidentQuery, location="query")
@bp.output(IncidentPage)
@access("admin", scope="admin")
def incidents(query_data: IncidentQuery) -> dict[str, Any]:
    """Incidents, the newest first."""
    last = (after("incidents", query_data) or [None])[0]
    rows = database().read(store.page, query_data.state, before=last, limit=query_data.limit + 1)
    return page("incidents", query_data, rows, lambda row: [row.id])


@bp.get("/<int:number>")
@bp.output(ExplainedIncident)
@access("admin", scope="admin")
def incident(number: int) -> ExplainedIncident:
    """One incident, what it means, and what helps."""
    found = database().read(store.incident, number)
    if found is None:
        raise not_found("incident")
    cause = CAUSES[found.cause]
    return ExplainedIncident(incident=found, meaning=cause.meaning, remedy=cause.remedy)


@bp.get("/<int:number>/companies")
@bp.input(MemberQuery, location="query")
@bp.output(MemberPage)
@access("admin", scope="admin")
def members(number: int, query_data: MemberQuery) -> dict[str, Any]:
    """The companies of an incident that is open, by slug."""
    if database().read(store.incident, number) is None:
        raise not_found("incident")
    name = f"incident {number}"
    last = (after(name, query_data) or [""])[0]
    rows = database().read(store.members_after, number, after=last, limit=query_data.limit + 1)
    return page(name, query_data, rows, lambda row: [row.company])


@bp.post("/<int:number>/recrawl")
@bp.output(Begun, status_code=HTTPStatus.ACCEPTED)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def recrawl(number: int) -> Begun:
    """Ask for a visit of its companies; of many ten first."""
    asked = act("incident", acting_on_many.recrawl, Selection(incident=number))
    return Begun(recrawl=asked.recrawl, companies=asked.companies)


@bp.post("/<int:number>/reset")
@bp.output(Number)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def reset(number: int) -> Number:
    """End the back-off of its companies, and let their hosts be asked again."""
    done = act("incident", acting_on_many.reset, Selection(incident=number))
    if (client := redis()) is not None:
        for host in done.hosts:
            Hosts(client).reset(host)
    return Number(companies=done.companies)


@bp.post("/<int:number>/pause")
@bp.input(Reason, location="json")
@bp.output(Number)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def pause(number: int, json_data: Reason) -> Number:
    """Visit its companies no more until they are resumed."""
    return Number(companies=act("incident", acting_on_many.pause, Selection(incident=number), json_data.why))


@bp.post("/<int:number>/resume")
@bp.output(Number)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def resume(number: int) -> Number:
    """Visit its companies again that were paused."""
    return Number(companies=act("incident", acting_on_many.resume, Selection(incident=number, paused=True)))
