"""Companies and statistics in the documentation."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.paging import Page
from api.schemas.answer import Answer
from api.schemas.listing import Workplace
from jobtracker.store.company_pages import State

COUNTED_AT = Field(description="When that was counted; null: not yet.")


class Company(Answer):
    """One company of the list."""

    id: int
    slug: str = Field(examples=["stripe"])
    name: str = Field(examples=["Stripe"])
    ats: str = Field(description="The system that serves its board.", examples=["greenhouse"])
    country: str = Field(description="ISO 3166-1 alpha-2; may be empty.", examples=["US"])
    homepage: str
    open: int = Field(description="Listings, at the end of its last complete run.")
    last_complete_at: dt.datetime | None = Field(description="How fresh that is; null: it was not read yet.")
    state: State = Field(
        description="well; failing: its board could not be read to its end; paused: it is not read for the time being; "
        "retired: it is not watched any more; unread: it was not read yet."
    )
    since: dt.datetime | None = Field(description="Of a state that is not well: since when, if that is known.")
    reason: str = Field(description="Why, in a sentence; empty if it is well.")


class CompanyPage(Page[Company]):
    """A page of companies."""


class Share(Answer):
    """A part of a board."""

    name: str
    open: int


class Day(Answer):
    """What became of listings on one day (UTC)."""

    day: dt.date
    new: int
    begun: int = Field(description="Found by a beginning (a first run, say): nobody knows since when they were there.")
    back: int = Field(description="Removed before, and there again.")
    removed: int
    open: int = Field(description="At its end.")


class Life(Answer):
    """How long the listings of a company stay, of those that it removed in the last year."""

    over: int = Field(description="So many: those of which it is known when they appeared.")
    median_days: float | None = Field(description="Half of them stayed longer; null: none was removed.")


class WholeCompany(Answer):
    """One company, whole."""

    company: Company
    open: int = Field(description="Listings now.")
    unconfirmed: int = Field(description="Of these: those whose removal waits for its proof.")
    removed: int
    departments: list[Share]
    places: list[Share]
    over: int = Field(description="Departments and places are counted over so many of its newest open listings.")
    life: Life
    days: list[Day] = Field(description="Without gaps, oldest first; empty if they were not counted yet.")
    counted_at: dt.datetime | None = COUNTED_AT


class Totals(Answer):
    """How much there is."""

    companies: int
    companies_read: int = Field(description="That had a complete run.")
    companies_fresh: int = Field(description="That had one in the last seven days.")
    listings: int = Field(description="Open ones.")
    vacancies: int = Field(description="Behind them.")
    unconfirmed: int = Field(description="Open ones whose removal waits for its proof.")
    removed: int


class TopCompany(Answer):
    """A company with many open listings."""

    slug: str
    name: str
    open: int


class TopPlace(Answer):
    """A place with many open vacancies."""

    where: str = Field(description="What /api/listings takes as `where`.")
    name: str
    open: int


class WorkplaceShare(Answer):
    """How many open vacancies there are of a workplace."""

    workplace: Workplace
    open: int


class CompaniesOf(Answer):
    """How many companies have something in common."""

    value: str = Field(description="What the parameter of /api/companies takes.")
    companies: int = Field(description="That have it.")


class Bucket(Answer):
    """Listings that were open for so many days."""

    from_: int = Field(alias="from", description="Days, at least.")
    to: int | None = Field(description="Days, fewer than; null: any number.")
    count: int


class Removal(Answer):
    """How long listings stay, of those that were removed in the last 90 days."""

    over: int = Field(description="So many: those of which it is known when they appeared.")
    median_days: float | None
    histogram: list[Bucket]
    counted_at: dt.datetime


class Stats(Answer):
    """Everything, in numbers."""

    counted_at: dt.datetime | None = COUNTED_AT
    totals: Totals | None
    days: list[Day] = Field(description="Without gaps, oldest first; empty if they were not counted yet.")
    companies: list[TopCompany] = Field(description="Those with most open listings.")
    places: list[TopPlace] = Field(description="Those with most open vacancies.")
    workplaces: list[WorkplaceShare] = Field(description="Open vacancies; one that has two counts in both.")
    boards: list[CompaniesOf] = Field(description="Companies that are watched, by ATS.")
    countries: list[CompaniesOf] = Field(description="Companies that are watched, by country.")
    removal: Removal | None
