"""Recruitee: a whole board, without a count; dates that end in " UTC"."""

from __future__ import annotations

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings
from sample_sites.systems.system import System, as_json


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    return as_json({"offers": [_offer(slug, place, opening) for place, opening in enumerate(openings.values(), 1)]})


def _offer(slug: str, position: int, o: Opening) -> dict[str, object]:
    at = f"{o.published:%Y-%m-%d %H:%M:%S} UTC"
    page = f"https://{slug}.recruitee.com/o/opening-{o.number}"
    return {
        "id": o.number,
        "slug": f"opening-{o.number}",
        "position": position,
        "status": "published",
        "title": o.title,
        "careers_url": page,
        "careers_apply_url": f"{page}/c/new",
        "location": f"{o.place}, {o.country}",
        "locations": [
            {
                "id": 1,
                "name": o.city,
                "city": o.city,
                "state": o.region,
                "country": o.country,
                "country_code": o.country,
            }
        ],
        "remote": False,
        "hybrid": False,
        "on_site": True,
        "employment_type_code": "fulltime_permanent",
        "department": "Operations",
        "salary": {"min": None, "max": None, "period": None, "currency": "EUR"},
        "created_at": at,
        "published_at": at,
        "updated_at": at,
        "close_at": None,
        "description": o.text,
        "requirements": "",
        "mailbox_email": f"opening.{o.number}@{slug}.example",
    }


SYSTEM = System(
    root="{slug}.recruitee.com",
    careers_url="https://{slug}.recruitee.com/",
    params={"token": "{slug}"},
    answer=_answer,
    own_host=True,
)
