"""The cap of 2,000: a made-up tenant that counts and cuts as Workday does."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import orjson
from scrapy.http import Request

from crawler.base import Posting
from crawler.loader import adapters
from jobtracker.lifecycle import judge
from tests.crawler.replay import call, first_request, spider_of

PARAMS = {"host": "moss.wd3.myworkdayjobs.com", "tenant": "moss", "site": "Careers"}
Job = dict[str, Any]


class Tenant:
    """Answers queries over its postings, each {"id", "family", "time", "locations"}."""

    def __init__(self, jobs: list[Job], facets: tuple[str, ...] = ("family", "time", "locations")) -> None:
        self.jobs, self.facets = jobs, facets
        self.asked = 0

    def answer(self, request: Request) -> bytes:
        self.asked += 1
        query = json.loads(request.body)
        assert query["limit"] <= 20
        found = [job for job in self.jobs if self.matches(job, query["appliedFacets"])]
        offset = query["offset"]
        shown = found[:2000][offset : offset + 20]
        return orjson.dumps(
            {
                "total": min(len(found), 2000) if offset == 0 else 0,
                "jobPostings": [entry(job["id"]) for job in shown],
                "facets": [] if offset else [facet(name, found) for name in self.facets],
            }
        )

    @staticmethod
    def matches(job: Job, applied: dict[str, list[str]]) -> bool:
        return all(set(values) & set(as_list(job[name])) for name, values in applied.items())


def as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def facet(name: str, jobs: list[Job]) -> dict[str, Any]:
    counts = Counter(value for job in jobs for value in as_list(job[name]))
    inner = {"facetParameter": name, "values": [{"id": value, "count": count} for value, count in counts.items()]}
    if name == "locations":  # the real ones stand in a group
        return {"facetParameter": "locationMainGroup", "values": [inner]}
    return inner


def entry(id_: str) -> dict[str, Any]:
    path = f"/job/Oslo/Gardener_{id_}"
    return {"title": "Gardener", "externalPath": path, "postedOn": "Posted Today", "bulletFields": [id_]}


def crawl(tenant: Tenant) -> tuple[Counter[str], Any]:
    """How often each id was named, and what the run saw. Details are not followed."""
    spider = spider_of(adapters()["workday"], PARAMS)
    todo, named = [first_request(spider)], Counter[str]()
    while todo:
        for each in call(spider, request := todo.pop(0), tenant.answer(request)):
            if isinstance(each, Posting):
                named[each.id] += 1
            elif each.method == "POST":
                todo.append(each)
    spider.run.evidence.seen |= set(named)
    return named, spider.run.evidence


def jobs(count: int, **fields: Any) -> list[Job]:
    return [{"id": f"JR{n:05}", **{name: value(n) for name, value in fields.items()}} for n in range(count)]


def test_a_small_board_is_read_by_the_count_of_its_first_page() -> None:
    tenant = Tenant(jobs(45, family=lambda n: "a", time=lambda n: "full", locations=lambda n: ["x"]))
    named, evidence = crawl(tenant)
    assert (len(named), tenant.asked, evidence.total, judge(evidence).outcome) == (45, 3, 45, "complete")


def test_a_board_beyond_the_cap_is_split_and_read_whole() -> None:
    tenant = Tenant(
        jobs(2613, family=lambda n: f"f{n % 15}", time=lambda n: "full", locations=lambda n: ["x", f"y{n % 9}"])
    )
    named, evidence = crawl(tenant)
    assert (len(named), evidence.total, judge(evidence).outcome) == (2613, 2613, "complete")
    assert set(named.values()) == {1}


def test_a_value_beyond_the_cap_is_split_again() -> None:
    family = lambda n: "big" if n % 10 else "small"  # noqa: E731
    tenant = Tenant(
        jobs(6000, family=family, time=lambda n: f"t{n % 4}", locations=lambda n: ["x"]), ("family", "time")
    )
    big = [job for job in tenant.jobs if job["family"] == "big"]
    assert len([job for job in big if job["time"] == "t1"]) < 2000 < len(big)
    named, evidence = crawl(tenant)
    assert (len(named), judge(evidence).outcome) == (6000, "complete")


def test_a_facet_that_misses_postings_is_not_the_one() -> None:
    family = lambda n: f"f{n % 30}" if n % 3 else ""  # noqa: E731
    tenant = Tenant(jobs(2400, family=family, time=lambda n: "full" if n % 2 else "part", locations=lambda n: []))
    named, evidence = crawl(tenant)
    assert (len(named), evidence.total, judge(evidence).outcome) == (2400, 2400, "complete")


def test_places_alone_split_a_board_but_prove_nothing() -> None:
    tenant = Tenant(jobs(2300, locations=lambda n: [f"y{n % 4}", f"z{n % 5}"]), ("locations",))
    named, evidence = crawl(tenant)
    assert (len(named), evidence.capped, judge(evidence).outcome) == (2300, True, "partial")


def test_without_facets_the_first_two_thousand_are_read_as_a_part() -> None:
    named, evidence = crawl(Tenant(jobs(2500), ()))
    assert (len(named), evidence.capped, judge(evidence).outcome) == (2000, True, "partial")


def test_a_posting_missed_by_every_facet_leaves_the_run_partial() -> None:
    tenant = Tenant(jobs(2400, family=lambda n: f"f{n % 5}", time=lambda n: "full", locations=lambda n: []))
    spider = spider_of(adapters()["workday"], PARAMS)
    first = first_request(spider)
    whole = tenant.answer(first)
    tenant.jobs = tenant.jobs[:-7]  # gone between the first answer and the others
    todo = [each for each in call(spider, first, whole) if isinstance(each, Request)]
    while todo:
        for each in call(spider, request := todo.pop(0), tenant.answer(request)):
            if isinstance(each, Posting):
                spider.run.evidence.seen.add(each.id)
            elif each.method == "POST":
                todo.append(each)
    assert judge(spider.run.evidence).outcome == "partial"
