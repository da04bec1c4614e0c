"""Workday: a list in pages of 20 that are asked for by POST, and details."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit

from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings
from sample_sites.systems.system import System, as_json, cut


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    if asked.method == "GET":
        opening = openings.get(urlsplit(asked.url).path.rpartition("_JR")[2])
        return as_json({"jobPostingInfo": _detail(slug, opening)}) if opening else NOT_FOUND
    if asked.method != "POST" or not urlsplit(asked.url).path.endswith("/jobs"):
        return Answer(405, {}, b"")
    wanted = json.loads(asked.body)
    offset, limit = int(wanted.get("offset", 0)), int(wanted.get("limit", 20))
    if limit > 20:
        return Answer(400, {}, b"")
    page = [
        {
            "title": o.title,
            "externalPath": _path(o),
            "locationsText": o.place,
            "postedOn": "Posted 30+ Days Ago",
            "bulletFields": [f"JR{o.number}"],
        }
        for o in cut(openings, offset, limit)
    ]
    # the count is only on the first page
    return as_json({"total": 0 if offset else len(openings), "jobPostings": page, "facets": []})


def _path(o: Opening) -> str:
    return f"/job/{quote(o.city, safe='')}/{quote(o.title.replace(' ', '-'), safe='')}_JR{o.number}"


def _detail(slug: str, o: Opening) -> dict[str, Any]:
    return {
        "id": o.uuid.replace("-", ""),
        "title": o.title,
        "jobDescription": o.text,
        "location": o.place,
        "additionalLocations": [],
        "postedOn": "Posted 30+ Days Ago",
        "startDate": f"{o.published:%Y-%m-%d}",
        "timeType": "Full time",
        "jobReqId": f"JR{o.number}",
        "jobPostingId": _path(o).rpartition("/")[2],
        "country": {"descriptor": o.country},
        "externalUrl": f"https://{slug}.wd1.myworkdayjobs.com/Careers{_path(o)}",
        "canApply": True,
    }


def _requisition(number: int) -> str:
    return f"JR{number}"


SYSTEM = System(
    root="{slug}.wd1.myworkdayjobs.com",
    careers_url="https://{slug}.wd1.myworkdayjobs.com/Careers",
    params={"host": "{slug}.wd1.myworkdayjobs.com", "tenant": "{slug}", "site": "Careers"},
    answer=_answer,
    external_id=_requisition,
    own_host=True,
)
