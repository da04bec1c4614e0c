"""What a spider yields (Posting) and what normalising makes of it (Facts). Plain data, no rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Workplace = Literal["remote", "hybrid", "on-site", "unknown"]
Source = Literal["field", "text"]
"""Where a fact was read: from a field of the site's record, or from the posting's text."""


@dataclass(slots=True, kw_only=True)
class Posting:
    """One posting as the site gave it: raw values, nothing cleaned, nothing guessed.

    Only `id`, `title` and `url` are required. Everything else may stay empty; unknown stays unknown.
    """

    id: str
    """The site's own steady id of this posting."""
    title: str
    url: str
    """Page where a person reads it."""
    apply_url: str = ""
    requisition_id: str = ""
    """The site's id of the opening behind it, where one opening has several postings."""
    places: Sequence[str | Mapping[str, Any]] = ()
    """Each a line of free text, or {"city", "region", "country", "lat", "lon"} as far as the site has them."""
    workplace: str | None = None
    """The site's own word: "Remote", "Hybrid", "on_site", ..."""
    remote: bool | None = None
    """The site's own remote flag."""
    work_from: Sequence[str] = ()
    """Where applicants may live, if the site has a field for it (schema.org applicantLocationRequirements)."""
    employment_type: str | Sequence[str] = ()
    """The site's own words: "FullTime", "Permanent", "CONTRACTOR", ..."""
    department: str = ""
    team: str = ""
    pay: Sequence[Mapping[str, Any]] = ()
    """Structured pay, each {"min", "max", "currency", "period", "label"} as far as the site has them."""
    pay_text: str = ""
    """A line of the site's own that sums the pay up: "$120K - $150K • Offers equity"."""
    posted: str | int | None = None
    """ISO date or time, epoch seconds or milliseconds, or relative words ("Posted 30+ Days Ago")."""
    closes: str | int | None = None
    language: str = ""
    """The site's own claim, a BCP 47 tag."""
    html: str = ""
    """The body. May be escaped once more, as Greenhouse sends it."""
    raw: Any = None
    """The site's record, from which the hash is taken; None means: hash the fields above."""
    detail_pending: bool = False
    """True if only the list entry could be read so far: the body and other facts will follow."""


@dataclass(slots=True, frozen=True)
class Place:
    """One place of a listing. `name` is what people read; the rest is filled as far as it is known."""

    name: str
    city: str | None = None
    region: str | None = None
    """Name of the first-level division in English ("California", "Bavaria")."""
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    lat: float | None = None
    lon: float | None = None


@dataclass(slots=True, frozen=True)
class Pay:
    """One pay range, in units of `currency` per `period`."""

    min: float | None
    max: float | None
    currency: str
    """ISO 4217."""
    period: Literal["hour", "day", "week", "month", "year"]
    year_min: float | None
    """The same per year (2,080 hours, 260 days, 52 weeks, 12 months)."""
    year_max: float | None
    source: Source
    scope: str = ""
    """Whom this range is for, where several are given ("San Francisco", "Level II"); "" for all."""
    evidence: str = ""
    """The words it was read from, if source is "text"."""


@dataclass(slots=True, frozen=True)
class WorkFrom:
    """Where one may work from. No areas: unknown."""

    areas: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 and ISO 3166-2 codes, and EU, EEA, EMEA, APAC, LATAM, AMERICAS, EUROPE, WORLDWIDE."""
    source: Source | None = None
    evidence: str = ""


@dataclass(slots=True, kw_only=True)
class Facts:
    """What normalising made of one posting. All values are clean; unknown is None, "" or empty."""

    title: str
    department: str = ""
    places: tuple[Place, ...] = ()
    workplace: Workplace = "unknown"
    workplace_source: Source | None = None
    workplace_evidence: str = ""
    work_from: WorkFrom = field(default_factory=WorkFrom)
    employment_types: tuple[str, ...] = ()
    """schema.org's values: FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM, OTHER."""
    pay: tuple[Pay, ...] = ()
    posted_at: dt.datetime | None = None
    """Aware, UTC."""
    posted_bound: bool = False
    """True if posted_at is only a bound: posted then or earlier."""
    closes_at: dt.datetime | None = None
    language: str = ""
    """ISO 639-1."""
    html: str = ""
    """A safe subset."""
    text: str = ""
