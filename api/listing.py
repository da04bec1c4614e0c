"""One listing, one vacancy, and "is it gone?"."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, field_validator

from api import clock
from api.access import access
from api.answers import written
from api.caching import shared
from api.database import database
from api.errors import not_found
from api.limits import VIEWS
from api.models import Body
from api.schemas.listing import Listing, Report, Vacancy
from jobtracker.normalise.characters import one_line
from jobtracker.store import listing_views, reports

bp = APIBlueprint("listing", __name__, url_prefix="/api", tag="Listings")
LONGEST_NOTE = 500


class Doubt(Body):
    """What somebody says of a listing that is gone."""

    note: str = Field("", max_length=LONGEST_NOTE, description="For the operators.", examples=["The link says 404."])

    @field_validator("note")
    @classmethod
    def _in_one_line(cls, note: str) -> str:
        return one_line(note, LONGEST_NOTE)


@bp.get("/listings/<int:listing_id>")
@bp.output(Listing)
@access("public")
@shared
def one(listing_id: int) -> Response:
    """One listing, whole: what it says, how it stands, and its history."""
    found = database().read(listing_views.listing, listing_id, now=clock.now())
    if found is None:
        raise not_found("listing")
    return written(found)


@bp.get("/vacancies/<int:vacancy_id>")
@bp.output(Vacancy)
@access("public")
@shared
def vacancy(vacancy_id: int) -> Response:
    """One vacancy with its listings, removed ones too."""
    found = database().read(listing_views.vacancy, vacancy_id, now=clock.now())
    if found is None:
        raise not_found("vacancy")
    return written(found)


@bp.post("/listings/<int:listing_id>/report")
@bp.input(Doubt, location="json")
@bp.output(Report, status_code=202)
@access("public")
def doubt(listing_id: int, json_data: Doubt) -> Response:
    """Say that a listing is gone. Its company's board is read again, and GET at this address tells what was found.

    That takes some minutes; where the board was read within the last half hour, until that is over.
    """
    told = database().write(reports.report, listing_id, json_data.note, now=clock.now())
    if told is None:
        raise not_found("listing")
    return written(told, 202)


@bp.get("/listings/<int:listing_id>/report")
@bp.output(Report)
@access("public")
def verdict(listing_id: int) -> Response:
    """What became of the latest report of a listing; 404 if nobody said that it is gone."""
    found = database().read(reports.view, listing_id)
    if found is None:
        raise not_found("report")
    return written(found)


VIEWS["listing.doubt"] = "10 per minute; 60 per day"
