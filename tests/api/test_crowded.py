"""More asked at once than the server's threads can answer: searches wait for searches, and nobody waits for long."""

from __future__ import annotations

import threading
import time

import pytest
import requests

from api.arriving import Arriving
from tests.api.test_serve import served

CROWDED = """
import sys, time
from api import app, serve, worker
from api.access import access
worker.WAITS = 2.0
make = app.make_app
def with_dear(*args):
    made = make(*args)
    @made.get("/api/dear")
    @made.get("/api/listings.dear")
    @access("public")
    def dear():
        time.sleep(3)
        return {"done": True}
    return made
app.make_app = with_dear
serve.serve_at("127.0.0.1", int(sys.argv[1]), access_log=False)
"""
"""The same, with a search that takes its time, and 2 s to wait for a thread."""


def test_many_searches_keep_nobody_else_waiting_and_those_too_many_are_told_so(sqlite_url: str) -> None:
    answers: list[requests.Response] = []
    with served({"JOBTRACKER_DATABASE_URL": sqlite_url}, "-c", CROWDED) as server:

        def ask() -> None:
            answers.append(requests.get(f"{server.url}/api/listings.dear?q=a", timeout=30))

        askers = [threading.Thread(target=ask) for _ in range(40)]
        for asker in askers:
            asker.start()
        time.sleep(0.5)
        began = time.monotonic()
        assert all(requests.get(f"{server.url}{path}", timeout=10).ok for path in ("/healthz", "/api") * 5)
        assert time.monotonic() - began < 2
        for asker in askers:
            asker.join()
        assert time.monotonic() - began < 12
    assert {answer.status_code for answer in answers} == {200, 503}
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert (busy.headers["Content-Type"], busy.headers["Retry-After"]) == ("application/problem+json", "5")
    assert busy.json()["detail"].startswith("Too much is asked at once")


def test_a_server_whose_threads_all_wait_says_that_it_serves(sqlite_url: str) -> None:
    with served({"JOBTRACKER_DATABASE_URL": sqlite_url}, "-c", CROWDED) as server:
        paths = ("/api/dear", "/api/listings.dear") * 10
        askers = [threading.Thread(target=requests.get, args=(f"{server.url}{path}",)) for path in paths]
        for asker in askers:
            asker.start()
        time.sleep(0.5)
        began = time.monotonic()
        assert all(requests.get(f"{server.url}/healthz", timeout=10).ok for _ in range(5))
        assert time.monotonic() - began < 2
        for asker in askers:
            asker.join()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"GET /api/listings?q=a HTTP/1.1", "search"),
        (b"GET /api/listings HTTP/1.1", "search"),
        (b"HEAD /api/listings.csv?x=%2Fapi HTTP/1.1", "search"),
        (b"GET http://localhost/api/%6cistings?q=a HTTP/1.1", "search"),
        (b"POST /api/trackers/preview HTTP/1.1", "search"),
        (b"POST /api/trackers/agree HTTP/1.1", "other"),
        (b"GET /api/listings/7?q=/api/listings HTTP/1.1", "other"),
        (b"GET /api?x=/api/listings HTTP/1.1", "other"),
        (b"GET /healthz HTTP/1.1", "probe"),
    ],
)
def test_what_is_asked_for_is_known_by_its_address(line: bytes, kind: str) -> None:
    arriving = Arriving()
    arriving.add(line + b"\r\nHost: localhost\r\n\r\n")
    assert (arriving.whole, arriving.kind()) == (True, kind)
