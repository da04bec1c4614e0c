"""Ashby: a whole board, without a count."""

from __future__ import annotations

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Openings
from sample_sites.systems.system import System, as_json, uuid_of


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    jobs = [
        {
            "id": o.uuid,
            "title": o.title,
            "department": "Operations",
            "team": "Operations",
            "employmentType": "FullTime",
            "location": o.place,
            "secondaryLocations": [],
            "publishedAt": o.published.isoformat(),
            "isListed": True,
            "isRemote": False,
            "workplaceType": "OnSite",
            "address": {
                "postalAddress": {"addressLocality": o.city, "addressRegion": o.region, "addressCountry": o.country}
            },
            "jobUrl": f"https://jobs.ashbyhq.com/{slug}/{o.uuid}",
            "applyUrl": f"https://jobs.ashbyhq.com/{slug}/{o.uuid}/application",
            "descriptionHtml": o.text,
            "compensation": {"compensationTierSummary": None, "compensationTiers": [], "summaryComponents": []},
        }
        for o in openings.values()
    ]
    return as_json({"jobs": jobs, "apiVersion": "1"})


SYSTEM = System(
    root="api.ashbyhq.com/posting-api/job-board/{slug}",
    careers_url="https://jobs.ashbyhq.com/{slug}",
    params={"token": "{slug}"},
    answer=_answer,
    external_id=uuid_of,
)
