"""SmartRecruiters: the Posting API, a list in pages and a detail for each posting."""

from scrapy.http import Request

from crawler.base import ListThenDetail, OffsetPages, Posting, Record


class SmartRecruiters(OffsetPages, ListThenDetail):
    """Boards of SmartRecruiters (https://developers.smartrecruiters.com/docs/posting-api).

    Params: `token` is the first part of careers.smartrecruiters.com/Visa, with its capitals.
    Traps: an unknown token is a 200 with no postings, so an empty board proves nothing; department and function are
    often empty objects; a closed posting's public page goes on answering.
    Stance: the API's robots.txt closes it to all crawlers but LinkedIn's: not without the vendor's or company's leave.
    """

    name = "smartrecruiters"
    rate = 2.0  # the public API documents no limit; customers' has 10 a second
    switched_off = "robots.txt of api.smartrecruiters.com closes it to crawlers: ask SmartRecruiters or the company"
    url = "https://api.smartrecruiters.com/v1/companies/{token}/postings?limit=100&offset=0"
    recognises = (
        r"(?:careers|jobs)\.smartrecruiters\.com/(?:my-applications/|ni/)?(?P<token>[\w.-]+)",
        r"api\.smartrecruiters\.com/v1/companies/(?P<token>[\w.-]+)",
    )
    listings_at = "content"
    total_at = "totalFound"

    def parse_listing(self, record: Record) -> Posting:
        at = Record(record.at("location"))
        token = record.text("company.identifier") or self.company.params["token"]
        names = ("remote", "hybrid")
        return Posting(
            id=record.id("id"),
            title=record.text("name"),
            url=f"https://jobs.smartrecruiters.com/{token}/{record.id('id')}",
            requisition_id=record.text("refNumber"),
            places=[_place(at)] if at.raw else (),
            workplace=next((name for name in names[::-1] if at.flag(name)), None),
            remote=at.flag("remote"),
            employment_type=record.text("typeOfEmployment.label"),
            department=record.text("department.label", "function.label"),
            posted=record.moment("releasedDate"),
            language=record.text("language.code"),
        )

    def detail_request(self, posting: Posting) -> Request:
        return Request(self.board_url().partition("?")[0] + f"/{posting.id}")

    def parse_detail(self, record: Record, posting: Posting) -> Posting:
        sections = record.at("jobAd.sections")
        parts = [Record(part) for part in sections.values()] if isinstance(sections, dict) else []
        posting.html = "\n".join(f"<h3>{p.text('title')}</h3>{p.text('text')}" for p in parts if p.text("text"))
        posting.apply_url = record.text("applyUrl")
        posting.url = record.text("postingUrl") or posting.url
        return posting


def _place(at: Record) -> dict[str, str | float | None]:
    return {
        "city": at.text("city"), "region": at.text("region"), "country": at.text("country").upper(),
        "lat": at.number("latitude"), "lon": at.number("longitude"),
    }  # fmt: skip
