"""Any site whose pages carry schema.org JobPosting: found by its sitemaps, or by following its links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Request, Response, TextResponse
from w3lib.url import canonicalize_url

from crawler.base.answer import BadAnswer
from crawler.base.ats_spider import AtsSpider, BadParams
from crawler.base.job_posting import find_job_postings, parse_job_posting
from crawler.base.record import Record
from crawler.base.sitemap import is_sitemap, read_sitemap
from jobtracker.listing import Posting

USUAL_PAGES = (
    r"/(?:jobs?|careers?|positions?|vacanc(?:y|ies)|openings?|opportunit(?:y|ies)|stellen\w*|karriere|jobb|emplois?|empleos?)"
    r"/(?:[^?#]*/)?[^/?#]*[\d-][^/?#]*"
)
"""Of a posting's URL, where a row says nothing better: below such a folder, with a number or a hyphen in its name."""


class StructuredData(AtsSpider):
    """A careers site with JSON-LD (https://schema.org/JobPosting, https://www.sitemaps.org/protocol.html).

    Set `params` to the columns `link` (a sitemap, an index of them, packed or not; or a page that links the postings)
    and `pattern` (a regular expression that postings' URLs contain). Override `parse_listing(record)` if the site's
    records need mending.
    The set of URLs is the list, the pages are its details: a page that cannot be read concerns its posting only. A page
    whose sitemap says when it was changed is read again only after a change.
    Traps: JSON-LD that a script adds in the browser is not there; a sitemap may have a child for each language, or one
    that lags behind the site; lastmod is often the time of the site's build.
    """

    params = ("link", "pattern")
    choices: ClassVar = {"pattern": ()}
    most_pages: ClassVar[int] = 20_000
    """Postings' pages, and sitemaps or pages of links, that are read at most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: set[str] = set()
        self._known: dict[str, list[str]] = {}

    @classmethod
    def url_for(cls, params: Any) -> str:
        """The URL to begin at. Raises BadParams."""
        link = params.get("link", "").strip()
        if not re.match(r"https?://[^/\s]+", link):
            raise BadParams(f"{cls.name} needs a link: http(s)://...")
        try:
            re.compile(params.get("pattern", ""))
        except re.error as error:
            raise BadParams(f"pattern is no regular expression: {error}") from None
        return str(link)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        if is_sitemap(response.body):
            sitemap = read_sitemap(response.body)
            yield from self.more_lists(sitemap.urls) if sitemap.is_index else self.entries(sitemap.urls)
        elif isinstance(response, TextResponse):
            yield from self.postings_of(response)
            links = [response.urljoin(link) for link in response.xpath("//a/@href").getall() if link.strip()]
            yield from self.entries(dict.fromkeys(link for link in links if _is_of(response, link)))
            yield from self.more_lists(response.urljoin(link) for link in response.xpath(_NEXT).getall())
        else:
            raise BadAnswer("the answer is neither a sitemap nor a page")
