"""Ashby: the public posting API, a whole board in one answer."""

import re
from collections.abc import Iterator

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
    rate = 2.0  # the vendor names no limit; boards have up to 14 MB
    url = "https://api.ashbyhq.com/posting-api/job-board/{token}?includeCompensation=true"
    recognises = (r"(?:jobs\.ashbyhq\.com|api\.ashbyhq\.com/posting-api/job-board)/(?P<token>(?!_next|api/)[^/?#]+)",)
    listings_at = "jobs"

    def is_listed(self, record: Record) -> bool:
        return record.flag("isListed") is not False

    def parse_listing(self, record: Record) -> Posting:
        return Posting(
            id=record.id("id"),
            title=record.text("title"),
            url=record.text("jobUrl"),
            apply_url=record.text("applyUrl"),
            places=[place for at in (record, *record.records("secondaryLocations")) for place in _places(at) if place],
            workplace=record.text("workplaceType") or None,
            remote=record.flag("isRemote"),
            employment_type=record.text("employmentType"),
            department=record.text("department"),
            team=record.text("team"),
            pay=_pay(Record(record.at("compensation"))),
            pay_text=record.text("compensation.compensationTierSummary"),
            posted=record.moment("publishedAt"),
            html=record.text("descriptionHtml"),
        )


def _places(at: Record) -> Iterator[str | dict[str, str]]:
    """The address where it names the label's one town, else the label, for people read it.

    Beside "Remote" also the country that stands alone in the address; with a town it is often the head office's.
    """
    label, address = at.text("location"), Record(at.at("address.postalAddress") or at.at("address"))
    town, country = address.text("addressLocality"), address.text("addressCountry")
    if town and town.casefold() in label.casefold() and not _NO_SINGLE_TOWN.search(label):
        yield {"city": town, "region": address.text("addressRegion"), "country": country}
        return
    yield label
    if label.casefold() == "remote" and country and not town:
        yield {"country": country}


def _pay(compensation: Record) -> list[dict[str, object]]:
    """Every salary; its label is "tier's title | component's summary", where the latter may say "on-target"."""
    return [
        {"min": part.number("minValue"), "max": part.number("maxValue"), "currency": part.text("currencyCode"),
         "period": part.text("interval"), "label": f"{tier.text('title')} | {part.text('summary')}".strip(" |")}
        for tier in compensation.records("compensationTiers")
        for part in tier.records("components") if part.text("compensationType") == "Salary"
    ]  # fmt: skip
