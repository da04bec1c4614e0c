"""Answers to a search in the documentation."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.schemas.answer import Answer
from api.schemas.listing import STATE, Pay, Place, Workplace
from jobtracker.listing_state import State


class Found(Answer):
    """A listing among the results."""

    id: int
    vacancy_id: int
    external_id: str
    company: str = Field(description="Its slug.", examples=["stripe"])
    company_name: str = Field(examples=["Stripe"])
    ats: str
    title: str
    department: str
    url: str = Field(description="Where the company shows it.")
    apply_url: str = Field(description="May be empty.")
    places: list[Place]
    workplace: Workplace
    work_from: list[str] = Field(description="Areas in which one may live; empty: unknown.")
    employment_types: list[str]
    pay: list[Pay]
    posted_at: dt.datetime | None
    posted_bound: bool
    first_seen_at: dt.datetime
    appeared_at: dt.datetime = Field(description="Of its vacancy: what results are sorted by.")
    removed_at: dt.datetime | None
    language: str
    state: State = STATE
    reposted: bool


class Marks(Answer):
    """What you did with a vacancy."""

    saved_at: dt.datetime | None
    hidden_at: dt.datetime | None
    applied_at: dt.datetime | None


class Result(Answer):
    """One vacancy that fits; or one listing, with fold=none."""

    vacancy_id: int
    total: int = Field(description="So many of its listings fit.")
    listings: list[Found] = Field(description="The newest first, at most 100.")
    marks: Marks | None = Field(description="null without a session or token.")


class Count(Answer):
    """How many there are."""

    vacancies: int
    listings: int
    exact: bool = Field(description="false: so many at least.")


class FacetValue(Answer):
    """How many results have a value."""

    value: str = Field(description="What the parameter of the facet's name takes.")
    label: str
    count: int


class Facets(Answer):
    """What the newest results have in common. A facet leaves its own filter out: it says what else there would be."""

    over: int = Field(description="So many results were looked at.")
    exact: bool = Field(description="They are all there are.")
    values: dict[str, list[FacetValue]] = Field(description="By facet; the most frequent first.")


class Understood(Answer):
    """The search as it was understood, in one spelling for all that mean the same."""

    q: str
    sort: str
    fold: str
    filters: dict[str, list[str]]
    url: str = Field(description="All of it as the query of an address.")


class SearchPage(Answer):
    """One page of results."""

    items: list[Result]
    next: str | None = Field(description="The cursor of the next page; null after the last.")
    count: Count | None = Field(description="null unless it was asked for.")
    facets: Facets | None = Field(description="null unless they were asked for.")
    left_out_without_pay: Count | None = Field(
        description="How many fit but say nothing of their pay; null unless pay and the count were asked for."
    )
    muted_companies: int = Field(description="So many companies are left out because you muted them.")
    query: Understood
