"""What can be asked of a listing beside words: plain data, and the rules that say what each part of it means.

What a listing's tokens can answer becomes part of the query (`node`); the bounds (dates, state, pay, re-posted) stay
attributes that SQL and the in-memory `accepting` read, each by the rule that its docstring states. Inside one attribute
any of the values is enough; between attributes all must hold; an empty one asks nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from jobtracker import facet_tokens as tokens
from jobtracker.errors import JobTrackerError
from jobtracker.listing import Source, Workplace
from jobtracker.normalise.area_members import countries_in, holders
from jobtracker.query import Node, Word, all_of, any_of
from jobtracker.rates import to_euro

State = Literal["open", "unconfirmed", "removed", "all"]
PaySource = Literal["any", "field", "text"]
WORKPLACES: Final[frozenset[str]] = frozenset(get_args(Workplace))
UNKNOWN: Final = "unknown"
"""Stands among the values of a filter for listings that do not say."""
SITE: Final = "site"
"""Stands among the ATS for careers pages of their own kind."""
_NOWHERE: Final = "fp_nowhere"
"""No listing has it: there is none within the radius."""
_SOURCES: Final[tuple[Source, ...]] = get_args(Source)


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
    """Names of adapters ("greenhouse"), or site."""
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
    posted_since: dt.datetime | dt.timedelta | None = None
    """Aware, or so long before now. The site says that it was posted then or later; a date that is unknown or only a
    bound does not count."""
    first_seen_since: dt.datetime | dt.timedelta | None = None
    """Aware, or so long before now. We first saw it then or later."""
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


def since(bound: dt.datetime | dt.timedelta | None, now: dt.datetime) -> dt.datetime | None:
    """The time that a bound means now."""
    return now - bound if isinstance(bound, dt.timedelta) else bound


def nears(filters: Filters) -> tuple[Near, ...]:
    """The circles whose cells `node` has to be given."""
    return tuple(where.near for where in filters.where if where.near)


def node(filters: Filters, cells: Mapping[Near, Sequence[int]]) -> Node | None:
    """All that tokens can say of `filters`; None if that is nothing. `cells`: the places in use within each circle."""
    parts = list(_words(filters))
    ways = [_way(where, cells) for where in filters.where]
    if ways and all(ways):
        parts.append(any_of(all_of(way) for way in ways))
    return all_of(parts) if parts else None


def _words(filters: Filters) -> Iterator[Node]:
    each = (
        (tokens.company_token, filters.companies),
        (tokens.ats_token, filters.ats),
        (tokens.language_token, map(_known, filters.languages)),
        (tokens.employment_token, map(_known, filters.employment_types)),
        (tokens.department_token, map(_known, filters.departments)),
        (tokens.workplace_token, filters.workplaces),
        (tokens.country_token, filters.countries),
        (tokens.region_token, filters.regions),
    )
    found = (_word(map(token, values)) for token, values in each)
    yield from (word for word in found if word.tokens)
    if filters.pay_source != "any":
        yield Word((tokens.pay_token(filters.pay_source),))
    elif filters.has_pay:
        yield _word(map(tokens.pay_token, _SOURCES))
    if filters.pay_min is not None and (least := to_euro(filters.pay_min, filters.pay_currency)) is not None:
        yield _word(tokens.pay_band_tokens(least))


def _known(value: str) -> str:
    return "" if value == UNKNOWN else value


def _word(any_of_them: Iterable[str]) -> Word:
    return Word(tuple(sorted(set(any_of_them))))


def _way(where: Where, cells: Mapping[Near, Sequence[int]]) -> list[Node]:
    """What must hold together, if somebody is to work in this way; empty if everything will do."""
    parts: list[Node] = []
    if where.near:
        parts.append(_word(map(tokens.place_token, cells[where.near])) if cells[where.near] else Word((_NOWHERE,)))
    if where.areas:
        parts.append(_word(token for area in where.areas for token in _area_tokens(area)))
    if where.workplaces:
        parts.append(_word(map(tokens.workplace_token, where.workplaces)))
    if where.remote_from:
        unknown = [tokens.OPEN_TO_UNKNOWN] if where.unknown_eligibility else []
        parts.append(_word([*map(tokens.open_to_token, holders(where.remote_from)), *unknown]))
    return parts


def _area_tokens(area: str) -> Iterator[str]:
    if "-" in area:
        yield tokens.region_token(area)
    yield from map(tokens.country_token, countries_in(area))
