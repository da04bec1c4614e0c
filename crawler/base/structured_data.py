"""Any site whose pages carry schema.org JobPosting: found by its sitemaps, or by following its links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit
from zlib import crc32

from scrapy.http import Request, Response, TextResponse

from crawler.base.answer import BadAnswer
from crawler.base.ats_spider import AtsSpider, BadParams
from crawler.base.company_spider import DETAIL_OF
from crawler.base.empty_page import is_past, why_no_proof
from crawler.base.job_posting import find_job_postings, parse_job_posting
from crawler.base.page_ids import choose_home, foreign_id, host_of, page_id, shortened
from crawler.base.record import Record
from crawler.base.sitemap import is_sitemap, read_sitemap
from jobtracker.lifecycle import is_big_loss
from jobtracker.listing import Posting

USUAL_PAGES = (
    r"/(?:jobs?|careers?|positions?|vacanc(?:y|ies)|openings?|opportunit(?:y|ies)|stellen\w*|karriere|jobb|emplois?|empleos?)"
    r"/(?:[^?#]*/)?[^/?#]*[\d-][^/?#]*"
)
"""Of a posting's URL, where a row says nothing better: below such a folder, with a number or a hyphen in its name."""
MANY = 5
"""So many closed pages, if they are a big loss too, may be a change of the site's: nothing is concluded from them."""
READ_AGAIN = 7
"""Days after which a page is read though its sitemap says that it did not change: its last day may have passed."""
_NEXT = (
    "//link[@rel='next']/@href | //a[contains(concat(' ', @rel, ' '), ' next ')]/@href"
    " | //a[contains(translate(@aria-label, 'NEXT', 'next'), 'next')]/@href"
)


class StructuredData(AtsSpider):
    """A careers site with JSON-LD (https://schema.org/JobPosting, https://www.sitemaps.org/protocol.html).

    Set `params` to the columns `link` (a sitemap, an index of them, packed or not; or a page that links the postings)
    and `pattern` (a regular expression that postings' URLs contain). Override `parse_listing(record)` if the site's
    records need mending.
    The set of URLs is the list, the pages are its details: a page that cannot be read concerns its posting only. A page
    of a known posting that is read and has none any more, or one whose validThrough is over, is not on the list. A page
    whose sitemap says when it was changed is read again after a change, and each week.
    Traps: JSON-LD that a script adds in the browser is not there; a sitemap may have a child for each language, or one
    that lags behind the site; lastmod is often the time of the site's build.
    """

    params = ("link", "pattern")
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {"pattern": ()}
    most_pages: ClassVar[int] = 20_000
    """So many pages and sitemaps are read at most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: set[str] = set()
        self._known: dict[str, list[str]] = {}
        self._home = ""
        """The host whose pages are known by their paths alone; "" until one is named."""
        self._overflowed = False
        self._closed: set[str] = set()
        """Ids whose pages were read and have no such open posting any more."""
        self._found: set[str] = set()
        self._doubted = False

    @classmethod
    def url_for(cls, params: Mapping[str, str]) -> str:
        """The URL to begin at. Raises BadParams."""
        link = params.get("link", "").strip()
        if not re.match(r"https?://[^/\s]", link):
            raise BadParams(f"link is {link!r}, expected http(s)://...")
        try:
            re.compile(params.get("pattern", ""))
        except re.error as error:
            raise BadParams(f"pattern is no regular expression: {error}") from None
        return link

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """What a sitemap or a page of links gives. Raises BadAnswer."""
        if not self._asked:
            self._begin(response)
        if is_sitemap(response.body):
            sitemap = read_sitemap(response.body)
            yield from self._lists(sitemap.urls) if sitemap.is_index else self._pages(sitemap.urls)
        elif isinstance(response, TextResponse):
            yield from self._postings(response, page_id(response.url))
            yield from self._pages(dict.fromkeys(self._links(response, "//a/@href"), ""))
            yield from self._lists(self._links(response, _NEXT))
        else:
            raise BadAnswer("the answer is neither a sitemap nor a page")

    def _begin(self, response: Response) -> None:
        self._asked.add(response.url)
        self._list_url = response.url
        self._pattern = re.compile(self.company.params.get("pattern", "") or USUAL_PAGES, re.IGNORECASE)
        for id_ in self.run.known:
            self._known.setdefault(id_.partition("#")[0], []).append(id_)

    def _links(self, response: TextResponse, xpath: str) -> Iterator[str]:
        for link in response.xpath(xpath).getall():
            try:
                url = response.urljoin(link).partition("#")[0]
            except ValueError:  # no URL at all
                continue
            if urlsplit(url).netloc == urlsplit(self._list_url).netloc:
                yield url

    def _is_new(self, url: str) -> bool:
        if url in self._asked or not url.startswith(("https://", "http://")):
            return False
        if len(self._asked) >= self.most_pages:
            if not self._overflowed:
                self.run.problem(f"more than {self.most_pages} pages")
            self._overflowed = True
            return False
        self._asked.add(url)
        return True

    def _lists(self, urls: Iterable[str]) -> Iterator[Request]:
        return (Request(url, callback=self.parse) for url in urls if self._is_new(url))

    def _pages(self, urls: Mapping[str, str]) -> Iterator[Any]:
        pages = {url: changed for url, changed in urls.items() if self._pattern.search(url) and host_of(url)}
        self._home = self._home or choose_home(pages, self._list_url, self._known)
        for url, changed in pages.items():
            if self._is_new(url):
                yield from self._page(url, {"url": url, "lastmod": changed})

    def _page(self, url: str, entry: dict[str, str]) -> Iterator[Any]:
        """What one URL of the list gives: what is stored of it, if it has not changed, else the request for it."""
        id_ = page_id(url) if host_of(url) == self._home else foreign_id(url)
        if entry["lastmod"]:
            entry["turn"] = str((self.run.now.toordinal() + crc32(id_.encode())) // READ_AGAIN)
        known = self._known.get(id_, [])
        stored = [Posting(id=each, title=each, url=url, raw=entry) for each in known]
        if entry["lastmod"] and stored and all(map(self.run.is_stored, stored)):
            self.run.evidence.read.update(known)
            yield from stored
            return
        meta = {} if any("#" in each for each in known) else {DETAIL_OF: id_}  # a page of several is a list
        if id_ in known:
            self.run.evidence.seen.add(id_)  # the list names it, and a page that cannot be read does not deny it
        yield Request(url, callback=self.read_page, cb_kwargs={"id_": id_, "entry": entry}, meta=meta)

    def read_page(self, response: Response, id_: str, entry: dict[str, str]) -> Iterator[Posting]:
        """The open postings of a page. Raises BadAnswer if it has none and does not prove that it has none."""
        found = list(self._postings(response, id_))
        known = self._known.get(id_, [])
        if not found and (trouble := why_no_proof(response, entry["url"])):
            if known or self.company.params.get("pattern"):  # else nobody said that it would have one
                raise BadAnswer(f"no JobPosting in the page, and {trouble}")
            return
        found = [posting for posting in found if not is_past(posting, self.run.now)]
        for closed in {*known} - {posting.id for posting in found}:
            self._close(closed)
        for posting in found:
            self._found.add(posting.id)
            self._closed.discard(posting.id)
            if entry["lastmod"]:
                posting.raw = entry
            yield posting

    def _close(self, id_: str) -> None:
        """A posting whose page does without it is not on the list, and is lost like any other that is not."""
        if id_ in self._found:  # by another URL
            return
        self.run.evidence.seen.discard(id_)
        self._closed.add(id_)
        if len(self._closed) >= MANY and is_big_loss(len(self._closed), len(self.run.known)) and not self._doubted:
            self._doubted = True
            self.run.problem("so many known pages have no open JobPosting any more that it may be the site's doing")

    def _postings(self, response: Response, id_: str) -> Iterator[Posting]:
        """A page's one posting has the page's id; of several, each has the page's and its own."""
        records = find_job_postings(response.text) if isinstance(response, TextResponse) else []
        self._page_url = response.url
        for posting in self.postings([record.raw for record in records]):
            if len(records) > 1:
                posting.id = shortened(f"{id_}#{posting.id}")
            else:
                posting.id = id_
            yield posting

    def parse_listing(self, record: Record) -> Posting:
        """Map a JobPosting."""
        return parse_job_posting(record, self._page_url)
