from __future__ import annotations

import datetime as dt
import gzip
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Request

from crawler.base import BadAnswer, BadParams, Posting, Record, find_job_postings, parse_job_posting
from crawler.base import sitemap as sitemaps
from crawler.base.company_spider import DETAIL_OF
from crawler.base.sitemap import read_sitemap
from crawler.loader import adapters
from jobtracker.fingerprint import posting_hash
from jobtracker.run import Fingerprint
from tests.crawler.replay import call, first_request, spider_of

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
SITE = "https://pebble.example"
JOB = '{"@context":"https://schema.org","@type":"JobPosting","title":"Mason","identifier":"m-1"}'
XML = "application/xml"


def html(*scripts: str) -> str:
    return (
        "<html><head>" + "".join(f'<script type="application/ld+json">{s}</script>' for s in scripts) + "</head></html>"
    )


def urlset(*urls: tuple[str, str]) -> str:
    body = "".join(f"<url><loc>{SITE}{path}</loc><lastmod>{when}</lastmod></url>" for path, when in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'


def site(pattern: str = "", known: dict[str, Fingerprint] | None = None) -> Any:
    spider = spider_of(adapters()["jsonld"], {"link": f"{SITE}/sitemap.xml", "pattern": pattern}, **(known or {}))
    spider.run.now = NOW
    return spider


def stored(path: str, when: str, now: dt.datetime = NOW) -> Fingerprint:
    turn = {"turn": str((now.toordinal() + crc32(path.encode())) // 7)} if when else {}
    raw = {"url": SITE + path, "lastmod": when, **turn}
    return Fingerprint(posting_hash(Posting(id="", title="", url="", raw=raw)), "")


@pytest.mark.parametrize(
    "page",
    [
        html(JOB),
        html("{broken", JOB),
        html(f"<!-- {JOB} -->"),
        html(f"//<![CDATA[\n{JOB}\n//]]>"),
        html(f"[{JOB}]"),
        html('{"@graph":[{"@type":"WebPage"},' + JOB + "]}"),
        html('{"@type":"WebPage","mainEntity":' + JOB + "}"),
        html(JOB.replace('"', "&quot;")),
        html(JOB.replace('"JobPosting"', '["Thing","http://schema.org/JobPosting"]')),
        html(JOB.replace("Mason", "Mason").replace('"m-1"', '"m-1","description":"a\nb\tc"')),
        html(JOB + ";"),
        html(JOB).replace("application/ld+json", "Application/LD+JSON; charset=utf-8"),
    ],
)
def test_a_job_posting_is_found_however_it_is_written(page: str) -> None:
    [record] = find_job_postings(page)
    assert parse_job_posting(record, "u").title == "Mason"


def test_several_are_found_and_other_types_are_not() -> None:
    assert len(find_job_postings(html(JOB, f"[{JOB},{JOB}]", '{"@type":"Organization","name":"JobPosting"}'))) == 3
    assert find_job_postings("<html><body>JobPosting</body></html>") == []


FIELDS = (
    "title", "identifier", "value", "jobLocation", "address", "addressLocality", "addressCountry", "geo", "latitude",
    "baseSalary", "minValue", "employmentType", "datePosted", "jobLocationType", "inLanguage", "name", "url",
)  # fmt: skip


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), v, max_size=5),
        max_leaves=20,
    )
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_record_raises(raw: Any) -> None:
    posting = parse_job_posting(Record(raw), "https://pebble.example/jobs/1")
    assert posting.id
    assert isinstance(posting.title, str)


def test_the_sitemaps_urls_are_the_list_and_the_pages_its_details() -> None:
    spider = site()
    found = call(spider, first_request(spider), urlset(("/about", ""), ("/jobs/mason-1", "2026-01-01")), XML)
    [request] = found
    assert (request.url, request.meta[DETAIL_OF]) == (f"{SITE}/jobs/mason-1", "/jobs/mason-1")
    [posting] = call(spider, request, html(JOB), "text/html")
    assert (posting.id, posting.title) == ("/jobs/mason-1", "Mason")


def test_a_page_that_did_not_change_is_not_read_again() -> None:
    spider = site(known={"/jobs/mason-1": stored("/jobs/mason-1", "2026-01-01")})
    [posting] = call(spider, first_request(spider), urlset(("/jobs/mason-1", "2026-01-01")), XML)
    assert isinstance(posting, Posting)
    assert posting.id == "/jobs/mason-1"
    spider = site(known={"/jobs/mason-1": stored("/jobs/mason-1", "2026-01-01")})
    [request] = call(spider, first_request(spider), urlset(("/jobs/mason-1", "2026-02-02")), XML)
    assert isinstance(request, Request)
    assert spider.run.evidence.seen == {"/jobs/mason-1"}


def test_a_page_that_did_not_change_is_read_again_once_a_week() -> None:
    days = [NOW + dt.timedelta(days=days) for days in range(14)]
    for path in ("/jobs/mason-1", "/jobs/joiner-2"):
        assert sum(stored(path, "x", day) != stored(path, "x", day + dt.timedelta(days=1)) for day in days) == 2


def test_without_a_date_a_page_is_read_each_time() -> None:
    spider = site(known={"/jobs/mason-1": stored("/jobs/mason-1", "")})
    [request] = call(spider, first_request(spider), urlset(("/jobs/mason-1", "")), XML)
    [posting] = call(spider, request, html(JOB), "text/html")
    assert posting.raw["title"] == "Mason"


def test_a_page_known_for_several_postings_is_a_list() -> None:
    spider = site(known={"/jobs/all-1#a": stored("/jobs/all-1", ""), "/jobs/all-1#b": stored("/jobs/all-1", "")})
    [request] = call(spider, first_request(spider), urlset(("/jobs/all-1", "")), XML)
    assert DETAIL_OF not in request.meta
    two = html(JOB.replace("m-1", "a"), JOB.replace("m-1", "c"))
    assert [posting.id for posting in call(spider, request, two, "text/html")] == ["/jobs/all-1#a", "/jobs/all-1#c"]


def test_a_page_without_posting_is_a_fault_only_where_one_was_promised() -> None:
    for spider, promised in (
        (site(), False),
        (site("/jobs/"), True),
        (site(known={"/jobs/x-1": stored("/jobs/x-1", "")}), True),
    ):
        [request] = call(spider, first_request(spider), urlset(("/jobs/x-1", "")), XML)
        if promised:
            with pytest.raises(BadAnswer, match="no JobPosting"):
                call(spider, request, "<html></html>", "text/html")
        else:
            assert call(spider, request, "<html></html>", "text/html") == []


def test_an_index_leads_to_its_sitemaps_packed_or_not_once() -> None:
    spider = site()
    entries = "".join(f"<sitemap><loc>{SITE}/{name}</loc></sitemap>" for name in ("a.xml.gz", "sitemap.xml"))
    index = f"<sitemapindex>{entries}</sitemapindex>"
    [request] = call(spider, first_request(spider), index, XML)
    [page] = call(spider, request, gzip.compress(urlset(("/jobs/x-1", "")).encode()), "application/gzip")
    assert page.url == f"{SITE}/jobs/x-1"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><urlset>&a;</urlset>', "DTD"),
        (b"<urlset><url>", "not whole, valid XML"),
        (b"<?xml version='1.0'?><rss></rss>", "not a sitemap"),
        (gzip.compress(b"<urlset></urlset>", mtime=0)[:-9], "cut off"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
    ],
)
def test_a_sitemap_that_is_none_is_one_line(body: bytes, line: str) -> None:
    spider = site()
    with pytest.raises(BadAnswer, match=line):
        call(spider, first_request(spider), body, XML)


def test_a_packed_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "LARGEST", 10_000)
    with pytest.raises(BadAnswer, match="larger than"):
        read_sitemap(gzip.compress(b"<urlset>" + b" " * 1_000_000 + b"</urlset>", mtime=0))


def test_more_pages_than_are_read_is_a_problem() -> None:
    spider = site()
    spider.most_pages = 3
    found = call(spider, first_request(spider), urlset(*((f"/jobs/x-{n}", "") for n in range(9))), XML)
    assert len(found) == 2
    assert spider.run.evidence.problems == ["more than 3 pages"]


@pytest.mark.parametrize("params", [{}, {"link": "ftp://x"}, {"link": "x"}, {"link": SITE, "pattern": "("}])
def test_bad_params_are_named(params: dict[str, str]) -> None:
    with pytest.raises(BadParams):
        adapters()["jsonld"].url_for(params)
