"""Companies that one muted: their vacancies are not shown to one, nor told."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from api.access import access
from api.account.entering import own_id
from api.clock import now
from api.database import database
from api.errors import Problem, not_found
from api.models import Query
from api.paging import Page, Paging, after, page
from jobtracker.models import Muted
from jobtracker.store import own_companies as store
from jobtracker.store.kept import TooMany

bp = APIBlueprint("account_muted", __name__, url_prefix="/api", tag="Kept")


class Muting(BaseModel):
    """A company, and since when you muted it."""

    slug: str
    since: dt.datetime


class MaybeMuting(BaseModel):
    """A company, and since when you muted it; null: you did not."""

    slug: str
    since: dt.datetime | None = Field(description="Since when; null: not at all.")


class MutedCompany(Muting):
    """The same, with the company as it stands."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    open: int = Field(description="Its open listings.")


class MutedPage(Page[MutedCompany]):
    """A page of companies that you muted."""


class MutedQuery(Paging, Query):
    """Which page of them."""


@bp.get("/account/muted")
@bp.input(MutedQuery, location="query")
@bp.output(MutedPage)
@access("user")
def muted(query_data: MutedQuery) -> dict[str, Any]:
    """The companies that you muted, by slug."""
    last = (after("muted", query_data) or [None])[0]
    rows = database().read(store.page, Muted, own_id(), after=last, limit=query_data.limit + 1)
    return page("muted", query_data, rows, lambda row: [row.slug])


@bp.get("/companies/<slug>/mute")
@bp.output(MaybeMuting)
@access("user")
def is_muted(slug: str) -> MaybeMuting:
    """Whether you muted a company. Of none that there is, too: you did not."""
    return MaybeMuting(slug=slug, since=database().read(store.since, Muted, own_id(), slug))


@bp.put("/companies/<slug>/mute")
@bp.output(Muting)
@bp.doc(responses={409: "So many are muted that there is room for no more."})
@access("user")
def mute(slug: str) -> Muting:
    """Mute a company: its vacancies stay out of your searches, and nothing tells you of them."""
    try:
        since = database().write(store.put, Muted, own_id(), slug, now=now())
    except TooMany:
        raise Problem(HTTPStatus.CONFLICT, "You muted so many companies that there is room for no more.") from None
    if since is None:
        raise not_found("company")
    return Muting(slug=slug, since=since)


@bp.delete("/companies/<slug>/mute")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user")
def unmute(slug: str) -> str:
    """Mute it no more. What was passed over meanwhile is not told afterwards."""
    if not database().write(store.take_away, Muted, own_id(), slug):
        raise not_found("company")
    return ""
