from __future__ import annotations

import math
from typing import Any

import orjson
import pytest

from crawler.base import Record
from crawler.loader import adapters
from tests.crawler.replay import call, first_request, spider_of


@pytest.mark.parametrize(
    ("sent", "id_"),
    [
        (" a1 ", "a1"),
        (12, "12"),
        (12.0, "12"),
        (-0.0, "0"),
        (2.0**53 - 1, "9007199254740991"),
        (2.0**53, ""),
        (1e20, ""),
        (12.5, ""),
        (math.nan, ""),
        (math.inf, ""),
        (True, ""),
        ([1], ""),
        (None, ""),
    ],
)
def test_an_id_is_what_the_site_sent_and_never_a_rounded_number(sent: Any, id_: str) -> None:
    assert Record({"id": sent}).id("none", "id") == id_


def test_a_number_that_cannot_be_an_id_gives_way_to_no_other_field() -> None:
    assert Record({"id": 1e20, "code": "x"}).id("id", "code") == ""


def test_a_posting_whose_id_was_rounded_on_the_way_is_dropped_and_counted() -> None:
    spider = spider_of(adapters()["greenhouse"], {"token": "acme"})
    records = [{"id": id_, "title": "Baker"} for id_ in (12.0, 1e20)]
    [posting] = call(spider, first_request(spider), orjson.dumps({"jobs": records, "meta": {"total": 2}}))
    assert posting.id == "12"
    assert spider.run.evidence.dropped == 1
