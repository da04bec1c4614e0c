"""Lever: a bare list."""

from __future__ import annotations

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Openings
from sample_sites.systems.system import System, as_json, uuid_of


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    return as_json([
        {
            "id": o.uuid,
            "text": o.title,
            "categories": {"commitment": "Full-time", "location": o.place, "team": "Care", "allLocations": [o.place]},
            "country": o.country,
            "workplaceType": "on-site",
            "createdAt": int(o.published.timestamp() * 1000),
            "description": o.text,
            "lists": [{"text": "You bring", "content": "<li>patience</li>"}],
            "additional": "",
            "hostedUrl": f"https://jobs.lever.co/{slug}/{o.uuid}",
            "applyUrl": f"https://jobs.lever.co/{slug}/{o.uuid}/apply",
        }
        for o in openings.values()
    ])  # fmt: skip


SYSTEM = System(
    root="api.lever.co/v0/postings/{slug}",
    careers_url="https://jobs.lever.co/{slug}",
    params={"token": "{slug}"},
    answer=_answer,
    external_id=uuid_of,
)
