"""What there is to be offered while somebody types: titles, companies and places of open vacancies, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson
from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from jobtracker.facet_labels import common_spelling
from jobtracker.facet_tokens import region_code
from jobtracker.filters import FilterError
from jobtracker.listing import Place
from jobtracker.models import CompanyRow, ListingRow
from jobtracker.normalise.area_names import WRITTEN
from jobtracker.normalise.areas import country_name
from jobtracker.normalise.regions import regions_by_code
from jobtracker.normalise.town_names import OTHER_NAMES
from jobtracker.suggesting import LABEL_LENGTH, Offer, key_of
from jobtracker.where import MAX_LENGTH, read_where

MOST: Final = 50_000
"""Offers of a kind, those with most vacancies: what bounds the memory of making their rows."""
_SPELLINGS: Final = 2 * MOST
"""Titles that are read, of which many differ in case only."""
_PLACES: Final = 20_000
"""Each is read as somebody who searches would be understood."""


def titles(session: Session) -> list[Offer]:
    """The titles, differences of case and accents apart, in their most common spelling."""
    each = select(ListingRow.title, ListingRow.vacancy_id).where(ListingRow.status == "open").distinct().subquery()
    number = func.count().label("number")
    rows = session.execute(
        select(each.c.title, number)
        .group_by(each.c.title)
        .order_by(number.desc(), each.c.title)  # of titles as frequent always the same ones
        .limit(_SPELLINGS)
    )
    spellings: dict[str, dict[str, int]] = {}
    for title, count in rows:
        if key := key_of(title):
            spellings.setdefault(key, {})[title[:LABEL_LENGTH]] = count
    found = ((common_spelling(one), sum(one.values())) for one in spellings.values())
    return _foremost(Offer(title, title, count) for title, count in found)


def companies(session: Session) -> list[Offer]:
    """The companies that have a vacancy open, by name; what is put into a search is the slug."""
    number = func.count(ListingRow.vacancy_id.distinct())
    rows = session.execute(
        select(CompanyRow.name, CompanyRow.slug, number)
        .join(ListingRow, ListingRow.company_id == CompanyRow.id)
        .where(ListingRow.status == "open")
        .group_by(CompanyRow.id, CompanyRow.name, CompanyRow.slug)
    )
    return _foremost(Offer(name, slug, count) for name, slug, count in rows)


def places(session: Session) -> list[Offer]:
    """Towns, divisions and countries, each with all vacancies in it, if a search understands its name."""
    line = cast(ListingRow.places, Text).label("line")
    each = select(line, ListingRow.vacancy_id).where(ListingRow.status == "open").distinct().subquery()
    counted: Counter[Place] = Counter()
    for written, count in session.execute(select(each.c.line, func.count()).group_by(each.c.line)):
        for place in {wider for entry in orjson.loads(written) for wider in _levels(entry)}:
            counted[place] += count
    foremost = sorted(counted, key=lambda place: (-counted[place], str(place)))[:_PLACES]
    return list(filter(None, (_offer(place, counted[place]) for place in foremost)))


def _foremost(offers: Iterable[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda offer: (-offer.count, offer.label, offer.value))[:MOST]


def _levels(entry: dict[str, Any]) -> Iterator[Place]:
    """A place, its division and its country, without what tells two listings of one town apart."""
    city, region, country = entry["city"], entry["region"], entry["country"]
    if not country:
        return
    if city and entry["lat"] is not None:
        yield Place(entry["name"], city, region, country)
    if region:
        yield Place("", None, region, country)
    yield Place("", None, None, country)


def _offer(place: Place, count: int) -> Offer | None:
    code = region_code(place) if place.region and not place.city else ""
    label = place.name or _area(place)
    names: tuple[str, ...]
    if place.city:
        names = (place.city, *OTHER_NAMES.get((place.city, place.country or ""), ()))
    elif place.region:
        names = (place.region, *(regions_by_code()[code].aliases if code else ()))
    else:
        code = place.country or ""
        names = (country_name(code), country_name(code, "de"), *WRITTEN.get(code, ()))
    return Offer(label, label, count, names) if _is_understood(label, place) else None


def _area(place: Place) -> str:
    country = country_name(place.country or "")
    return f"{place.region}, {country}" if place.region and place.region != country else country


def _is_understood(label: str, place: Place) -> bool:
    """Whether a search for the label is one for the place."""
    if len(label) > MAX_LENGTH:
        return False
    try:
        where = read_where(label)
    except FilterError:
        return False
    return bool(where.near) if place.city else where.areas == (region_code(place) or place.country,)
