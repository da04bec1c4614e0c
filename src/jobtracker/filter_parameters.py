"""The table of all filters: what each is called in a URL, what it means, and what it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, get_args

from jobtracker.filter_values import (
    one_of,
    read_amount,
    read_country_code,
    read_currency,
    read_department,
    read_flag,
    read_language,
    read_name,
    read_region,
    read_time,
    write_amount,
    write_flag,
    write_time,
)
from jobtracker.filters import SITE, UNKNOWN, PaySource, State
from jobtracker.listing import Workplace
from jobtracker.rates import RATES_DATE
from jobtracker.where import read_where, write_where

EMPLOYMENT_TYPES: Final = (
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER", UNKNOWN,
)  # fmt: skip
_WORKPLACES: Final[tuple[str, ...]] = get_args(Workplace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a URL."""

    name: str
    attribute: str
    """Of Filters."""
    meaning: str
    """A sentence for whoever reads the API's documentation."""
    example: str
    read: Callable[[str], Any]
    """Raises ValueError with the rule that is broken, or FilterError."""
    write: Callable[[Any], str] = str
    most: int = 1
    """Values; where there may be several the parameter is repeated, and any of them is enough."""
    max_length: int = 40
    """Characters of one value."""
    choices: tuple[str, ...] = ()
    """All values there are; empty if they cannot be listed."""


def _several(
    name: str, attribute: str, meaning: str, example: str, read: Callable[[str], Any], *, most: int = 50, **more: Any
) -> Parameter:
    return Parameter(name=name, attribute=attribute, meaning=meaning, example=example, read=read, most=most, **more)


def _one(name: str, meaning: str, example: str, read: Callable[[str], Any], **more: Any) -> Parameter:
    return Parameter(name=name, attribute=name, meaning=meaning, example=example, read=read, **more)


def _choice(name: str, attribute: str, meaning: str, choices: tuple[str, ...], most: int = 1) -> Parameter:
    return Parameter(
        name=name,
        attribute=attribute,
        meaning=meaning,
        example=choices[0],
        read=one_of(choices),
        most=most,
        choices=choices,
    )


PARAMETERS: Final = (
    _several("company", "companies", "Only listings of this company, by its slug.", "acme", read_name, max_length=120),
    _several("ats", "ats", f"Only listings of boards on this ATS; {SITE}: of sites of their own.", "ashby", read_name),
    _several("language", "languages", f"The language it is written in (ISO 639-1), or {UNKNOWN}.", "de", read_language),
    _choice("employment", "employment_types", f"The kind of employment, or {UNKNOWN}.", EMPLOYMENT_TYPES, most=9),
    _several(
        "department",
        "departments",
        f"The department, in any spelling, or {UNKNOWN}.",
        "Customer Success",
        read_department,
        max_length=200,
    ),
    _choice("workplace", "workplaces", "How one works there.", _WORKPLACES, most=4),
    _several("country", "countries", "One of its places is in this country.", "DE", read_country_code, max_length=80),
    _several("region", "regions", "One of its places is in this division.", "DE-BY", read_region, max_length=80),
    _several(
        "where",
        "where",
        "Where I can work; repeat it for alternatives. A town with a radius and how one works there, a point, a "
        "division, a country; or from home: remote, remote:DE (open to somebody in Germany), remote:DE,unknown (also "
        "if it does not say to whom).",
        "Berlin~30km:on-site,hybrid",
        read_where,
        write=write_where,
        most=10,
        max_length=200,
    ),
    _one(
        "posted_since",
        "The site says that it was posted then or later: a day, a time, or how long ago.",
        "7d",
        read_time,
        write=write_time,
    ),
    _one("first_seen_since", "It was first seen here then or later.", "2026-11-20", read_time, write=write_time),
    _choice(
        "state",
        "state",
        "open: not removed. unconfirmed: missing on its board, and its removal not proved yet.",
        get_args(State),
    ),
    _one("reposted", "true: only re-posts of a vacancy; false: none of them.", "false", read_flag, write=write_flag),
    _one(
        "pay_min",
        "The highest end of its pay is so much a year or more; without pay it is left out.",
        "60000",
        read_amount,
        write=write_amount,
    ),
    _one(
        "pay_currency",
        f"The currency of pay_min (ISO 4217); EUR if absent. Others are compared at the rates of {RATES_DATE}.",
        "USD",
        read_currency,
    ),
    _choice(
        "pay_source",
        "pay_source",
        "field: only pay that the site states in a field; text: only pay that was read from the text.",
        get_args(PaySource),
    ),
    _one("has_pay", "true: only listings that state their pay.", "true", read_flag, write=write_flag),
)
"""In the order in which they are written."""
