"""A careers site of a company's own: a sitemap, and pages that carry schema.org JobPosting."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import urlsplit

from crawler.recordings import NOT_FOUND, Answer
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings
from sample_sites.systems.job_posting import job_posting
from sample_sites.systems.system import System, as_xml

_BEFORE = "/jobs/opening-"


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    path = urlsplit(asked.url).path
    if path == "/sitemap.xml":
        entries = "".join(_entry(slug, o) for o in openings.values())
        return as_xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>')
    opening = openings.get(path.removeprefix(_BEFORE))
    if opening is None or not path.startswith(_BEFORE):
        return NOT_FOUND
    return Answer(200, {"Content-Type": ["text/html; charset=utf-8"]}, _page(slug, opening).encode())


def _entry(slug: str, o: Opening) -> str:
    url = f"https://careers.{slug}.example{_path(o.number)}"
    return f"<url><loc>{url}</loc><lastmod>{o.published:%Y-%m-%d}</lastmod></url>"


def _page(slug: str, o: Opening) -> str:
    posting = json.dumps(job_posting(slug, o)).replace("</", "<\\/")
    return (
        f"<!doctype html><html><head><title>{escape(o.title)}</title>"
        f'<script type="application/ld+json">{posting}</script></head>'
        f'<body><a href="/jobs/">All openings</a><h1>{escape(o.title)}</h1>{o.text}</body></html>'
    )


def _path(number: int) -> str:
    return f"{_BEFORE}{number}"


SYSTEM = System(
    root="careers.{slug}.example",
    careers_url="https://careers.{slug}.example/sitemap.xml",
    params={"link": "https://careers.{slug}.example/sitemap.xml", "pattern": ""},
    answer=_answer,
    external_id=_path,
    own_host=True,
)
