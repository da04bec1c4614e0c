"""What a posting says, made comparable: plain rules that turn a site's values into Facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from jobtracker.listing import Facts, Place, Posting
from jobtracker.normalise.characters import one_line
from jobtracker.normalise.dates import CLOSING_HORIZON, read_date
from jobtracker.normalise.employment import read_employment_types
from jobtracker.normalise.html import plain_text, safe_html
from jobtracker.normalise.language import read_language
from jobtracker.normalise.pay import read_pay
from jobtracker.normalise.places import read_places
from jobtracker.normalise.title import clean_title
from jobtracker.normalise.work_from import read_work_from
from jobtracker.normalise.workplace import read_workplace

RULES_VERSION = 3
"""Raised whenever a rule changes what it makes of a posting, so that stored listings are normalised again."""
TITLE_LIMIT = 500
DEPARTMENT_LIMIT = 200
VALUES_LIMIT = 200
"""Entries of a list that are looked at: places, pay ranges, countries."""

__all__ = ["RULES_VERSION", "normalise"]


def normalise(posting: Posting, *, seen_at: dt.datetime, country: str | None = None) -> Facts:
    """The facts of `posting`, first seen at `seen_at` (aware). Never raises, whatever the site put into its fields.

    `country` (ISO 3166-1 alpha-2) is where its company is at home: a hint for names that several countries have.
    """
    title = clean_title(posting.title)
    html = safe_html(posting.html)
    text = plain_text(html)
    where = read_places(_places(posting.places), country=country)
    workplace, workplace_source, evidence = read_workplace(
        field=one_line(posting.workplace, DEPARTMENT_LIMIT),
        remote=posting.remote if isinstance(posting.remote, bool) else None,
        place_words=frozenset(where.workplaces),
        title=title,
        text=text,
        in_town=any(place.city for place in where.places),
    )
    posted_at, posted_bound = read_date(posting.posted, seen_at)
    return Facts(
        title=title,
        department=one_line(posting.department, DEPARTMENT_LIMIT),
        places=where.places,
        workplace=workplace,
        workplace_source=workplace_source,
        workplace_evidence=evidence,
        work_from=read_work_from(
            field=[one_line(area, DEPARTMENT_LIMIT) for area in _listed(posting.work_from)],
            place_areas=where.areas,
            places=where.homes,
            towns=[place for place in where.places if place.city],
            place_text=" | ".join(_words(place) for place in _places(posting.places)),
            workplace=workplace,
            text=text,
            title=title,
        ),
        employment_types=read_employment_types(posting.employment_type, title=title, text=text),
        pay=read_pay(
            [entry for entry in _listed(posting.pay) if isinstance(entry, Mapping)],
            one_line(posting.pay_text, DEPARTMENT_LIMIT * 5),
            text,
            country=_country(where.places, country),
            title=title,
        ),
        posted_at=posted_at,
        posted_bound=posted_bound,
        closes_at=read_date(posting.closes, seen_at, horizon=CLOSING_HORIZON)[0],
        language=read_language(posting.language, title, text),
        html=html,
        text=text,
    )


def _listed(values: object) -> list[Any]:
    """`values` as a short list, whatever was sent where a list belongs."""
    if isinstance(values, str | Mapping):
        return [values]
    return list(values)[:VALUES_LIMIT] if isinstance(values, list | tuple | set | frozenset) else []


def _places(values: object) -> list[str | Mapping[str, Any]]:
    return [
        value if isinstance(value, Mapping) else one_line(value, TITLE_LIMIT)
        for value in _listed(values)
        if isinstance(value, str | Mapping)
    ]


def _words(place: str | Mapping[str, Any]) -> str:
    return place if isinstance(place, str) else ", ".join(value for value in place.values() if isinstance(value, str))


def _country(places: tuple[Place, ...], home: str | None) -> str | None:
    """The one country of the places; None if they lie in several; the company's if they name none."""
    countries = {place.country for place in places if place.country}
    if len(countries) > 1:
        return None
    return countries.pop() if countries else home
