"""Under which host a company counts, and at which rate."""

from __future__ import annotations

import pytest

from crawler.base import CompanySpider
from crawler.loader import adapters


@pytest.mark.parametrize(
    ("ats", "params", "host", "rate"),
    [
        ("ashby", {"token": "ramp"}, "api.ashbyhq.com", 2),
        ("greenhouse", {"token": "stripe"}, "boards-api.greenhouse.io", 10),
        ("greenhouse", {"token": "x", "host": "boards-api.eu.greenhouse.io"}, "boards-api.eu.greenhouse.io", 10),
        ("greenhouse", {}, "", 10),
        ("jsonld", {"link": "https://Careers.Example.com/sitemap.xml"}, "careers.example.com", 0),
        ("lever", {"token": "palantir"}, "api.lever.co", 1),
        ("lever", {"token": "x", "host": "eu.lever.co"}, "api.eu.lever.co", 1),
        ("personio", {"token": "acme"}, "jobs.personio.de", 2),
        ("personio", {"token": "acme", "host": "jobs.personio.com"}, "jobs.personio.com", 2),
        ("recruitee", {"token": "acme"}, "recruitee.com", 2),
        ("smartrecruiters", {"token": "Visa"}, "api.smartrecruiters.com", 2),
        ("teamtailor", {"token": "acme.na"}, "teamtailor.com", 2),
        ("workable", {"token": "zego"}, "apply.workable.com", 1),
        (
            "workday",
            {"host": "acme.wd5.myworkdayjobs.com", "tenant": "acme", "site": "Careers"},
            "acme.wd5.myworkdayjobs.com",
            2,
        ),
    ],
)
def test_every_ats_has_a_rate_and_says_the_host_without_a_request(ats, params, host, rate):
    kind = adapters()[ats]
    assert (kind.host_of(params), kind.rate) == (host, rate)


def test_a_vendors_domain_is_not_what_merely_ends_alike():
    kind = adapters()["recruitee"]
    assert kind.rate_host("acme.recruitee.com") == kind.rate_host("recruitee.com") == "recruitee.com"
    assert kind.rate_host("notrecruitee.com") == "notrecruitee.com"


def test_a_site_counts_under_the_host_that_it_begins_at():
    assert type("Bakery", (CompanySpider,), {"start_urls": ["https://Jobs.bakery.example/all"]}).host_of({}) == (
        "jobs.bakery.example"
    )
    assert CompanySpider.host_of({}) == ""
    assert type("Odd", (CompanySpider,), {"start_urls": ["http://[bad"]}).host_of({}) == ""
