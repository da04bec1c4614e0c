"""Recrawls of many: ten first, and the others if they are well."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Self

from apiflask import APIBlueprint
from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.access import access
from api.admin.acting import STANDS, Country, Line, act
from api.database import database
from api.models import Body
from jobtracker.selection import Selection
from jobtracker.store import acting_on_many, recrawls
from jobtracker.store.recrawls import Progress

bp = APIBlueprint("admin_recrawls", __name__, url_prefix="/api/admin/recrawls", tag="Admin")
NEWEST = 50
Slug = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=120)]


class NewRecrawl(Body):
    """Which companies: those for which all holds that is said."""

    companies: list[Slug] = Field([], max_length=1000, description="Slugs.")
    ats: Line = Field("", max_length=60)
    country: Country = ""
    cause: Line = Field("", max_length=12, description="Of their last run.")
    incident: int | None = Field(None, ge=1, lt=10**18)
    failing: bool = False
    held: bool = False
    every: bool = Field(False, description="All companies; said on purpose, and alone.")

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.selection() == Selection():
            raise ValueError("says no company: name some, or give ats, incident, failing ..., or every")
        if self.every and self.selection() != Selection(every=True):
            raise ValueError("every is for all companies: it takes no other condition")
        return self

    def selection(self) -> Selection:
        """What the store understands."""
        return Selection(
            slugs=tuple(self.companies),
            ats=self.ats or None,
            country=self.country or None,
            cause=self.cause or None,
            incident=self.incident,
            failing=self.failing,
            held=self.held,
            every=self.every,
        )


class Begun(BaseModel):
    """What began."""

    recrawl: int | None = Field(description="Its number; null: so few that all were asked for at once.")
    companies: int


class Recrawls(BaseModel):
    """The newest, the newest first."""

    items: list[Progress]


@bp.get("")
@bp.output(Recrawls)
@access("admin", scope="admin")
def listed() -> Recrawls:
    """How the newest recrawls stand, the newest first."""
    return Recrawls(items=database().read(recrawls.progress, limit=NEWEST))


@bp.post("")
@bp.input(NewRecrawl, location="json")
@bp.output(Begun, status_code=HTTPStatus.ACCEPTED)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def begin(json_data: NewRecrawl) -> Begun:
    """Ask for a visit of many. Of more than ten, ten go first; the others follow if eight of those are well."""
    asked = act("incident", acting_on_many.recrawl, json_data.selection())
    return Begun(recrawl=asked.recrawl, companies=asked.companies)
