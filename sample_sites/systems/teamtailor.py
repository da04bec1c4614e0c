"""Teamtailor: a JSON Feed in pages of 100, whose items carry schema.org JobPosting."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings
from sample_sites.systems.job_posting import job_posting
from sample_sites.systems.system import System, as_json, cut, uuid_of

PAGE = 100


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    page = int(parse_qs(urlsplit(asked.url).query).get("page", ["1"])[0])
    site = f"https://{slug}.teamtailor.com/jobs"
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": slug,
        "home_page_url": site,
        "items": [_item(site, slug, o) for o in cut(openings, PAGE * (page - 1), PAGE)],
    }
    return as_json(feed | ({"next_url": f"{site}.json?page={page + 1}"} if len(openings) > PAGE * page else {}))


def _item(site: str, slug: str, o: Opening) -> dict[str, object]:
    return {
        "id": o.uuid,
        "title": o.title,
        "url": f"{site}/{o.requisition}-opening",
        "date_published": o.published.isoformat(),
        "content_html": o.text,
        "_jobposting": job_posting(slug, o),
    }


SYSTEM = System(
    root="{slug}.teamtailor.com",
    careers_url="https://{slug}.teamtailor.com/",
    params={"token": "{slug}"},
    answer=_answer,
    external_id=uuid_of,
    own_host=True,
)
