"""Teamtailor: the careers site's JSON Feed, whose items carry schema.org JobPosting."""

import re

from scrapy.http import Request, Response
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.base import LinkedPages, Posting, Record, parse_job_posting


class Teamtailor(LinkedPages):
    """Boards of Teamtailor (https://support.teamtailor.com/en/articles/2050890).

    The feed's form: https://www.jsonfeed.org/version/1.1/
    Params: `token` is what stands before .teamtailor.com; a site on the company's own domain has one too.
    Traps: 100 items a page, with or without a link to the next; the number in the URL is the opening's, the id the
    feed's; whether one may work remotely stands in the RSS feed only; no count of the site's own.
    Stance: the vendor calls the feeds publicly available.
    """

    name = "teamtailor"
    rate = 2.0  # the vendor names no limit
    one_rate = ("teamtailor.com",)  # one vendor's servers; a board is a request or two: each alone would have no rate
    url = "https://{token}.teamtailor.com/jobs.json"
    recognises = (r"(?!www\.|api\.|app\.|docs\.|support\.|career\.)(?P<token>[\w-]+(?:\.na)?)\.teamtailor\.com(?:/|$)",)
    empty_is_answer = True
    listings_at = "items"
    next_at = "next_url"

    def next_page(self, response: Response, answer: Record, found: int) -> Request | None:
        linked = super().next_page(response, answer, found)
        if linked and 0 < found < self.page_size:  # with no count of the site's own, nothing else tells of a cut page
            self.run.problem(f"{found} items on a page of {self.page_size} that names a next one: {response.url}")
        if linked or found < self.page_size:
            return linked
        page = int(url_query_parameter(response.url, "page") or 1) + 1
        return Request(add_or_replace_parameter(response.url, "page", str(page)))

    def parse_listing(self, record: Record) -> Posting:
        posting = parse_job_posting(Record(record.at("_jobposting")), record.text("url"))
        posting.id = record.id("id")
        posting.title = record.text("title") or posting.title
        posting.url = record.text("url") or posting.url
        number = re.search(r"/jobs/(\d+)", posting.url)
        posting.requisition_id = number[1] if number else ""
        posting.posted = posting.posted or record.moment("date_published")
        posting.html = record.text("content_html") or posting.html
        return posting
