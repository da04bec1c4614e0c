"""Personio: the documented XML feed, a whole board in one answer."""

from html import escape
from typing import Any

from scrapy.http import Response

from crawler.base import BadAnswer, Posting, Record, WholeBoard, element_to_record, read_xml


class Personio(WholeBoard):
    """Boards of Personio (https://support.personio.de/hc/en-us/articles/207576365).

    Params: `token` is the first part of acme.jobs.personio.de; `host` is jobs.personio.com for those on .com.
    Traps: a feed of no positions is an answer; an unknown account redirects to personio.com; the language parameter may
    drop texts; 429 under bursts; no pay, no remote flag.
    Stance: documented as public by the vendor; the robots.txt of an unknown account forbids all.
    """

    name = "personio"
    rate = 2.0  # 429 under bursts, whichever the account: it is the vendor who counts
    one_rate = ("jobs.personio.de", "jobs.personio.com")  # a feed is one request: no account would ever reach a rate
    params = ("token", "host")
    choices = {"host": ("jobs.personio.de", "jobs.personio.com")}
    url = "https://{token}.{host}/xml?language=en"
    recognises = (r"(?P<token>[\w-]+)\.(?P<host>jobs\.personio\.(?:de|com))(?:/|$|\?)",)
    listings_at = "position"
    empty_is_answer = True

    def document(self, response: Response) -> Any:
        root = read_xml(response.body)
        if root.tag != "workzag-jobs":
            raise BadAnswer(f"the answer is a <{root.tag[:40]}>, not <workzag-jobs>")
        return {"position": [element_to_record(position) for position in root.iter("position")]}

    def parse_listing(self, record: Record) -> Posting:
        site = self.board_url().partition("/xml")[0]
        parts = record.records("jobDescriptions.jobDescription")
        return Posting(
            id=record.id("id"),
            title=record.text("name"),
            url=f"{site}/job/{record.id('id')}",
            places=record.texts("office") + record.texts("additionalOffices.office"),
            employment_type=record.texts("schedule") + record.texts("employmentType"),
            department=record.text("department"),
            team=record.text("recruitingCategory"),
            posted=record.moment("createdAt"),
            html="\n".join(f"<h3>{escape(p.text('name'))}</h3>{p.text('value')}" for p in parts),
        )
