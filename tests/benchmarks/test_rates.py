"""What the benchmark of rates counts."""

from __future__ import annotations

from benchmarks.rates import _boards, _judge, watched
from crawler.recordings import Answer
from sample_sites.asked import Asked


def test_the_most_in_any_second_is_counted_wherever_the_second_begins():
    requests, took, a_second, most, gap = _judge([0.0, 0.9, 1.4, 1.8, 4.0])
    assert (requests, took, a_second, most, gap) == (5, 4.0, 1.0, 3, 400)


def test_robots_txt_closes_what_it_is_told_to():
    boards = _boards("greenhouse", 2)
    robots = watched(boards, {boards[0].slug}, 0.0).answer(Asked("GET", "https://boards-api.greenhouse.io/robots.txt"))
    assert isinstance(robots, Answer)
    assert b"Disallow: /v1/boards/greenhouse-board-0/" in robots.body
