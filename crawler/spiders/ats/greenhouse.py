"""Greenhouse: the documented Job Board API, a whole board in one answer."""

import re

from crawler.base import Posting, Record, WholeBoard


class Greenhouse(WholeBoard):
    """https://developers.greenhouse.io/job-board.html

    Params: `token` is the last part of job-boards.greenhouse.io/stripe; `host` only for boards on the EU host.
    Traps: the body is escaped once more; updated_at is bumped in bulk for nothing; a requisition may have a posting for
    each place, with ids of their own; prospect posts have no requisition. An unknown token is a 404.
    Stance: documented as public by the vendor; robots.txt closes /embed/ only.
    """

    name = "greenhouse"
    params = ("token", "host")
    choices = {"host": ("boards-api.greenhouse.io", "boards-api.eu.greenhouse.io")}
    url = "https://{host}/v1/boards/{token}/jobs?content=true"
    recognises = (
        r"(?P<host>boards-api\.eu\.greenhouse\.io)/v1/boards/(?P<token>[\w.-]+)",
        r"(?:boards-api|api)\.greenhouse\.io/v1/boards/(?P<token>[\w.-]+)",
        r"(?:job-)?boards\.(?:eu\.)?greenhouse\.io/embed/job_(?:board|app)(?:/js)?/?\?(?:.*&)?for=(?P<token>[\w.-]+)",
        r"(?:job-)?boards\.(?:eu\.)?greenhouse\.io/(?!embed\b|v1\b|api\b)(?P<token>[\w.-]+)",
    )
    listings_at = "jobs"
    total_at = "meta.total"
    volatile = ("updated_at",)

    def parse_listing(self, record: Record) -> Posting:
        own = {field.text("name").casefold(): field for field in record.records("metadata")}
        return Posting(
            id=record.text("id"),
            title=record.text("title"),
            url=record.text("absolute_url"),
            requisition_id=record.text("internal_job_id"),
            places=record.texts("location.name") or _offices(record),
            workplace=_first(own, r"(work(place|ing)?|location|remote) (type|model|policy)$"),
            remote=next((flag for name, field in own.items() if "remote" in name if (flag := field.flag("value")) is not None), None),
            employment_type=_first(own, r"(employment|time|job|contract|worker|position) (type|status)"),
            department=next((text for office in record.records("departments") if (text := office.text("name"))), ""),
            posted=record.moment("first_published"),
            closes=record.moment("application_deadline"),
            language=record.text("language"),
            html=record.text("content"),
        )
