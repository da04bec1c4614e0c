"""Ashby: the public posting API, a whole board in one answer."""

import re

from crawler.base import Posting, Record, WholeBoard

_NO_SINGLE_TOWN = re.compile(r"remote|hybrid|\b(?:or|and)\b|[/;|&]", re.IGNORECASE)


class Ashby(WholeBoard):
    """Boards of Ashby (https://developers.ashbyhq.com/docs/public-job-posting-api).

    Params: `token` is the last part of jobs.ashbyhq.com/ramp; it may hold a space.
    Traps: isListed=false is sent too; workplaceType and isRemote are often null; a remote posting may carry the head
    office as its address; a new boilerplate rewrites every text. An unknown token is a 404, or an empty board.
    Stance: the vendor documents the API for public use.
    """

    name = "ashby"
    version = 2
    url = "https://api.ashbyhq.com/posting-api/job-board/{token}?includeCompensation=true"
    recognises = (r"(?:jobs\.ashbyhq\.com|api\.ashbyhq\.com/posting-api/job-board)/(?P<token>(?!_next|api/)[^/?#]+)",)
    listings_at = "jobs"

    def is_listed(self, record: Record) -> bool:
        return record.flag("isListed") is not False

    def parse_listing(self, record: Record) -> Posting:
        return Posting(
            id=record.text("id"),
            title=record.text("title"),
            url=record.text("jobUrl"),
            apply_url=record.text("applyUrl"),
            places=[place for at in (record, *record.records("secondaryLocations")) if (place := _place(at))],
            workplace=record.text("workplaceType") or None,
            remote=record.flag("isRemote"),
            work_from=_work_from(record),
            employment_type=record.text("employmentType"),
            department=record.text("department"),
            team=record.text("team"),
            pay=_pay(Record(record.at("compensation"))),
            pay_text=record.text("compensation.compensationTierSummary"),
            posted=record.moment("publishedAt"),
            html=record.text("descriptionHtml"),
        )


def _place(at: Record) -> str | dict[str, str]:
    """The address where it names the label's one town, else the label: it is what people read."""
    label = at.text("location")
    address = Record(at.at("address.postalAddress") or at.at("address"))
    town = address.text("addressLocality")
    if not town or town.casefold() not in label.casefold() or _NO_SINGLE_TOWN.search(label):
        return label
    return {"city": town, "region": address.text("addressRegion"), "country": address.text("addressCountry")}


def _work_from(at: Record) -> list[str]:
    """The country that stands alone in the address of "Remote"; with a town it is often the head office's."""
    alone = at.text("location").casefold() == "remote" and not at.text("address.postalAddress.addressLocality")
    return at.texts("address.postalAddress.addressCountry") if alone else []


def _pay(compensation: Record) -> list[dict[str, object]]:
    """Every salary; its label is "tier's title | component's summary", where the latter may say "on-target"."""
    return [
        {"min": part.number("minValue"), "max": part.number("maxValue"), "currency": part.text("currencyCode"),
         "period": part.text("interval"), "label": f"{tier.text('title')} | {part.text('summary')}".strip(" |")}
        for tier in compensation.records("compensationTiers")
        for part in tier.records("components") if part.text("compensationType") == "Salary"
    ]  # fmt: skip
