"""Vacancies saved, hidden or applied for, each with a note if one likes."""

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
from api.models import Body, Query
from api.paging import Page, Paging, after, page
from jobtracker.models import Kept
from jobtracker.store import kept as store
from jobtracker.store.kept import LONGEST_NOTE, State, TooMany

bp = APIBlueprint("account_kept", __name__, url_prefix="/api", tag="Kept")
FULL = {409: "So many are kept that there is room for no more."}


class KeptState(BaseModel):
    """What you do with a vacancy, and since when."""

    model_config = ConfigDict(from_attributes=True)

    vacancy_id: int
    saved_at: dt.datetime | None
    hidden_at: dt.datetime | None
    applied_at: dt.datetime | None
    note: str


class KeptVacancy(KeptState):
    """The same, with the vacancy as it stands."""

    listing_id: int = Field(description="The listing that stands for it: an open one, if there is one.")
    title: str
    url: str
    company: str
    slug: str = Field(description="The company's.")
    open: bool


class KeptPage(Page[KeptVacancy]):
    """A page of vacancies that you keep."""


class KeptQuery(Paging, Query):
    """Which of them."""

    state: State = Field("saved", description="Those saved, hidden, or applied for.")


class Note(Body):
    """Words of your own."""

    note: str = Field(max_length=LONGEST_NOTE, description="Nothing ends it.")


@bp.get("/account/kept")
@bp.input(KeptQuery, location="query")
@bp.output(KeptPage)
@access("user")
def kept(query_data: KeptQuery) -> dict[str, Any]:
    """The vacancies that you keep, the latest first."""
    state, last = query_data.state, after("kept", query_data)
    place = (dt.datetime.fromisoformat(last[0]), last[1]) if last else None
    rows = database().read(store.page, own_id(), state, after=place, limit=query_data.limit + 1)
    return page("kept", query_data, rows, lambda row: [getattr(row, f"{state}_at").isoformat(), row.vacancy_id])


@bp.get("/vacancies/<int:vacancy_id>/kept")
@bp.output(KeptState)
@access("user")
def kept_of(vacancy_id: int) -> KeptState:
    """What you do with one vacancy. All is null where you do nothing with it, or where there is none."""
    row = database().read(store.of_vacancies, own_id(), [vacancy_id]).get(vacancy_id)
    if row is None:
        return KeptState(vacancy_id=vacancy_id, saved_at=None, hidden_at=None, applied_at=None, note="")
    return KeptState.model_validate(row)


def _put(vacancy_id: int, state: State) -> KeptState:
    try:
        return _answer(database().write(store.put, own_id(), vacancy_id, state, now=now()))
    except TooMany:
        raise _full() from None


def _take_away(vacancy_id: int, state: State) -> str:
    database().write(store.take_away, own_id(), vacancy_id, state)
    return ""


def _answer(row: Kept | None) -> KeptState:
    if row is None:
        raise not_found("vacancy")
    return KeptState.model_validate(row)


def _full() -> Problem:
    return Problem(HTTPStatus.CONFLICT, "You keep so many vacancies that there is room for no more.")


@bp.put("/vacancies/<int:vacancy_id>/saved")
@bp.output(KeptState)
@bp.doc(responses=FULL)
@access("user")
def save(vacancy_id: int) -> KeptState:
    """Save a vacancy: you are told when it is removed, reopened or changed."""
    return _put(vacancy_id, "saved")


@bp.delete("/vacancies/<int:vacancy_id>/saved")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user")
def unsave(vacancy_id: int) -> str:
    """Save it no more. What was not saved stays so."""
    return _take_away(vacancy_id, "saved")


@bp.put("/vacancies/<int:vacancy_id>/hidden")
@bp.output(KeptState)
@bp.doc(responses=FULL)
@access("user")
def hide(vacancy_id: int) -> KeptState:
    """Hide a vacancy: your searches leave it out."""
    return _put(vacancy_id, "hidden")


@bp.delete("/vacancies/<int:vacancy_id>/hidden")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user")
def unhide(vacancy_id: int) -> str:
    """Hide it no more."""
    return _take_away(vacancy_id, "hidden")


@bp.put("/vacancies/<int:vacancy_id>/applied")
@bp.output(KeptState)
@bp.doc(responses=FULL)
@access("user")
def apply(vacancy_id: int) -> KeptState:
    """Mark a vacancy as one that you have applied for."""
    return _put(vacancy_id, "applied")


@bp.delete("/vacancies/<int:vacancy_id>/applied")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user")
def unapply(vacancy_id: int) -> str:
    """Take that mark away."""
    return _take_away(vacancy_id, "applied")


@bp.put("/vacancies/<int:vacancy_id>/note")
@bp.input(Note, location="json")
@bp.output(KeptState)
@bp.doc(responses=FULL)
@access("user")
def note(vacancy_id: int, json_data: Note) -> KeptState:
    """Keep a note with a vacancy."""
    try:
        return _answer(database().write(store.write_note, own_id(), vacancy_id, json_data.note))
    except TooMany:
        raise _full() from None
