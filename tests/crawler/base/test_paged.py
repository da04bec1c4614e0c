from __future__ import annotations

from typing import Any, ClassVar

import orjson
import pytest
from scrapy.http import Request

from crawler.base import CursorPages, LinkedPages, ListThenDetail, OffsetPages, Posting, Record, WholeBoard
from crawler.base.company_spider import DETAIL_OF
from crawler.loader import adapters
from jobtracker.fingerprint import digest, posting_hash
from jobtracker.run import Fingerprint
from tests.crawler.replay import call, first_request, spider_of


class Simple:
    name = "simple"
    url = "https://api.example/{token}?offset=0"
    listings_at = "jobs"
    page_size = 2

    def parse_listing(self, record: Record) -> Posting:
        return Posting(id=record.text("id"), title=record.text("title"), url="https://api.example/1")


class Offset(Simple, OffsetPages):
    total_at = "total"


class Uncounted(Simple, OffsetPages):
    pass


class Linked(Simple, LinkedPages):
    next_at = "links.next"


class Cursor(Simple, CursorPages):
    cursor_at = "next"


class Detailed(Simple, OffsetPages, ListThenDetail):
    volatile: ClassVar = ("age",)

    def detail_request(self, posting: Posting) -> Request:
        return Request(f"https://api.example/acme/{posting.id}")

    def parse_detail(self, record: Record, posting: Posting) -> Posting:
        posting.html = record.text("text")
        return posting


class Whole(Simple, WholeBoard):
    total_at = "total"


def page(*ids: int, **more: Any) -> bytes:
    return orjson.dumps({"jobs": [{"id": i, "title": f"Job {i}"} for i in ids], **more})


def split(found: list[Any]) -> tuple[list[str], list[Request]]:
    return [p.id for p in found if isinstance(p, Posting)], [r for r in found if isinstance(r, Request)]


def walk(spider: Any, pages: dict[str, bytes], most: int = 20) -> list[str]:
    """All ids that a spider reads, following what it asks for; a page that is not there is an error."""
    todo, ids = [first_request(spider)], list[str]()
    for _ in range(most):
        if not todo:
            return ids
        request = todo.pop(0)
        found, asked = split(call(spider, request, pages[request.url]))
        ids += found
        todo += asked
    raise AssertionError("it never ends")


A = "https://api.example/acme"


def test_offsets_go_on_to_the_sites_own_count() -> None:
    spider = spider_of(Offset, {"token": "acme"})
    pages = {f"{A}?offset=0": page(1, 2, total=3), f"{A}?offset=2": page(3, total=3)}
    assert walk(spider, pages) == ["1", "2", "3"]
    assert (spider.run.evidence.total, spider.run.evidence.problems) == (3, [])


def test_without_a_count_a_page_that_is_not_full_is_the_last() -> None:
    spider = spider_of(Uncounted, {"token": "acme"})
    assert walk(spider, {f"{A}?offset=0": page(1, 2), f"{A}?offset=2": page(3)}) == ["1", "2", "3"]


def test_an_empty_page_ends_the_list_and_leaves_the_count_unreached() -> None:
    spider = spider_of(Offset, {"token": "acme"})
    assert walk(spider, {f"{A}?offset=0": page(1, 2, total=9), f"{A}?offset=2": page(total=9)}) == ["1", "2"]
    assert spider.run.evidence.total == 9


def test_a_page_repeated_is_a_problem_and_an_end() -> None:
    spider = spider_of(Offset, {"token": "acme"})
    assert walk(spider, {f"{A}?offset=0": page(1, 2, total=6), f"{A}?offset=2": page(1, 2, total=6)}) == ["1", "2"]
    assert spider.run.evidence.problems == [f"page 2 names nothing new: {A}?offset=2"]
    assert spider.run.evidence.repeated == 2


def test_a_posting_that_moved_between_pages_is_yielded_once() -> None:
    spider = spider_of(Offset, {"token": "acme"})
    assert walk(spider, {f"{A}?offset=0": page(1, 2, total=4), f"{A}?offset=2": page(2, 3, total=4)}) == ["1", "2", "3"]
    assert (spider.run.evidence.repeated, spider.run.evidence.problems) == (1, [])


def test_pages_without_end_are_a_problem() -> None:
    class Endless(Offset):
        most_pages = 3

    spider = spider_of(Endless, {"token": "acme"})
    pages = {f"{A}?offset={n}": page(n, n + 1, total=99) for n in range(0, 20, 2)}
    assert len(walk(spider, pages)) == 6
    assert spider.run.evidence.problems == ["more than 3 pages"]


def test_links_are_followed_on_the_same_host_only() -> None:
    spider = spider_of(Linked, {"token": "acme"})
    pages = {
        f"{A}?offset=0": page(1, links={"next": "/acme?p=2"}),
        f"{A}?p=2": page(2, links={"next": "http://10.0.0.1/"}),
    }
    assert walk(spider, pages) == ["1", "2"]
    assert spider.run.evidence.problems == ["the next page is on another host: http://10.0.0.1/"]


def test_an_empty_page_that_names_a_next_one_is_a_problem() -> None:
    spider = spider_of(Linked, {"token": "acme"})
    pages = {f"{A}?offset=0": page(1, links={"next": "/acme?p=2"}), f"{A}?p=2": page(links={"next": "/acme?p=3"})}
    assert walk(spider, {**pages, f"{A}?p=3": page(2)}) == ["1", "2"]
    assert spider.run.evidence.problems == [f"an empty page that names a next one: {A}?p=2"]


def test_a_cursor_is_given_back() -> None:
    spider = spider_of(Cursor, {"token": "acme"})
    assert walk(spider, {f"{A}?offset=0": page(1, next="x/y"), f"{A}?offset=0&cursor=x%2Fy": page(2)}) == ["1", "2"]


def test_a_new_entry_is_pending_and_its_detail_asked_for() -> None:
    spider = spider_of(Detailed, {"token": "acme"})
    entry, request = call(spider, first_request(spider), page(1))
    assert (entry.id, entry.detail_pending, request.meta[DETAIL_OF]) == ("1", True, "1")
    [full] = call(spider, request, b'{"text": "<p>All of it</p>"}')
    assert (full.id, full.html, full.detail_pending, full.raw) == ("1", "<p>All of it</p>", False, entry.raw)


@pytest.mark.parametrize(
    ("stored", "pending", "age", "asks"),
    [("Job 1", False, 1, False), ("Job 1", False, 7, False), ("Job One", False, 1, True), ("Job 1", True, 1, True)],
)
def test_a_detail_is_asked_for_only_if_the_entry_changed(stored: str, pending: bool, age: int, asks: bool) -> None:
    was = Posting(id="1", title=stored, url="", raw={"id": 1, "title": stored, "age": age})
    spider = spider_of(Detailed, {"token": "acme"}, **{"1": Fingerprint(posting_hash(was, ("age",)), "", pending)})
    body = orjson.dumps({"jobs": [{"id": 1, "title": "Job 1", "age": 30}]})
    ids, asked = split(call(spider, first_request(spider), body))
    assert (ids, bool(asked)) == (["1"], asks)


def test_a_whole_board_that_did_not_change_is_not_read() -> None:
    spider = spider_of(Whole, {"token": "acme"})
    body = page(1, 2, total=2)
    assert len(call(spider, first_request(spider), body)) == 2
    assert (spider.run.digest, spider.run.unchanged, spider.run.evidence.total) == (digest(body), False, 2)
    again = spider_of(Whole, {"token": "acme"})
    again.run.known_digest = digest(body)
    assert call(again, first_request(again), body) == []
    assert again.run.unchanged


def test_teamtailor_asks_for_page_two_after_a_hundred() -> None:
    spider = spider_of(adapters()["teamtailor"], {"token": "acme"})
    items = [{"id": str(n), "title": "Chef", "url": f"https://acme.teamtailor.com/jobs/{n}-chef"} for n in range(100)]
    _, [request] = split(call(spider, first_request(spider), orjson.dumps({"items": items})))
    assert request.url == "https://acme.teamtailor.com/jobs.json?page=2"
    ids, more = split(call(spider, request, orjson.dumps({"items": []})))
    assert (ids, more, spider.run.evidence.problems) == ([], [], [])


@pytest.mark.parametrize(("items", "problems"), [(100, 0), (99, 1), (0, 1)])
def test_teamtailors_page_that_names_a_next_one_has_a_hundred_items(items, problems) -> None:
    spider = spider_of(adapters()["teamtailor"], {"token": "acme"})
    feed = {"items": [{"id": str(n), "title": "Chef"} for n in range(items)], "next_url": "/jobs.json?page=2"}
    *_, request = call(spider, first_request(spider), orjson.dumps(feed))
    assert request.url == "https://acme.teamtailor.com/jobs.json?page=2"
    assert len(spider.run.evidence.problems) == problems
