"""Invented openings, written as each ATS writes them."""

from __future__ import annotations

import datetime as dt
import html
import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked

_ROLES = ("Engineer", "Designer", "Accountant", "Nurse", "Buyer", "Analyst", "Counsel", "Technician", "Recruiter")
_LEVELS = ("Junior", "Senior", "Lead", "Principal", "Working Student", "Head of")
_FIELDS = ("Platform", "Payments", "Logistics", "Quality", "Growth", "Hardware", "Care", "Research", "Sales")
_CITIES = (("Berlin", "Berlin", "DE"), ("Boston", "Massachusetts", "US"), ("Lyon", "Auvergne-Rhône-Alpes", "FR"),
           ("Leeds", "England", "GB"), ("Graz", "Styria", "AT"), ("Toronto", "Ontario", "CA"))  # fmt: skip
_WORDS = (
    "team", "we", "you", "build", "plan", "with", "the", "our", "own", "a", "for", "and", "clear", "steady", "work",
    "care", "learn", "write", "test", "ship", "talk", "help", "lead", "measure", "keep", "simple", "safe", "week",
    "month", "customer", "partner", "product", "service", "factory", "clinic", "school", "market", "budget", "report",
)  # fmt: skip
_EPOCH = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)


@dataclass(slots=True, frozen=True)
class Opening:
    """One invented opening."""

    id: str
    number: int
    title: str
    city: str
    region: str
    country: str
    text: str
    """HTML."""
    published: dt.datetime

    @property
    def uuid(self) -> str:
        """Its id where the ATS uses such ids."""
        return str(UUID(int=self.number << 64 | 0x8000_0000_0000_0000, version=4))

    @property
    def place(self) -> str:
        """City and region."""
        return f"{self.city}, {self.region}"


def make_opening(chance: random.Random, number: int, text: int) -> Opening:
    """Invent one, with so many characters of text."""
    city, region, country = chance.choice(_CITIES)
    return Opening(
        id=str(number),
        number=number,
        title=f"{chance.choice(_LEVELS)} {chance.choice(_FIELDS)} {chance.choice(_ROLES)} {number}",
        city=city,
        region=region,
        country=country,
        text=_paragraphs(chance, text),
        published=_EPOCH + dt.timedelta(hours=number),
    )


def _paragraphs(chance: random.Random, size: int) -> str:
    words = " ".join(chance.choices(_WORDS, k=size // 5 + 1))[: max(0, size)]
    return "".join(f"<p>{words[start : start + 400]}.</p>" for start in range(0, len(words), 400))


Openings = Mapping[str, Opening]


@dataclass(slots=True, frozen=True)
class System:
    """One ATS: where a company's board is, and what it answers."""

    root: str
    careers_url: str
    answer: Callable[[str, Openings, Asked], Answer]
    external_id: Callable[[Opening], str] = lambda opening: opening.id


def _json(document: Any) -> Answer:
    return Answer(200, {"Content-Type": ["application/json; charset=utf-8"]}, json.dumps(document).encode())


def _greenhouse(slug: str, openings: Openings, asked: Asked) -> Answer:
    jobs = [
        {
            "id": o.number,
            "internal_job_id": 10**6 + o.number,
            "title": o.title,
            "absolute_url": f"https://job-boards.greenhouse.io/{slug}/jobs/{o.number}",
            "location": {"name": o.place},
            "updated_at": o.published.isoformat(),
            "first_published": o.published.isoformat(),
            "requisition_id": f"R{o.number}",
            "metadata": [],
            "language": "en",
            "content": html.escape(o.text),
            "departments": [{"id": 1, "name": "Operations", "child_ids": [], "parent_id": None}],
            "offices": [{"id": 1, "name": o.city, "location": o.place, "child_ids": [], "parent_id": None}],
        }
        for o in openings.values()
    ]
    return _json({"jobs": jobs, "meta": {"total": len(jobs)}})


def _lever(slug: str, openings: Openings, asked: Asked) -> Answer:
    return _json([
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


def _ashby(slug: str, openings: Openings, asked: Asked) -> Answer:
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
    return _json({"jobs": jobs, "apiVersion": "1"})


def _personio(slug: str, openings: Openings, asked: Asked) -> Answer:
    positions = "".join(
        f"<position><id>{o.number}</id><office>{o.city}</office><department>Operations</department>"
        f"<recruitingCategory>Operations</recruitingCategory><name>{o.title}</name><jobDescriptions><jobDescription>"
        f"<name>Your task</name><value><![CDATA[{o.text}]]></value></jobDescription></jobDescriptions>"
        f"<employmentType>permanent</employmentType><schedule>full-time</schedule>"
        f"<createdAt>{o.published.isoformat()}</createdAt></position>"
        for o in openings.values()
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>{positions}</workzag-jobs>'
    return Answer(200, {"Content-Type": ["application/xml; charset=utf-8"]}, body.encode())


def _cut(openings: Openings, offset: int, limit: int) -> Sequence[Opening]:
    return list(openings.values())[offset : offset + limit]


def _smartrecruiters(slug: str, openings: Openings, asked: Asked) -> Answer:
    if found := re.search(r"/postings/([^/?]+)", asked.url):
        opening = openings.get(found[1])
        if opening is None:
            return NOT_FOUND
        sections = {"jobDescription": {"title": "Your task", "text": opening.text}}
        return _json(_posting(slug, opening) | {"jobAd": {"sections": sections}})
    query = parse_qs(urlsplit(asked.url).query)
    offset, limit = (int(query.get(name, [start])[0]) for name, start in (("offset", "0"), ("limit", "10")))
    page = [_posting(slug, o) for o in _cut(openings, offset, min(limit, 100))]
    return _json({"offset": offset, "limit": min(limit, 100), "totalFound": len(openings), "content": page})


def _posting(slug: str, o: Opening) -> dict[str, Any]:
    return {
        "id": o.id,
        "uuid": o.uuid,
        "name": o.title,
        "refNumber": f"REF{o.number}",
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


def _workday(slug: str, openings: Openings, asked: Asked) -> Answer:
    if asked.method == "GET":
        opening = openings.get(urlsplit(asked.url).path.rpartition("_JR")[2])
        return _json({"jobPostingInfo": _detail(slug, opening)}) if opening else NOT_FOUND
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
        for o in _cut(openings, offset, limit)
    ]
    # the count is only on the first page
    return _json({"total": 0 if offset else len(openings), "jobPostings": page, "facets": []})


def _path(o: Opening) -> str:
    return f"/job/{o.city}/{o.title.replace(' ', '-')}_JR{o.number}"


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


def _uuid(opening: Opening) -> str:
    return opening.uuid


def _requisition(opening: Opening) -> str:
    return f"JR{opening.number}"


SYSTEMS = {
    "ashby": System("api.ashbyhq.com/posting-api/job-board/{slug}", "https://jobs.ashbyhq.com/{slug}", _ashby, _uuid),
    "greenhouse": System(
        "boards-api.greenhouse.io/v1/boards/{slug}", "https://job-boards.greenhouse.io/{slug}", _greenhouse
    ),
    "lever": System("api.lever.co/v0/postings/{slug}", "https://jobs.lever.co/{slug}", _lever, _uuid),
    "personio": System("{slug}.jobs.personio.de", "https://{slug}.jobs.personio.de", _personio),
    "smartrecruiters": System(
        "api.smartrecruiters.com/v1/companies/{slug}", "https://careers.smartrecruiters.com/{slug}", _smartrecruiters
    ),
    "workday": System(
        "{slug}.wd1.myworkdayjobs.com", "https://{slug}.wd1.myworkdayjobs.com/Careers", _workday, _requisition
    ),
}
