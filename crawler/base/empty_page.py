"""Tell of a page without JobPosting whether its listing was closed, or the page could not be read.

Closed listings often keep their page, without its JobPosting or with its last day past. So do login pages, error pages
and challenges that answer 200 in its place: what is not plainly a page of the site proves nothing.
"""

from __future__ import annotations

import datetime as dt
import re

from scrapy.http import HtmlResponse, Response

from crawler.base.page_ids import host_of, page_id
from jobtracker.listing import Posting
from jobtracker.normalise.dates import read_date

GRACE = dt.timedelta(days=2)
"""A last day ends in another zone up to a day and a half after it began in UTC."""
_TROUBLE = re.compile(
    r"\b(?:400|401|403|429|5\d\d|error|denied|forbidden|unauthori[sz]ed|blocked|captcha|not a robot|are you human"
    r"|just a moment|attention required|checking your browser|verif(?:y|ying) you|log ?in|log ?on|sign ?in"
    r"|(?:service|site|temporarily) unavailable|(?:under|down for|scheduled|site) maintenance"
    r"|fehler|wartungs(?:arbeiten|modus)|anmeld(?:en|ung)|erreur|connexion|errore|acceso denegado|iniciar sesi[oó]n)\b",
    re.IGNORECASE,
)
"""In the title of a page that stands in place of another. "Not found" is none: it is what some sites say of a listing
that is closed."""


def why_no_proof(response: Response, asked: str) -> str:
    """Why a page without JobPosting says nothing of its listing; "" if it is the page, whole, and simply has none."""
    if response.status != 200 or not isinstance(response, HtmlResponse):
        return "it is no HTML page"
    if _place(response.url) != _place(asked):
        return f"it leads to {response.url[:200]}"
    return _why_not_whole(response)


def _why_not_whole(response: HtmlResponse) -> str:
    if "</html>" not in response.text[-1_000:].lower():
        return "it is cut off"
    if "jobposting" in response.text.lower():
        return "it has one that cannot be read"
    if response.xpath("//input[@type='password']"):
        return "it is a login page"
    if trouble := _TROUBLE.search(response.xpath("string(//title)").get("")):
        return f"its title says {trouble[0]!r}"
    return "" if _has_links(response) else "it links no other page of the site"


def _place(url: str) -> tuple[str, str]:
    return host_of(url), page_id(url).partition("?")[0].rstrip("/")


def _has_links(response: HtmlResponse) -> bool:
    """A page of a site has a way to its other pages; what stands before a site, or in place of it, has none."""
    for link in response.xpath("//a/@href").getall():
        try:
            url = response.urljoin(link)
        except ValueError:
            continue
        if host_of(url) == host_of(response.url) and _place(url) != _place(response.url):
            return True
    return False


def is_past(posting: Posting, now: dt.datetime) -> bool:
    """True if a posting's own last day is over."""
    closes, bound = read_date(posting.closes, now, horizon=dt.timedelta(days=36_500))
    return closes is not None and not bound and closes + GRACE < now
