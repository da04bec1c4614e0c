"""Filters in memory: whether they take a listing, by its facts alone. An index must give the same answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from jobtracker.company import Company
from jobtracker.earth import distance_km
from jobtracker.facet_tokens import cell_middle, department_key, place_cell, region_code
from jobtracker.filters import SITE, UNKNOWN, Filters, Near, Where, since
from jobtracker.listing import Facts, Place, WorkFrom
from jobtracker.listing_state import State
from jobtracker.normalise.area_members import countries_in, holders
from jobtracker.rates import pay_of, to_euro


@dataclass(slots=True, frozen=True, kw_only=True)
class Candidate:
    """What filters know of a listing."""

    facts: Facts
    company: Company
    first_seen_at: dt.datetime
    state: State = "open"
    reposted: bool = False


def accepts(filters: Filters, candidate: Candidate, now: dt.datetime) -> bool:
    """Whether a listing is one that the filters ask for."""
    facts, company = candidate.facts, candidate.company
    return (
        within_bounds(filters, candidate, now)
        and _is_among(filters.companies, [company.slug])
        and _is_among(filters.ats, [company.ats or SITE])
        and _is_among(filters.languages, [facts.language or UNKNOWN])
        and _is_among(filters.employment_types, facts.employment_types or [UNKNOWN])
        and _is_among([department_key(_known(one)) for one in filters.departments], [department_key(facts.department)])
        and _is_among(filters.workplaces, [facts.workplace])
        and _is_among(filters.countries, [place.country for place in facts.places])
        and _is_among(filters.regions, map(region_code, facts.places))
        and (not filters.where or any(_is_way(where, facts) for where in filters.where))
    )


def within_bounds(filters: Filters, candidate: Candidate, now: dt.datetime) -> bool:
    """The part of `accepts` that no token can say: state, dates, pay, re-posted."""
    facts = candidate.facts
    return (
        _is_in_state(filters, candidate)
        and _is_since(since(filters.posted_since, now), None if facts.posted_bound else facts.posted_at)
        and _is_since(since(filters.first_seen_since, now), candidate.first_seen_at)
        and filters.reposted in (None, candidate.reposted)
        and _pays(filters, facts)
    )


def _is_in_state(filters: Filters, candidate: Candidate) -> bool:
    if filters.state == "open":
        return candidate.state in ("open", "unconfirmed")
    return filters.state in ("all", candidate.state)


def _is_since(bound: dt.datetime | None, at: dt.datetime | None) -> bool:
    return bound is None or (at is not None and at >= bound)


def _pays(filters: Filters, facts: Facts) -> bool:
    sources = {pay.source for pay in facts.pay}
    if filters.pay_source != "any" and filters.pay_source not in sources:
        return False
    if filters.pay_min is None:
        return bool(sources) or not filters.has_pay
    least, pay = to_euro(filters.pay_min, filters.pay_currency), pay_of(facts.pay)
    if pay is None or least is None:
        return False
    return pay.euro >= least and filters.pay_source in ("any", pay.source)


def _known(value: str) -> str:
    return "" if value == UNKNOWN else value


def _is_among(asked: Sequence[str], values: Iterable[str | None]) -> bool:
    return not asked or not set(asked).isdisjoint(values)


def _is_way(where: Where, facts: Facts) -> bool:
    return (
        (where.near is None or any(_is_near(where.near, place) for place in facts.places))
        and (not where.areas or any(_is_in(place, where.areas) for place in facts.places))
        and _is_among(where.workplaces, [facts.workplace])
        and (where.remote_from is None or _is_open_to(where, facts.workplace == "remote", facts.work_from))
    )


def _is_near(near: Near, place: Place) -> bool:
    if place.lat is None or place.lon is None:
        return False
    return distance_km(near.lat, near.lon, *cell_middle(place_cell(place.lat, place.lon))) <= near.km


def _is_in(place: Place, areas: Iterable[str]) -> bool:
    codes: AbstractSet[str] = {region_code(place), place.country or ""}
    return any(area in codes or not codes.isdisjoint(countries_in(area)) for area in areas)


def _is_open_to(where: Where, remote: bool, work_from: WorkFrom) -> bool:
    if not remote or where.remote_from is None:
        return False
    if not work_from.areas:
        return where.unknown_eligibility
    return not set(work_from.areas).isdisjoint(holders(where.remote_from))
