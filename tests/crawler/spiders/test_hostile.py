"""Whatever an ATS's host sends: postings, or one clear line. Nothing else is raised."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.base import AtsSpider, BadAnswer, Posting
from crawler.loader import adapters
from tests.crawler.replay import call, first_request, spider_of

PARAMS = {
    "workday": {"host": "acme.wd1.myworkdayjobs.com", "tenant": "acme", "site": "Careers"},
    "jsonld": {"link": "https://acme.example/careers"},
}
JSON_ATS = sorted(name for name in adapters() if name not in ("personio", "jsonld"))
SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=8)
)
VALUES = st.recursive(SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=8), v, max_size=3))


def fresh(ats: str) -> AtsSpider:
    return spider_of(adapters()[ats], PARAMS.get(ats, {"token": "acme"}))


def refusal(ats: str, body: bytes | str, content_type: str = "application/json") -> str:
    spider = fresh(ats)
    with pytest.raises(BadAnswer) as caught:
        call(spider, first_request(spider), body, content_type)
    line = str(caught.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize("ats", JSON_ATS)
@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"", "the answer is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "the answer is HTML, not JSON"),
        (b"<?xml version='1.0'?><x/>", "the answer is XML, not JSON"),
        (b'{"jobs": [{"id": 1, "ti', "not whole, valid JSON"),
        (b'{"jobs": [{"title": "\xff\xfe"}]}', "not whole, valid JSON"),
        (b'{"jobs": [{"title": "\\ud800"}]}', "not whole, valid JSON"),
        (b'{"jobs": [{"title": "a\\u0000b"}]}', "NUL"),
        (b'{"jobs": "a\x00"}', "not whole, valid JSON"),
        (b"[" * 100_000, "not whole, valid JSON"),
        (b'"jobs"', "not a list"),
        (b"null", "not a list"),
        (b"{}", "not a list"),
        (b'{"jobs": {}, "content": 1, "offers": "x", "items": true, "jobPostings": null}', "not a list"),
    ],
)
def test_a_body_that_is_no_board_is_one_line(ats: str, body: bytes, line: str) -> None:
    assert line in refusal(ats, body)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("", "empty"),
        ("<!doctype html><html></html>", "HTML, not XML"),
        ("<html><body>x</body></html>", "HTML, not XML"),
        ("<workzag-jobs><position>", "not whole, valid XML"),
        ("<jobs></jobs>", "not <workzag-jobs>"),
        ('{"jobs": []}', "not whole, valid XML"),
        (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><workzag-jobs>&c;</workzag-jobs>',
            "DTD",
        ),
        ('<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><workzag-jobs/>', "DTD"),
        ('<?xml version="1.0" encoding="klingon"?><workzag-jobs/>', "not whole, valid XML"),
        ("<workzag-jobs>\0</workzag-jobs>", "not whole, valid XML"),
    ],
)
def test_a_feed_that_is_none_is_one_line(body: str, line: str) -> None:
    assert line in refusal("personio", body, "application/xml")


def test_a_feed_in_invalid_utf8_is_one_line() -> None:
    assert "not whole, valid XML" in refusal("personio", b"<workzag-jobs>\xff\xfe</workzag-jobs>", "application/xml")


LISTS_AT = {ats: adapters()[ats].listings_at for ats in JSON_ATS}


@pytest.mark.parametrize("ats", JSON_ATS)
@given(records=st.lists(VALUES, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_records_of_any_shape_are_read_or_dropped(ats: str, records: list[Any]) -> None:
    spider = fresh(ats)
    document = {LISTS_AT[ats]: records} if LISTS_AT[ats] else records
    body = orjson.dumps(document)
    if b"\\u0000" in body:  # refused as a whole: tested above
        return
    found = call(spider, first_request(spider), body)
    postings = [each for each in found if isinstance(each, Posting)]
    assert len(postings) + spider.run.evidence.dropped + spider.run.evidence.repeated <= len(records)
    assert all(posting.id and posting.title for posting in postings)


FIELDS = (
    "id", "title", "text", "name", "shortcode", "externalPath", "absolute_url", "location", "locations", "metadata",
    "offices", "departments", "categories", "lists", "salaryRange", "compensation", "address", "secondaryLocations",
    "bulletFields", "salary", "_jobposting", "url", "status", "isListed", "company", "department", "createdAt",
)  # fmt: skip


@pytest.mark.parametrize("ats", JSON_ATS)
@given(fields=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_known_fields_with_any_value_take_no_other_posting_along(ats: str, fields: dict[str, Any]) -> None:
    good = {
        "id": "good-1", "title": "Good", "text": "Good", "name": "Good", "shortcode": "good-1",
        "externalPath": "/job/x/Good_good-1", "isListed": True, "status": "published",
    }  # fmt: skip
    spider = fresh(ats)
    document = {LISTS_AT[ats]: [fields, good]} if LISTS_AT[ats] else [fields, good]
    body = orjson.dumps(document)
    if b"\\u0000" in body:
        return
    found = call(spider, first_request(spider), body)
    assert "good-1" in {each.id for each in found if isinstance(each, Posting)}


def test_a_posting_without_id_or_title_is_dropped_and_counted() -> None:
    spider = fresh("greenhouse")
    jobs = [
        {"id": 1, "title": "Kept"},
        {"id": 2, "title": " "},
        {"title": "No id"},
        "text",
        None,
        {"id": True, "title": "x"},
    ]
    found = call(spider, first_request(spider), orjson.dumps({"jobs": jobs, "meta": {"total": 6}}))
    assert [posting.id for posting in found] == ["1"]
    assert (spider.run.evidence.dropped, spider.run.evidence.total) == (5, 6)
