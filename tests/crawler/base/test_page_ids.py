from __future__ import annotations

from typing import Any

import pytest

from crawler.base.page_ids import LONGEST_ID, choose_home, foreign_id, page_id
from crawler.loader import adapters
from jobtracker.run import Fingerprint
from tests.crawler.replay import call, first_request, spider_of

SITEMAP = "https://www.pebble.example/sitemap.xml"


def ids(urls: list[str], known: tuple[str, ...] = ()) -> list[str]:
    spider = spider_of(adapters()["jsonld"], {"link": SITEMAP}, **dict.fromkeys(known, Fingerprint("x", "")))
    body = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    found: list[Any] = call(spider, first_request(spider), f"<urlset>{body}</urlset>", "application/xml")
    return [request.cb_kwargs["id_"] for request in found]


def test_the_same_path_on_two_hosts_is_two_postings() -> None:
    at = "/jobs/mason-1"
    assert ids([f"https://a.pebble.example{at}", f"https://b.pebble.example{at}", f"https://pebble.example{at}"]) == [
        f"//a.pebble.example{at}",
        f"//b.pebble.example{at}",
        at,
    ]


@pytest.mark.parametrize(
    "host", ["www.pebble.example", "pebble.example", "PEBBLE.example", "jobs.pebble-careers.example"]
)
@pytest.mark.parametrize("known", [(), ("/jobs/mason-1",), ("/jobs/gone-1", "/jobs/mason-1")])
def test_a_site_whose_pages_are_on_one_host_has_them_by_their_paths(host: str, known: tuple[str, ...]) -> None:
    urls = [f"https://{host}/jobs/mason-1", f"https://{host}/jobs/joiner-2"]
    assert ids(urls, known) == ["/jobs/mason-1", "/jobs/joiner-2"]


def test_a_second_host_takes_no_id_from_the_first_whichever_is_named_first_or_most() -> None:
    old, new = "https://old.example/jobs/a-1", ["https://new.example/jobs/b-2", "https://new.example/jobs/c-3"]
    foreign = ["//new.example/jobs/b-2", "//new.example/jobs/c-3"]
    assert ids([*new, old], ("/jobs/a-1",)) == [*foreign, "/jobs/a-1"]
    assert ids([*new, old], ("/jobs/a-1", *foreign)) == [*foreign, "/jobs/a-1"]
    assert ids(new, ("/jobs/a-1", *foreign)) == foreign
    assert ids([*new, old], tuple(foreign)) == [*foreign, "/jobs/a-1"]


def test_a_host_that_is_known_as_foreign_stays_so_even_if_it_is_the_lists() -> None:
    assert choose_home(["https://pebble.example/jobs/1"], SITEMAP, ["//pebble.example/jobs/1"]) == ""


def test_a_url_that_is_none_is_left_out() -> None:
    assert ids(["https://[::1/jobs/mason-1", "mailto:jobs/mason-1", "https://pebble.example/jobs/mason-1"]) == [
        "/jobs/mason-1"
    ]


def test_an_id_is_the_pages_path_and_fits_the_database() -> None:
    assert page_id("https://x.example/jobs/1?b=2&a=1#apply") == "/jobs/1?a=1&b=2"
    long = page_id(f"https://x.example/{'y' * 500}")
    assert len(long) == len(foreign_id(f"https://x.example/{'y' * 500}")) == LONGEST_ID
    assert long != page_id(f"https://x.example/{'y' * 501}")
