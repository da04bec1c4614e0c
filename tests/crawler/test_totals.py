"""A list without its own count may have been cut off: only a count that can be read proves it whole."""

import pytest

from crawler.base import Company
from crawler.spiders.ats.greenhouse import Greenhouse


def problems(document):
    spider = Greenhouse(company=Company("acme", "Acme", "greenhouse", {"token": "acme"}))
    spider.records(document)
    return spider.run.evidence.problems


@pytest.mark.parametrize(
    "meta", [None, [], {}, {"total": None}, {"total": True}, {"total": "1,037"}, {"total": -5}, {"total": 0}]
)
def test_a_count_that_cannot_be_one_is_a_problem(meta):
    assert problems({"jobs": [{"id": 1, "title": "x"}], "meta": meta})


@pytest.mark.parametrize(
    ("listings", "total"), [([], 0), ([{"id": 1, "title": "x"}], 1), ([{"id": 1, "title": "x"}], 37)]
)
def test_a_count_is_taken_as_it_is(listings, total):
    assert not problems({"jobs": listings, "meta": {"total": total}})
