"""A listing and a vacancy in the documentation."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from api.schemas.answer import Answer
from jobtracker.listing_state import REMOVED, State

Workplace = Literal["remote", "hybrid", "on-site", "unknown"]
STATE = Field(
    description="open; unconfirmed: a visit missed it and another one decides; unverified: its company could not be "
    "read for a week; removed."
)
JOINED = Field(
    description="Why it belongs to the vacancy: twin, place, text: the same opening at the same time; repost, "
    "requisition: it came again; empty if it is the first.",
    examples=["repost"],
)


class CompanyName(Answer):
    """A company, as far as a listing names it."""

    slug: str = Field(examples=["stripe"])
    name: str = Field(examples=["Stripe"])
    ats: str = Field(description="The system that serves its board.", examples=["greenhouse"])
    homepage: str = Field(description="May be empty.", examples=["https://stripe.com"])


class Place(Answer):
    """One place; whatever is not known is null."""

    name: str = Field(description="What people read.", examples=["Munich, Germany"])
    city: str | None
    region: str | None = Field(description="Name of the first-level division in English.", examples=["Bavaria"])
    country: str | None = Field(description="ISO 3166-1 alpha-2.", examples=["DE"])
    lat: float | None
    lon: float | None


class Pay(Answer):
    """One range, in units of currency per period."""

    min: float | None = Field(examples=[60000])
    max: float | None = Field(examples=[75000])
    currency: str = Field(description="ISO 4217.", examples=["EUR"])
    period: Literal["hour", "day", "week", "month", "year"]
    year_min: float | None = Field(description="The same per year.")
    year_max: float | None
    source: Literal["field", "text"] = Field(description="Stated in a field, or read from the text.")
    scope: str = Field(description="Whom it is for, where there are several; empty: everybody.", examples=["Berlin"])
    evidence: str = Field(description="The words it was read from, if source is text.")


class WorkplaceFact(Answer):
    """How one works, and where that was read."""

    value: Workplace
    source: Literal["field", "text"] | None
    evidence: str = Field(description="The words it was read from, if source is text.")


class WorkFromFact(Answer):
    """Where one may live, and where that was read."""

    value: list[str] = Field(
        description="ISO 3166-1 and 3166-2 codes, and EU, EEA, EMEA, APAC, LATAM, AMERICAS, EUROPE, WORLDWIDE; "
        "empty: unknown.",
        examples=[["DE", "EU"]],
    )
    source: Literal["field", "text"] | None
    evidence: str


class Sibling(Answer):
    """A listing among those of its vacancy."""

    id: int
    title: str
    url: str
    places: list[str]
    workplace: Workplace
    state: State = STATE
    first_seen_at: dt.datetime
    removed_at: dt.datetime | None
    joined: str = JOINED


class Change(Answer):
    """One field that says something else than before."""

    field: Literal["title", "places", "pay", "workplace", "employment_types"]
    old: Any
    new: Any


class Happened(Answer):
    """Something that happened to a listing."""

    at: dt.datetime
    kind: Literal["first seen", "changed", "removed", "back"]
    beginning: bool = Field(description="It was there before: this was the first visit to its company, say.")
    changes: list[Change]
    reason: str = Field(description="Of removed.", examples=["absent"])
    successor: int | None = Field(description="The listing in its place, if its address changed.")


class Listing(Answer):
    """One listing, whole."""

    id: int = Field(examples=[4711])
    vacancy_id: int | None
    external_id: str = Field(description="The company's own id of it.")
    requisition_id: str
    company: CompanyName
    title: str = Field(examples=["Software Engineer (m/f/d)"])
    url: str = Field(description="Where the company shows it.")
    apply_url: str = Field(description="May be empty.")
    department: str
    places: list[Place]
    workplace: WorkplaceFact
    work_from: WorkFromFact
    employment_types: list[str] = Field(description="As schema.org has them.", examples=[["FULL_TIME"]])
    pay: list[Pay]
    posted_at: dt.datetime | None = Field(description="What the company says.")
    posted_bound: bool = Field(description="It was posted then or earlier.")
    closes_at: dt.datetime | None
    language: str = Field(description="ISO 639-1; empty: unknown.", examples=["en"])
    html: str = Field(description="Its text: a safe subset of HTML, without scripts, styles and pictures.")
    state: State = STATE
    reason: str = Field(description="Why it is not simply open, in a sentence; empty if it is.")
    first_seen_at: dt.datetime
    verified_at: dt.datetime | None = Field(description="When it was last known to be there; null if nobody can say.")
    missing_since: dt.datetime | None = Field(description="Since when it is unconfirmed.")
    removed_at: dt.datetime | None
    removed_reason: str = Field(description=f"One of: {', '.join(REMOVED)}; empty if it is not removed.")
    detail_pending: bool = Field(description="Only what the list of the board says is known so far.")
    reposted: bool = Field(description="It came again after another of its vacancy was removed.")
    others: list[Sibling] = Field(description="The other listings of its vacancy.")
    history: list[Happened] = Field(description="Oldest first.")


class Vacancy(Answer):
    """The one opening behind one or more listings."""

    id: int
    company: CompanyName
    title: str
    first_seen_at: dt.datetime
    state: State = STATE
    listings: list[Sibling] = Field(description="Newest first, at most 500.")


class Report(Answer):
    """What became of the latest report that a listing is gone."""

    state: Literal["queued", "still there", "gone", "could not check"]
    reason: str = Field(description="Why it could not be checked, or what it waits for; may be empty.")
    reported_at: dt.datetime = Field(description="By the first who said so.")
    count: int = Field(description="So many said so.")
    checked_at: dt.datetime | None
