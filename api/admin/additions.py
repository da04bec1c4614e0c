"""Adding a company by its careers URL: a crawler node looks at it, and its answer can be asked for.

Nothing is fetched here: who may ask this server for a page could reach what only it can reach.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from api.access import access
from api.admin.acting import STANDS, Country, Homepage, Line, act
from api.database import database
from api.errors import WRITTEN, not_found
from api.models import Body, Query
from api.paging import Page, Paging, after, page
from jobtracker.store import additions as store
from jobtracker.store.additions import Wish

bp = APIBlueprint("admin_additions", __name__, url_prefix="/api/admin/additions", tag="Admin")

ADDRESS = r"^https?://[^\s\x00-\x1f\x7f/?#@]+([/?#][^\s\x00-\x1f\x7f]*)?$"
SLUG = r"^([a-z0-9]+(-[a-z0-9]+)*)?$"
WRITTEN |= {
    ADDRESS: "must be an address that begins with https:// or http://",
    SLUG: "small letters, digits and hyphens",
}
"""Without a password, which the audit and a log would keep."""


class NewAddition(Body):
    """What is to be read, and what the company is to be called; without that, as its site calls it."""

    url: Annotated[str, StringConstraints(pattern=ADDRESS, max_length=2000)] = Field(
        description="Of a careers page, a board or a posting."
    )
    slug: Annotated[str, StringConstraints(pattern=SLUG, max_length=120)] = ""
    name: Annotated[Line, Field(max_length=300)] = ""
    country: Country = ""
    homepage: Homepage = ""


class AdditionQuery(Paging, Query):
    """Which additions."""

    waiting: bool = Field(False, description="Only those without an answer.")


class Addition(BaseModel):
    """A careers URL, and what it came to."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    url: str
    slug: str
    name: str
    country: str
    homepage: str
    asked_by: str
    asked_at: dt.datetime
    taken_at: dt.datetime | None = Field(description="When a node last began to look.")
    taken_by: str
    tries: int
    done_at: dt.datetime | None = Field(description="null: there is no answer yet. Ask again in a second or two.")
    verdict: str = Field(description="new, known already, not recognised, dead, blocked, refused, failed; or nothing.")
    company: str = Field(description="The slug of the company that it is now, or was before.")
    why: str
    titles: list[str] = Field(description="Of a few listings of its board.")
    total: int | None = Field(description="How many listings the board says it has.")


class AdditionPage(Page[Addition]):
    """Additions, the newest first."""


@bp.post("")
@bp.input(NewAddition, location="json")
@bp.output(Addition, status_code=HTTPStatus.ACCEPTED)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def add(json_data: NewAddition) -> Addition:
    """Ask for a look at a careers URL. The same wish twice is one, until it is answered."""
    wish = Wish(**json_data.model_dump())
    return _as_it_stands(act("addition", store.ask, wish))


@bp.get("")
@bp.input(AdditionQuery, location="query")
@bp.output(AdditionPage)
@access("admin", scope="admin")
def additions(query_data: AdditionQuery) -> dict[str, Any]:
    """What was asked for, the newest first."""
    last = (after("additions", query_data) or [None])[0]
    rows = database().read(_read, waiting=query_data.waiting, before=last, limit=query_data.limit + 1)
    return page("additions", query_data, rows, lambda row: [row.id])


def _read(session: Session, /, **asked: Any) -> list[Addition]:
    return [Addition.model_validate(row) for row in store.additions(session, **asked)]


@bp.get("/<int:number>")
@bp.output(Addition)
@access("admin", scope="admin")
def addition(number: int) -> Addition:
    """One of them: whether there is an answer, and which."""
    return _as_it_stands(number)


def _as_it_stands(number: int) -> Addition:
    found = database().read(store.addition, number)
    if found is None:
        raise not_found("addition")
    return Addition.model_validate(found)
