"""The search for listings."""

from __future__ import annotations

from typing import Any, cast

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, create_model

from api import clock
from api.access import access, caller
from api.answers import written
from api.caching import shared_but_for
from api.database import database
from api.limits import SEARCH, VIEWS
from api.paging import Paging
from api.schemas.search import SearchPage
from api.searching import Asked, Words, cursor_of, is_relative, search_of, url_query, written_search
from jobtracker.filter_parameters import PARAMETERS
from jobtracker.filters import Filters
from jobtracker.filters_url import write_filters
from jobtracker.store.cursors import encode
from jobtracker.store.facets import Facets
from jobtracker.store.results import Wish, results

bp = APIBlueprint("listings", __name__, url_prefix="/api", tag="Listings")
VIEWS["listings.search"] = SEARCH
FACETS = {parameter.attribute: parameter.name for parameter in PARAMETERS}


class _Paged(Paging, Words):
    count: bool = Field(False, description="Count the results, too: up to 10,000.")
    facets: bool = Field(False, description="Count the values of each facet over the newest 210 to 300 results, too.")


Wanted = create_model("Wanted", __base__=(_Paged, cast("type[_Paged]", Asked)))


@bp.get("/listings")
@bp.input(Wanted, location="query")
@bp.output(SearchPage)
@access("public")
@shared_but_for(is_relative)
def search(query_data: _Paged) -> Response:
    """Search: words, filters, an order. Open listings, unless `state` says otherwise.

    A page may hold fewer results than `limit`, even none, and yet have a `next`: the work for one page is bounded. Each
    result is a vacancy with those of its listings that fit.
    """
    wanted = search_of(query_data)
    wish = Wish(
        limit=query_data.limit,
        after=cursor_of(query_data.cursor, wanted),
        count=query_data.count,
        facets=query_data.facets,
        user_id=caller().user_id,
        show_hidden=query_data.hidden == "include",
    )
    found = database().read(results, wanted, wish, now=clock.now())
    return written(
        {
            "items": found.items,
            "next": encode(found.next, wanted) if found.next else None,
            "count": found.count,
            "facets": _facets(found.facets) if found.facets else None,
            "left_out_without_pay": found.left_out_without_pay,
            "muted_companies": found.muted_companies,
            "query": _understood(query_data, wanted.filters),
        }
    )


def _facets(facets: Facets) -> dict[str, Any]:
    """Each called like its parameter."""
    values = {}
    for attribute, counted in facets.values.items():
        name = FACETS.get(attribute, attribute)
        values[name] = [
            {"value": label if name == "department" else value, "label": label, "count": number}
            for value, label, number in counted
        ]
    return {"over": facets.over, "exact": facets.exact, "values": values}


def _understood(asked: Words, filters: Filters) -> dict[str, Any]:
    parameters = written_search(asked, filters)
    by_name: dict[str, list[str]] = {}
    for name, value in write_filters(filters):
        by_name.setdefault(name, []).append(value)
    return {
        "q": " ".join(asked.q.split()),
        "sort": asked.sort,
        "fold": asked.fold,
        "filters": by_name,
        "url": url_query(parameters),
    }
