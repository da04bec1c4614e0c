"""What can be asked of a listing beside words: plain data, and the rules that say what each part of it means.

What a listing's tokens can answer becomes part of the query (`node`); the bounds (dates, state, pay, re-posted) stay
attributes that SQL and the in-memory `accepts` read, each by the rule that its docstring states. Inside one attribute
any of the values is enough; between attributes all must hold; an empty one asks nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from jobtracker.errors import JobTrackerError

State = Literal["open", "unconfirmed", "removed", "all"]
PaySource = Literal["any", "field", "text"]


class FilterError(JobTrackerError):
    """A filter that cannot be read: `name` is the parameter, `message` the rule it breaks and what to write instead."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A circle on the earth. A place is in it if the middle of its cell (0.01 degree) is at most `km` away."""

    lat: float
    lon: float
    km: float
    label: str = field(default="", compare=False)
    """What people read, and the words that are written into a URL; "" writes the coordinates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """One way in which somebody could work: at a place, or from home. All that is set must hold of one listing."""

    near: Near | None = None
    """One of the listing's places is within this circle."""
    areas: tuple[str, ...] = ()
    """One of its places is in one of these: ISO 3166-1 ("DE"), ISO 3166-2 ("DE-BY") or larger ("EU")."""
    workplaces: tuple[str, ...] = ()
    """remote, hybrid, on-site, unknown."""
    remote_from: str | None = None
    """It is remote and open to somebody in this area: one of its areas holds the code."""
    unknown_eligibility: bool = False
    """With `remote_from`: those that do not say whom they are open to count as well."""
    label: str = field(default="", compare=False)
    """The words for `areas` or `remote_from` in a URL; "" writes the codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All that is asked beside words. Two that ask the same are equal: the readers sort values and drop doubles."""

    companies: tuple[str, ...] = ()
    """Slugs."""
    ats: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """ISO 639-1, or unknown."""
    employment_types: tuple[str, ...] = ()
    """schema.org's values ("FULL_TIME"), or unknown."""
    departments: tuple[str, ...] = ()
    """Folded names ("customer success"); compared by their digest."""
    workplaces: tuple[str, ...] = ()
    """remote, hybrid, on-site, unknown."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2: one of its places is there."""
    regions: tuple[str, ...] = ()
    """ISO 3166-2."""
    where: tuple[Where, ...] = ()
    """Alternatives: one of them is enough."""
    posted_since: dt.datetime | None = None
    """Aware. The site says that it was posted then or later; a date that is unknown or only a bound does not count."""
    first_seen_since: dt.datetime | None = None
    """Aware. We first saw it then or later."""
    state: State = "open"
    """open: not removed and not unverified; those whose removal waits for its proof ("unconfirmed") are among them.
    unconfirmed: only these. removed. all: whatever its state, unverified too."""
    reposted: bool | None = None
    """True: only re-posts of a vacancy; False: none of them."""
    pay_min: float | None = None
    """Per year, in `pay_currency`: the highest end of its pay, in euros, is this or more. No pay: left out."""
    pay_currency: str = "EUR"
    pay_source: PaySource = "any"
    """Only pay that the site states in a field, or only pay that was read from the text; also asks for pay at all."""
    has_pay: bool = False
    """It states its pay, in whatever currency."""
