"""Whose fault shows when, in process and over HTTP."""

import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from crawler.loader import adapters
from crawler.recordings import Answer
from sample_sites import FAULTS, KINDS, SYSTEMS, Asked, MadeUpBoard, Server, Sites, Trouble, misbehave
from sample_sites.shapes import SHAPES

GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true"
LEVER = "https://api.lever.co/v0/postings/{}?mode=json"


@pytest.fixture
def sites():
    boards = [MadeUpBoard(slug, "greenhouse", 10, text=20) for slug in ("acme", "bolt")]
    return Sites([*boards, MadeUpBoard("cog", "lever", 10, text=20)], seed=1)


def status(sites, url):
    answer = sites.answer(Asked("GET", url))
    return answer.status if isinstance(answer, Answer) else answer


def statuses(sites):
    urls = (GREENHOUSE.format("acme"), GREENHOUSE.format("bolt"), LEVER.format("cog"))
    return [status(sites, url) for url in urls]


def test_a_fault_concerns_a_company_a_host_an_ats_or_all(sites):
    sites.fault("acme", "401")
    assert statuses(sites) == [401, 200, 200]
    sites.fault("host:boards-api.greenhouse.io", "403")
    assert statuses(sites) == [401, 403, 200]
    sites.fault("*", "503")
    assert statuses(sites) == [401, 403, 503]
    sites.fault("host:boards-api.greenhouse.io")
    sites.fault("ats:greenhouse", "500")
    assert statuses(sites) == [401, 500, 503]
    assert sites.faults() == {"acme": "401", "bolt": "", "cog": "", "*": "503", "ats:greenhouse": "500"}


@pytest.mark.parametrize(("whom", "kind"), [("nobody", "500"), ("ats:none", "500"), ("host:x", "500"), ("*", "none")])
def test_what_nobody_knows_is_refused(sites, whom, kind):
    with pytest.raises(KeyError):
        sites.fault(whom, kind)


def test_on_the_bad_day_of_an_ats_all_its_boards_are_empty(sites):
    sites.fault("ats:greenhouse", "empty")
    for slug in ("acme", "bolt"):
        assert json.loads(sites.answer(Asked("GET", GREENHOUSE.format(slug))).body)["jobs"] == []
    assert len(json.loads(sites.answer(Asked("GET", LEVER.format("cog"))).body)) == 10


def test_a_share_of_the_requests_gets_faults_of_many_kinds(sites):
    sites.fault("*", "mixed", share=0.02)
    for _ in range(5_000):
        sites.answer(Asked("GET", GREENHOUSE.format("acme")))
    assert 60 <= sites.struck.total() <= 140
    assert len(sites.struck) > 10
    assert not any(kind.startswith("detail-") for kind in sites.struck)


def test_who_flaps_is_well_every_other_time(sites):
    sites.fault("acme", "flapping")
    good = sites.good(Asked("GET", GREENHOUSE.format("acme")))
    answers = [sites.answer(Asked("GET", GREENHOUSE.format("acme"))) == good for _ in range(40)]
    assert answers[::2] == [True] * 20
    assert answers[1::2].count(True) <= 3  # a cap above the board's size, a count it does not have


@pytest.mark.parametrize("ats", SYSTEMS)
def test_a_total_lies_only_where_there_is_one(ats):
    board = MadeUpBoard("acme", ats, 10, text=20)
    asked = Asked("GET", adapters()[ats].url_for(board.params))
    if ats == "workday":
        asked = Asked("POST", asked.url, b'{"limit": 20, "offset": 0}')
    shape, found = SHAPES[ats], {}
    for kind in ("total-above", "total-below"):
        document, records = shape.read(misbehave(kind, asked, board.answer, ats).body)
        assert len(records) == 10
        found[kind] = shape.count(document)
    counted = ats in ("greenhouse", "smartrecruiters", "workday")
    assert found == ({"total-above": 12, "total-below": 5} if counted else {"total-above": None, "total-below": None})


def test_every_host_can_have_a_robots_txt(sites):
    robots = Asked("GET", "https://api.lever.co/robots.txt")
    assert sites.answer(robots).status == 404
    sites.set_robots("api.lever.co", "User-agent: *\nCrawl-delay: 2\n")
    assert b"Crawl-delay" in sites.answer(robots).body
    assert sites.answer(Asked("GET", "https://boards-api.greenhouse.io/robots.txt")).status == 404
    sites.set_robots("*", "", status=503)
    assert sites.answer(Asked("GET", "https://boards-api.greenhouse.io/robots.txt")).status == 503
    assert sites.answer(robots).status == 200


@pytest.fixture
def server(sites):
    with Server(sites) as server:
        yield server


def ask(server, method, path, body=None):
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_the_server_knows_when_each_host_was_asked(server):
    began = time.time()
    for _ in range(3):
        ask(server, "GET", "/api.lever.co/v0/postings/cog?mode=json")
    ask(server, "GET", "/boards-api.greenhouse.io/robots.txt")
    assert json.loads(ask(server, "GET", "/-/requests")[1]) == {"api.lever.co": 3, "boards-api.greenhouse.io": 1}
    found = json.loads(ask(server, "GET", "/-/requests?host=api.lever.co")[1])
    assert [path for _, path in found] == ["/v0/postings/cog?mode=json"] * 3
    assert all(began <= at <= time.time() for at, _ in found)
    assert [list(each) for each in server.requests.of("api.lever.co")] == found
    assert ask(server, "DELETE", "/-/requests") == (200, b"{}")


def test_everything_can_be_set_over_http(server):
    assert ask(server, "PUT", "/-/faults/ats:lever?kind=500&share=1")[0] == 200
    assert ask(server, "GET", "/api.lever.co/v0/postings/cog")[0] == 500
    assert ask(server, "DELETE", "/-/faults/ats:lever")[0] == 200
    assert ask(server, "PUT", "/-/robots/api.lever.co", b"User-agent: *\nDisallow: /\n")[0] == 200
    assert ask(server, "GET", "/api.lever.co/robots.txt") == (200, b"User-agent: *\nDisallow: /\n")
    assert ask(server, "DELETE", "/-/robots/api.lever.co")[0] == 200
    assert ask(server, "GET", "/api.lever.co/robots.txt")[0] == 404
    assert len(json.loads(ask(server, "GET", "/-/truth/cog")[1])["cog"]) == 10
    assert json.loads(ask(server, "GET", "/-/truth")[1]).keys() == {"acme", "bolt", "cog"}


def test_a_slow_answer_is_late_and_good(server):
    server.sites.fault("cog", "slow", seconds=0.3)
    began = time.monotonic()
    status, body = ask(server, "GET", "/api.lever.co/v0/postings/cog")
    assert time.monotonic() - began >= 0.3
    assert (status, len(json.loads(body))) == (200, 10)


def test_a_connection_serves_many_requests_and_survives_nonsense(server):
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    for method, expected in (("GET", 200), ("HEAD", 200), ("GET", 200)):
        connection.request(method, "/api.lever.co/v0/postings/cog")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == expected
    connection.sock.sendall(b"nonsense\r\n\r\n")
    assert connection.sock.recv(100) == b""
    assert ask(server, "GET", "/api.lever.co/v0/postings/cog")[0] == 200


def test_all_that_can_be_the_matter_has_a_name():
    assert {*KINDS, "slow", "flapping", "mixed"} == set(FAULTS)
    assert {trouble.value for trouble in Trouble} <= set(FAULTS)
