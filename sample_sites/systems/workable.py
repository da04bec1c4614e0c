"""Workable: a whole board, without a count."""

from __future__ import annotations

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings
from sample_sites.systems.system import System, as_json


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    return as_json({"name": slug, "description": "", "jobs": [_listing(o) for o in openings.values()]})


def _listing(o: Opening) -> dict[str, object]:
    page = f"https://apply.workable.com/j/{_shortcode(o.number)}"
    place = {"country": o.country, "countryCode": o.country, "city": o.city, "region": o.region}
    return {
        "title": o.title,
        "shortcode": _shortcode(o.number),
        "code": f"R{o.requisition}",
        "employment_type": "Full-time",
        "telecommuting": False,
        "department": "Operations",
        "url": page,
        "shortlink": page,
        "application_url": f"{page}/apply",
        "published_on": f"{o.published:%Y-%m-%d}",
        "created_at": f"{o.published:%Y-%m-%d}",
        "country": o.country,
        "city": o.city,
        "state": o.region,
        "locations": [{**place, "hidden": False}],
        "description": o.text,
    }


def _shortcode(number: int) -> str:
    return f"{number:010X}"


SYSTEM = System(
    root="apply.workable.com/api/v1/widget/accounts/{slug}",
    careers_url="https://apply.workable.com/{slug}",
    params={"token": "{slug}"},
    answer=_answer,
    external_id=_shortcode,
)
