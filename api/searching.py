"""A search as an address says it: its parameters, read and written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from flask import request
from pydantic import Field, create_model

from api.errors import invalid
from api.models import Query
from jobtracker.filter_parameters import PARAMETERS, Parameter
from jobtracker.filters import FilterError, Filters
from jobtracker.filters_url import read_filters, write_filters
from jobtracker.query_parser import QueryError, parse
from jobtracker.search import Search, Sort
from jobtracker.store.cursors import Cursor, CursorError, decode

LONGEST_QUERY = 1_000


class Words(Query):
    """What is searched for, beside the filters."""

    q: str = Field(
        "",
        max_length=LONGEST_QUERY,
        description='Words, all of them; "phrases"; -without; a OR b; (groups); begin*; title:, company:, location:.',
        examples=['engineer "machine learning" -senior location:(berlin OR hamburg)'],
    )
    sort: Sort = Field("newest", description="newest; relevance: all words in the title first; pay: the highest first.")
    fold: Literal["vacancy", "none"] = Field(
        "vacancy", description="vacancy: one result an opening, with its listings; none: each listing by itself."
    )
    hidden: Literal["leave out", "include"] = Field(
        "leave out",
        description="What becomes of vacancies that you hid and companies that you muted; without a session or token "
        "nothing is hidden.",
    )


def _field(parameter: Parameter) -> Any:
    value = Annotated[str, Field(max_length=parameter.max_length)]
    choices = f" One of: {', '.join(parameter.choices)}." if parameter.choices else ""
    about: dict[str, Any] = {"description": parameter.meaning + choices, "examples": [parameter.example]}
    if parameter.most == 1:
        return (value, Field("", **about))
    about["examples"] = [[parameter.example]]
    return (list[value], Field([], max_length=200, **about))


Asked: type[Words] = create_model(
    "Asked", __base__=Words, **{parameter.name: _field(parameter) for parameter in PARAMETERS}
)
"""All that a search's address may say."""


def search_of(asked: Words) -> Search:
    """The search that is asked for. Raises Problem, which names the parameter and the rule."""
    try:
        return Search(
            query=parse(asked.q),
            filters=read_filters(request.args.to_dict(flat=False)),
            sort=asked.sort,
            fold=asked.fold == "vacancy",
        )
    except QueryError as error:
        raise invalid("q", error.message, start=error.start, end=error.end) from None
    except FilterError as error:
        raise invalid(error.name, error.message) from None


def cursor_of(words: str | None, search: Search) -> Cursor | None:
    """Where a page begins; None: at the beginning. Raises Problem for a cursor from elsewhere."""
    try:
        return decode(words, search) if words else None
    except CursorError:
        raise invalid("cursor", "is not a cursor of this search: begin again without one") from None


def written_search(asked: Words, filters: Filters) -> list[tuple[str, str]]:
    """The parameters that ask for the same, each in one spelling; what is as usual is left out."""
    usual = {name: field.default for name, field in Words.model_fields.items()}
    own = {"q": " ".join(asked.q.split()), "sort": asked.sort, "fold": asked.fold}
    words = [(name, value) for name, value in own.items() if value != usual[name]]
    return [*words, *write_filters(filters)]


def url_query(parameters: list[tuple[str, str]]) -> str:
    """As the part of an address after "?"."""
    return urlencode(parameters)


def is_relative() -> bool:
    """True if the address means another time tomorrow than today: "7d"."""
    return any(isinstance(bound, dt.timedelta) for bound in _bounds())


def _bounds() -> Iterator[Any]:
    names = ("posted_since", "first_seen_since")
    given = {name: request.args.getlist(name) for name in names}
    try:
        filters = read_filters(given)
    except FilterError:
        return
    yield from (filters.posted_since, filters.first_seen_since)
