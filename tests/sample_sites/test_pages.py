"""The pages for people: what they show, what they change, whom they refuse; and what a crawl sees of it."""

import re
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from jobtracker.db import open_database
from sample_sites import MadeUpBoard, Server, Sites
from sample_sites.ways import detour_settings
from tests.crawler.web import HOUR, NOW, crawl, listed


@pytest.fixture
def server():
    with Server(Sites([MadeUpBoard("acme", "greenhouse", 3, text=20), MadeUpBoard("bolt", "lever", 2)])) as server:
        yield server


def ask(server, path, method="GET", form=None, **headers):
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    connection.request(method, path, urlencode(form) if form else None, headers)
    answer = connection.getresponse()
    return answer, answer.read().decode()


def post(server, path, **form):
    return ask(server, path, "POST", form, Origin=server.url)


def test_companies_are_listed_and_found(server):
    assert re.findall(r'href="/company/(\w+)"', ask(server, "/")[1]) == ["acme", "bolt"]
    found = ask(server, "/?q=LEVER")[1]
    assert re.findall(r'href="/company/(\w+)"', found) == ["bolt"]
    assert "1 of 2 companies" in found
    assert "0 of 2 companies" in ask(server, "/?q=nothing")[1]
    assert ask(server, "/company/nobody")[0].status == 404
    assert ask(server, "/nothing")[0].status == 404


def test_a_careers_page_shows_what_is_open_and_links_what_a_crawler_reads(server):
    page = ask(server, "/company/acme")[1]
    for opening in server.sites.boards["acme"].openings.values():
        assert opening.title in page
    (link,) = re.findall(r'<a href="([^"]+)">What a crawler reads', page)
    answer, body = ask(server, unescape(link))
    assert (answer.status, body.count('"internal_job_id"')) == (200, 3)


def test_what_a_person_changes_is_seen_by_the_next_crawl(server, sqlite_url):
    database, boards = open_database(sqlite_url), [server.sites.boards["acme"]]
    settings = detour_settings(server.url)
    crawl(database, boards, settings)
    answer, _ = post(server, "/company/acme/add", title="Käsemeister", place="Bern")
    assert (answer.status, answer.headers["Location"]) == (303, "/company/acme")
    post(server, "/company/acme/take-down", id="2")
    report = crawl(database, boards, settings, NOW + HOUR)["acme"]
    assert (report.new, report.removed) == (1, 1)
    assert listed(database) == {"acme": {"1", "3", "4"}}
    database.close()


def test_words_of_people_are_escaped_everywhere(server):
    nasty = '<script>alert("&")</script>'
    post(server, "/company/acme/add", title=nasty, place=nasty)
    page = ask(server, "/company/acme")[1]
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in ask(server, f"/?{urlencode({'q': nasty})}")[1]
    assert "default-src 'none'" in ask(server, "/")[0].headers["Content-Security-Policy"]


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_a_change_that_comes_from_elsewhere_is_refused(server, headers):
    answer, _ = ask(server, "/company/acme/add", "POST", {"title": "x", "place": "y"}, **headers)
    assert answer.status == 403
    assert len(server.sites.boards["acme"].openings) == 3


def test_another_name_of_this_machine_is_refused(server):
    evil = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert ask(server, "/company/acme/add", "POST", {"title": "x", "place": "y"}, **evil)[0].status == 400
    assert ask(server, "/", Host="evil.example")[0].status == 400
    assert len(server.sites.boards["acme"].openings) == 3


@pytest.mark.parametrize(
    "form",
    [{"title": "", "place": "Bern"}, {"title": "x" * 201, "place": "Bern"}, {"title": "a\nb", "place": "Bern"}, {}],
)
def test_an_opening_needs_a_title_and_a_place(server, form):
    assert post(server, "/company/acme/add", **form)[0].status == 400
    assert len(server.sites.boards["acme"].openings) == 3


def test_what_is_gone_cannot_be_taken_down(server):
    assert post(server, "/company/acme/take-down", id="99")[0].status == 404
    assert post(server, "/company/acme/nothing", id="1")[0].status == 404


def test_the_style_comes_along(server):
    answer, body = ask(server, "/style")
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in body
