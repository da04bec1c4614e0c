"""Greenhouse: a whole board, with its count."""

from __future__ import annotations

import html

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Openings
from sample_sites.systems.system import System, as_json


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    jobs = [
        {
            "id": o.number,
            "internal_job_id": 10**6 + o.requisition,
            "title": o.title,
            "absolute_url": f"https://job-boards.greenhouse.io/{slug}/jobs/{o.number}",
            "location": {"name": o.place},
            "updated_at": o.published.isoformat(),
            "first_published": o.published.isoformat(),
            "requisition_id": f"R{o.requisition}",
            "metadata": [],
            "language": "en",
            "content": html.escape(o.text),
            "departments": [{"id": 1, "name": "Operations", "child_ids": [], "parent_id": None}],
            "offices": [{"id": 1, "name": o.city, "location": o.place, "child_ids": [], "parent_id": None}],
        }
        for o in openings.values()
    ]
    return as_json({"jobs": jobs, "meta": {"total": len(jobs)}})


SYSTEM = System(
    root="boards-api.greenhouse.io/v1/boards/{slug}",
    careers_url="https://job-boards.greenhouse.io/{slug}",
    params={"token": "{slug}"},
    answer=_answer,
)
