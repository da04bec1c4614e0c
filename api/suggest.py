"""What people are offered while they type."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from api.access import access
from api.answers import written
from api.caching import shared
from api.database import database
from api.models import Query
from api.schemas.answer import Answer
from jobtracker.store import suggestions
from jobtracker.suggesting import FOREMOST, Kind

bp = APIBlueprint("suggest", __name__, url_prefix="/api", tag="Listings")


class Typed(Query):
    """What was typed so far."""

    kind: Kind = Field(description="title, company or place.")
    q: str = Field("", max_length=200, description="The beginning of a word of it.", examples=["ber"])
    limit: int = Field(FOREMOST, ge=1, le=FOREMOST)


class Offer(Answer):
    """One offer."""

    label: str = Field(description="What people read.")
    value: str = Field(description="What a search takes: words of a title, a company's slug, a place for `where`.")
    count: int = Field(description="Open vacancies.")


class Offers(Answer):
    """Those with most open vacancies first."""

    items: list[Offer]


@bp.get("/suggest")
@bp.input(Typed, location="query")
@bp.output(Offers)
@access("public")
@shared
def offers(query_data: Typed) -> Response:
    """Titles, companies or places of which a word begins so."""
    found = database().read(suggestions.suggest, query_data.kind, query_data.q, query_data.limit)
    return written({"items": found})
