"""Workday: the careers site's own JSON, a list in pages of 20 and a detail for each posting."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy.http import JsonRequest, Request, Response

from crawler.base import BadAnswer, BadParams, ListThenDetail, Posting, Record

PAGE = 20
CAP = 2_000
"""The count stops here, and so does the list."""


class Workday(ListThenDetail):
    """No vendor documentation; the requests are those of the careers site itself.

    Params: nvidia.wd5.myworkdayjobs.com/en-US/NVIDIAExternalCareerSite has the `host` nvidia.wd5.myworkdayjobs.com,
    the `tenant` nvidia and the `site` NVIDIAExternalCareerSite. On wd5.myworkdaysite.com/recruiting/acme/Careers the
    tenant follows "recruiting".
    Traps: the count is right on the first page only, and stops at 2,000: a larger board is split by a facet, whose
    counts are true; more than 20 a page is refused, or answered by nothing; postedOn grows older each day and ends at
    "30+"; "3 Locations" stands for places that only the detail names; no pay.
    Stance: undocumented; read only where the tenant's robots.txt allows it.
    """

    name = "workday"
    rate = 2.0  # of a tenant: each has a robots.txt, a pod and often an Akamai of its own, and boards of hundreds of requests
    params = ("host", "tenant", "site")
    url = "https://{host}/wday/cxs/{tenant}/{site}/jobs"
    recognises = (
        r"(?P<host>(?P<tenant>[\w-]+)\.wd\d+\.myworkdayjobs\.com)/wday/cxs/[\w-]+/(?P<site>[\w-]+)",
        r"(?P<host>(?P<tenant>[\w-]+)\.wd\d+\.myworkdayjobs\.com)/(?:[a-z]{2}-[A-Z]{2}/)?(?!wday\b)(?P<site>[\w-]+)",
        r"(?P<host>wd\d+\.myworkdaysite\.com)/(?:[a-z]{2}-[A-Z]{2}/)?recruiting/(?P<tenant>[\w-]+)/(?P<site>[\w-]+)",
    )
    listings_at = "jobPostings"
    volatile = ("postedOn",)

    @classmethod
    def url_for(cls, params: Any) -> str:
        host = params.get("host", "").strip()
        if host and not re.fullmatch(r"(?:[\w-]+\.)+myworkday(?:jobs|site)\.com", host):
            raise BadParams(f"host is {host!r}, expected one of myworkdayjobs.com or myworkdaysite.com")
        return super().url_for(params)

    async def start(self) -> AsyncIterator[Request]:
        yield self._query({})

    def _query(self, facets: dict[str, list[str]], offset: int = 0, total: int = 0) -> Request:
        asked = {"appliedFacets": facets, "limit": PAGE, "offset": offset, "searchText": ""}
        known = {"facets": facets, "offset": offset, "total": total}
        return JsonRequest(self.board_url(), data=asked, callback=self.parse, cb_kwargs=known)

    def parse(  # type: ignore[override]  # what a page is, its request says
        self, response: Response, facets: dict[str, list[str]], offset: int, total: int, **kwargs: Any
    ) -> Iterator[Any]:
        answer = Record(self.document(response))
        records = self.records(answer.raw)
        if not offset:
            total = int(answer.number("total") or 0)
            if total < len(records):
                self.run.problem(f'"total" is not the number of listings: {str(answer.at("total"))[:40]!r}')
            self.run.expect(total if not facets else 0)
        if not offset and total >= CAP:
            queries = self._split(answer, facets)
            yield from queries
            if queries:
                return
            self.run.evidence.capped = True
        yield from self.read_page(records)
        if records and offset + len(records) < total:
            yield self._query(facets, offset + len(records), total)

    def _split(self, answer: Record, facets: dict[str, list[str]]) -> list[Request]:
        """A query for each value of the facet that misses nothing; of several such, of the one that splits finest."""
        free = {
            f.text("facetParameter"): list(f.records("values"))
            for f in _flat(answer)
            if f.text("facetParameter") not in facets
        }
        sizes = {name: [int(value.number("count") or 0) for value in values] for name, values in free.items() if values}
        single = {name: counts for name, counts in sizes.items() if "location" not in name.casefold()}
        if not single:  # a posting may have several places: their counts prove nothing
            self.run.evidence.capped = True
        usable = single or sizes
        if not usable:
            return []
        best = max(usable, key=lambda name: (sum(usable[name]), -max(usable[name])))
        if single and not facets:
            self.run.expect(sum(usable[best]))
        return [self._query({**facets, best: [value.text("id")]}) for value in free[best] if value.text("id")]

    def parse_listing(self, record: Record) -> Posting:
        path = record.text("externalPath")
        return Posting(
            id=_steady_id(path, record.texts("bulletFields")),
            title=record.text("title"),
            url=self._page(path),
            requisition_id=next(iter(record.texts("bulletFields")), ""),
            places=record.texts("locationsText"),
            workplace=record.text("remoteType") or None,
            employment_type=record.text("timeType"),
            posted=record.moment("postedOn"),
        )

    def _page(self, path: str) -> str:
        site = self.quoted(self.company.params)
        folder = f"recruiting/{site['tenant']}/" if site["host"].endswith("myworkdaysite.com") else ""
        return f"https://{site['host']}/{folder}{site['site']}{path}"

    def detail_request(self, posting: Posting) -> Request:
        return Request(self.board_url().removesuffix("/jobs") + Record(posting.raw).text("externalPath"))

    def parse_detail(self, record: Record, posting: Posting) -> Posting:
        detail = Record(record.at("jobPostingInfo"))
        if not isinstance(detail.raw, dict):
            raise BadAnswer("the detail has no jobPostingInfo")
        posting.title = detail.text("title") or posting.title
        posting.requisition_id = detail.text("jobReqId") or posting.requisition_id
        posting.places = _places(detail) or posting.places
        posting.workplace = detail.text("remoteType") or posting.workplace
        posting.employment_type = detail.text("timeType") or posting.employment_type
        posting.posted = detail.moment("startDate") or posting.posted
        posting.closes = detail.moment("endDate")
        posting.html = detail.text("jobDescription")
        return posting


def _flat(answer: Record) -> Iterator[Record]:
    """The facets; some stand in a group, as its values."""
    for facet in answer.records("facets"):
        inner = [value for value in facet.records("values") if value.text("facetParameter")]
        yield from inner or [facet]


def _steady_id(path: str, bullets: list[str]) -> str:
    """What a path ends in: the requisition, and a number if it is posted again. The title before it may change."""
    end = path.rpartition("/")[2]
    for bullet in bullets:
        if match := re.search(rf"_({re.escape(bullet)}(?:-\d+)?)$", end):
            return match[1]
    return end.partition("_")[2] or end


def _places(detail: Record) -> list[str]:
    """The first of them with its country, which the others need not share."""
    first, country = detail.text("location"), detail.text("country.descriptor")
    rest = detail.texts("additionalLocations")
    return [f"{first}, {country}" if first and country and not rest else first or country, *rest]
