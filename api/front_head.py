"""What the document of a page says of it to whoever runs no JavaScript: search engines, link previews."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from api.links import company_page, listing_page
from jobtracker.normalise.areas import country_name
from jobtracker.store.company_pages import CompanyView
from jobtracker.store.listing_views import ListingView

LONGEST = 180
"""Characters of a description: about what is shown of one."""
_PERIODS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}
_EVERYWHERE = frozenset({"EU", "EEA", "EMEA", "APAC", "LATAM", "AMERICAS", "EUROPE", "WORLDWIDE"})
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""JSON stays JSON, and nothing in it ends the script element or begins a comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Of one page."""

    title: str
    description: str = ""
    address: str = ""
    kind: str = "website"
    robots: str = ""
    data: str = ""
    """schema.org, as JSON that may stand in a script element."""


NO_HEAD = Head(
    title="Job Tracker",
    description="Listings from companies' own career sites: what is new, what is gone.",
)


def of_company(found: CompanyView) -> Head:
    """Of a company."""
    number = f"{found.open:,} open listing{'' if found.open == 1 else 's'}"
    return Head(
        title=f"Jobs at {found.company.name} · Job Tracker",
        description=f"{number} at {found.company.name}, read from its own careers site.",
        address=company_page(found.company.slug),
    )


def of_listing(found: ListingView) -> Head:
    """Of a listing. One that was removed says until when it was there."""
    return Head(
        title=f"{found.title} at {found.company.name} · Job Tracker",
        description=_described(found),
        address=listing_page(found.id),
        kind="article",
        data=orjson.dumps(_job_posting(found)).decode().translate(_IN_SCRIPT),
    )


def _described(found: ListingView) -> str:
    gone = ["No longer open"] if found.state == "removed" else []
    places = ", ".join(place["name"] for place in found.places[:3])
    facts = [*gone, found.company.name, places, found.workplace.value if found.workplace.source else ""]
    whole = f"{' · '.join(fact for fact in facts if fact)}. {_text(found.html)}".strip()
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def _text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _job_posting(found: ListingView) -> dict[str, Any]:
    """As schema.org has it; what is not known is left out."""
    said = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": found.title,
        "description": found.html or html.escape(found.title),
        "url": listing_page(found.id),
        "datePosted": _time(found.posted_at or found.first_seen_at),
        "validThrough": _time(found.removed_at or found.closes_at),
        "hiringOrganization": {
            "@type": "Organization",
            "name": found.company.name,
            "sameAs": found.company.homepage or None,
        },
        "identifier": {"@type": "PropertyValue", "name": found.company.name, "value": found.external_id},
        "employmentType": found.employment_types,
        "jobLocation": [_place(place) for place in found.places if place.get("country")],
        "jobLocationType": "TELECOMMUTE" if found.workplace.value == "remote" else None,
        "applicantLocationRequirements": [*_countries(found)] if found.workplace.value == "remote" else None,
        "baseSalary": _salary(found.pay),
        "directApply": False,
    }
    return _without_blanks(said)


def _time(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at else None


def _place(place: dict[str, Any]) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "addressLocality": place.get("city"),
        "addressRegion": place.get("region"),
        "addressCountry": place.get("country"),
    }
    return {"@type": "Place", "address": _without_blanks(address)}


def _countries(found: ListingView) -> Iterator[dict[str, str]]:
    """Where one may live: countries only, since schema.org has no word for larger areas."""
    for area in found.work_from.value:
        if area not in _EVERYWHERE:
            yield {"@type": "Country", "name": country_name(area[:2])}


def _salary(pay: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one that is for everybody; of several for some each there is none."""
    if not pay or pay[0].get("scope"):
        return None
    value = {
        "@type": "QuantitativeValue",
        "minValue": pay[0].get("min"),
        "maxValue": pay[0].get("max"),
        "unitText": _PERIODS.get(pay[0]["period"]),
    }
    return {"@type": "MonetaryAmount", "currency": pay[0]["currency"], "value": _without_blanks(value)}


def _without_blanks(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in (None, "", [])}
