"""SmartRecruiters: a list in pages, and details."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings
from sample_sites.systems.system import System, as_json, cut


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    if found := re.search(r"/postings/([^/?]+)", asked.url):
        opening = openings.get(found[1])
        if opening is None:
            return NOT_FOUND
        sections = {"jobDescription": {"title": "Your task", "text": opening.text}}
        return as_json(_posting(slug, opening) | {"jobAd": {"sections": sections}})
    query = parse_qs(urlsplit(asked.url).query)
    offset, limit = (int(query.get(name, [start])[0]) for name, start in (("offset", "0"), ("limit", "10")))
    page = [_posting(slug, o) for o in cut(openings, offset, min(limit, 100))]
    return as_json({"offset": offset, "limit": min(limit, 100), "totalFound": len(openings), "content": page})


def _posting(slug: str, o: Opening) -> dict[str, Any]:
    return {
        "id": o.id,
        "uuid": o.uuid,
        "name": o.title,
        "refNumber": f"REF{o.requisition}",
        "company": {"identifier": slug, "name": slug},
        "releasedDate": f"{o.published:%Y-%m-%dT%H:%M:%S}.000Z",
        "location": {
            "city": o.city,
            "region": o.region,
            "country": o.country.lower(),
            "remote": False,
            "hybrid": False,
        },
        "department": {"label": "Operations"},
        "function": {},
        "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
        "ref": f"https://api.smartrecruiters.com/v1/companies/{slug}/postings/{o.id}",
    }


SYSTEM = System(
    root="api.smartrecruiters.com/v1/companies/{slug}",
    careers_url="https://careers.smartrecruiters.com/{slug}",
    params={"token": "{slug}"},
    answer=_answer,
)
