"""Companies that one follows."""

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
from jobtracker.models import Followed
from jobtracker.store import own_companies as store
from jobtracker.store.kept import TooMany

bp = APIBlueprint("account_followed", __name__, url_prefix="/api", tag="Kept")


class Following(BaseModel):
    """A company, and since when you follow it."""

    slug: str
    since: dt.datetime


class MaybeFollowing(BaseModel):
    """A company, and since when you follow it; null: you do not."""

    slug: str
    since: dt.datetime | None = Field(description="Since when; null: not at all.")


class FollowedCompany(Following):
    """The same, with the company as it stands."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    open: int = Field(description="Its open listings.")


class FollowedPage(Page[FollowedCompany]):
    """A page of companies that you follow."""


class FollowedQuery(Paging, Query):
    """Which page of them."""


@bp.get("/account/followed")
@bp.input(FollowedQuery, location="query")
@bp.output(FollowedPage)
@access("user")
def followed(query_data: FollowedQuery) -> dict[str, Any]:
    """The companies that you follow, by slug."""
    last = (after("followed", query_data) or [None])[0]
    rows = database().read(store.page, Followed, own_id(), after=last, limit=query_data.limit + 1)
    return page("followed", query_data, rows, lambda row: [row.slug])


@bp.get("/companies/<slug>/follow")
@bp.output(MaybeFollowing)
@access("user")
def follows(slug: str) -> MaybeFollowing:
    """Whether you follow a company. Of none that there is, too: you do not."""
    return MaybeFollowing(slug=slug, since=database().read(store.since, Followed, own_id(), slug))


@bp.put("/companies/<slug>/follow")
@bp.output(Following)
@bp.doc(responses={409: "So many are followed that there is room for no more."})
@access("user")
def follow(slug: str) -> Following:
    """Follow a company: you are told of its new vacancies."""
    try:
        since = database().write(store.put, Followed, own_id(), slug, now=now())
    except TooMany:
        raise Problem(HTTPStatus.CONFLICT, "You follow so many companies that there is room for no more.") from None
    if since is None:
        raise not_found("company")
    return Following(slug=slug, since=since)


@bp.delete("/companies/<slug>/follow")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user")
def unfollow(slug: str) -> str:
    """Follow it no more."""
    if not database().write(store.take_away, Followed, own_id(), slug):
        raise not_found("company")
    return ""
