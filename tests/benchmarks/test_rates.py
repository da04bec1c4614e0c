"""What the benchmark of rates counts."""

from __future__ import annotations

from benchmarks.rates import Watched, _boards, _judge
from crawler.recordings import Answer
from sample_sites.asked import Asked


def test_the_most_in_any_second_is_counted_wherever_the_second_begins():
    requests, took, a_second, most, gap = _judge([0.0, 0.9, 1.4, 1.8, 4.0])
    assert (requests, took, a_second, most, gap) == (5, 4.0, 1.0, 3, 400)


def test_every_request_is_seen_and_robots_txt_closes_what_it_is_told_to():
    boards = _boards("greenhouse", 2)
    sites = Watched(boards, {boards[0].slug}, 0.0)
    robots = sites.answer(Asked("GET", "https://boards-api.greenhouse.io/robots.txt"))
    sites.answer(Asked("GET", "https://boards-api.greenhouse.io/v1/boards/nobody/jobs"))
    assert isinstance(robots, Answer)
    assert b"Disallow: /v1/boards/greenhouse-board-0/\n" in robots.body
    assert [path for _, path in sites.log["boards-api.greenhouse.io"]] == ["/robots.txt", "/v1/boards/nobody/jobs"]
