"""The sample sites over HTTP, as any client sees them."""

import json
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import urlsplit

import pytest

from sample_sites import SYSTEMS, Asked, MadeUpBoard, Server, Sites, made_up_boards
from sample_sites.faults import KINDS, misbehave
from sample_sites.shapes import SHAPES

JOBS = "/boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"


@pytest.fixture
def server():
    with Server(Sites([MadeUpBoard("acme", "greenhouse", 7, text=100)])) as server:
        yield server


def ask(server, method, path, body=None):
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_board_is_served_under_its_host(server):
    status, body = ask(server, "GET", JOBS)
    assert status == 200
    assert len(json.loads(body)["jobs"]) == 7
    assert ask(server, "GET", "/boards-api.greenhouse.io/v1/boards/other/jobs")[0] == 404


def test_a_fault_is_set_and_taken_away_over_http(server):
    assert ask(server, "PUT", "/-/faults/acme?kind=500&good_ones=1")[0] == 200
    assert [ask(server, "GET", JOBS)[0] for _ in range(3)] == [200, 500, 500]
    assert json.loads(ask(server, "GET", "/-/")[1]) == {"acme": "500"}
    ask(server, "DELETE", "/-/faults/acme")
    assert ask(server, "GET", JOBS)[0] == 200
    assert ask(server, "PUT", "/-/faults/acme?kind=nonsense") == (400, b"unknown: 'nonsense'\n")
    assert ask(server, "PUT", "/-/faults/nobody?kind=500") == (400, b"unknown: 'nobody'\n")
    assert ask(server, "PUT", "/-/faults/acme") == (400, b"unknown: 'kind'\n")


def test_a_board_is_changed_over_http(server):
    assert ask(server, "PUT", "/-/boards/acme?open=3&close=1")[0] == 200
    assert server.sites.boards["acme"].external_ids() == {"1", "2", "3", "4", "5", "6", "8", "9", "10"}
    assert len(json.loads(ask(server, "GET", JOBS)[1])["jobs"]) == 9
    assert ask(server, "PUT", "/-/boards/nobody?open=1")[0] == 400
    assert ask(server, "POST", "/-/boards/acme") == (400, b"unknown: POST boards\n")


def test_a_cut_connection_ends_at_half_the_body(server):
    _, whole = ask(server, "GET", JOBS)
    server.sites.fault("acme", "cut")
    with pytest.raises(IncompleteRead) as cut:
        ask(server, "GET", JOBS)
    assert cut.value.partial == whole[: len(whole) // 2]


def test_a_made_up_web_is_the_same_for_the_same_seed():
    first, same, other = (made_up_boards(len(SYSTEMS), 3, seed=seed) for seed in (1, 1, 2))
    assert [board.openings for board in first] == [board.openings for board in same]
    assert [board.openings for board in first] != [board.openings for board in other]
    assert {board.ats for board in first} == SYSTEMS.keys()


def pages(board, ask):
    """All pages of a SmartRecruiters board, as (ids, total)."""
    found = []
    for offset in range(0, 300, 100):
        url = f"https://api.smartrecruiters.com/v1/companies/acme/postings?limit=100&offset={offset}"
        document = json.loads(ask(Asked("GET", url)).body)
        found.append(([p["id"] for p in document["content"]], document["totalFound"]))
    return found


@pytest.mark.parametrize(
    ("kind", "sizes", "total"),
    [
        ("half-left", [100, 25, 0], 250),
        ("half-corrected", [100, 25, 0], 125),
        ("capped", [100, 100, 0], 200),
        ("empty", [0, 0, 0], 0),
        ("repeated", [100, 100, 100], 250),
    ],
)
def test_a_fault_of_the_list_spans_its_pages(kind, sizes, total):
    board = MadeUpBoard("acme", "smartrecruiters", 250, text=10)
    found = pages(board, lambda asked: misbehave(kind, asked, board.answer, board.ats))
    assert [len(ids) for ids, _ in found] == sizes
    assert {stated for _, stated in found} == {total}
    if kind == "repeated":
        assert found[0] == found[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_concerns_either_the_list_or_the_details(kind):
    board = MadeUpBoard("acme", "smartrecruiters", 3, text=10)
    list_url = "https://api.smartrecruiters.com/v1/companies/acme/postings?limit=100&offset=0"
    asked = [Asked("GET", list_url), Asked("GET", list_url.replace("?limit=100&offset=0", "/1"))]
    same = [misbehave(kind, each, board.answer, board.ats) == board.answer(each) for each in asked]
    assert same == ([True, False] if kind.startswith("detail-") else [kind == "capped", True])


def test_every_made_up_ats_has_a_shape():
    assert SYSTEMS.keys() <= SHAPES.keys()
