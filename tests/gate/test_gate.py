"""The gate: who comes in, what is refused, and what passes through."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from gate.app import create_app
from gate.command import ticket
from gate.place import Gate
from jobtracker import gate_tickets as tickets
from tests.gate.conftest import HERE

CROSS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},  # another port of this host
    {"Sec-Fetch-Site": "none", "Origin": "http://evil.example"},
    {"Sec-Fetch-Site": "", "Referer": "http://127.0.0.1:8000/page"},
    {"Sec-Fetch-Site": "", "Origin": "null"},
    {"Sec-Fetch-Site": ""},  # a browser that says nothing
]


def come_in(browser, gate) -> None:
    answer = browser.post("/enter", data={"ticket": tickets.issue(gate.redis, "ada")})
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("path", ["/", "/scrapydweb/", "/scrapydweb/1/jobs/", "/rq/", "/rq/0/data/queues.json", "/x"])
def test_without_a_ticket_there_is_a_page_that_says_how_to_get_one(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 401
    assert "./jobtracker ticket" in answer.text


def test_a_ticket_opens_once(browser, gate):
    made = tickets.issue(gate.redis, "ada")
    page = browser.get(tickets.address(HERE, made).removeprefix(HERE), headers={"Sec-Fetch-Site": "cross-site"})
    assert made in page.text
    assert browser.get("/").status_code == 401  # looked at, not used
    assert browser.post("/enter", data={"ticket": made}).status_code == 303
    assert "Signed in as ada" in browser.get("/").text
    other = browser.application.test_client()
    other.environ_base |= browser.environ_base
    assert other.post("/enter", data={"ticket": made}).status_code == 401
    assert other.get("/").status_code == 401


def test_a_ticket_is_good_for_a_minute_and_a_session_for_a_day_of_work(browser, gate):
    tickets.issue(gate.redis, "ada")
    assert [gate.redis.ttl(name) for name in gate.redis.keys("jobtracker:gate:*")] == [60]
    come_in(browser, gate)
    assert max(gate.redis.ttl(name) for name in gate.redis.keys("jobtracker:gate:session:*")) == 8 * 3600


def test_redis_holds_nothing_that_opens(browser, gate):
    made = tickets.issue(gate.redis, "ada")
    come_in(browser, gate)
    token = browser.get_cookie(gate.cookie, domain="127.0.0.1").value
    kept = b" ".join(gate.redis.keys()).decode()
    assert made not in kept
    assert token not in kept


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(browser, gate):
    cookie = browser.post("/enter", data={"ticket": tickets.issue(gate.redis, "ada")}).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_over_https_the_cookie_goes_nowhere_else(gate):
    secure = Gate(
        url="https://ops.example", port=1, redis=gate.redis, redis_url=gate.redis_url, scrapydweb=gate.scrapydweb
    )
    browser = create_app(secure).test_client()
    headers = {"Host": "ops.example", "Origin": "https://ops.example"}
    made = tickets.issue(gate.redis, "ada")
    cookie = browser.post("/enter", data={"ticket": made}, headers=headers).headers["Set-Cookie"]
    assert cookie.startswith("__Host-jobtracker-gate=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_who_leaves_is_out(browser, gate):
    come_in(browser, gate)
    token = browser.get_cookie(gate.cookie, domain="127.0.0.1").value
    browser.post("/leave")
    browser.set_cookie(gate.cookie, token, domain="127.0.0.1")
    assert browser.get("/").status_code == 401


@pytest.mark.parametrize("path", ["/scrapydweb/1/tasks/xhr/fire/1/", "/rq/requeue/default", "/leave"])
@pytest.mark.parametrize("headers", CROSS)
def test_what_another_site_leads_to_is_refused(browser, gate, path, headers):
    come_in(browser, gate)
    sent = {name: value for name, value in headers.items() if value}
    if not headers["Sec-Fetch-Site"]:
        del browser.environ_base["HTTP_SEC_FETCH_SITE"]
    assert browser.get(path, headers=sent).status_code == 403
    assert browser.post(path, headers=sent).status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": HERE}, {"Referer": f"{HERE}/rq/"}])
def test_what_a_page_of_its_own_leads_to_passes(browser, gate, headers):
    come_in(browser, gate)
    del browser.environ_base["HTTP_SEC_FETCH_SITE"]
    assert browser.get("/scrapydweb/1/jobs/", headers=headers).status_code == 200


def test_a_browser_that_says_nothing_may_open_the_front_page(browser, gate):
    come_in(browser, gate)
    del browser.environ_base["HTTP_SEC_FETCH_SITE"]
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8787", "127.0.0.1:8000", "localhost", ""])
def test_a_name_that_is_not_its_own_is_refused(browser, gate, host):
    come_in(browser, gate)
    assert browser.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("path", ["/", "/scrapydweb/1/jobs/", "/rq/", "/no/such/page"])
def test_every_answer_keeps_others_out(browser, gate, path):
    come_in(browser, gate)
    headers = browser.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]  # scrapydweb's call home is not let out
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_the_tool_gets_its_own_password_and_not_our_cookie(browser, gate):
    come_in(browser, gate)
    browser.set_cookie("session", "its-own", domain="127.0.0.1")
    sent = {"Authorization": "Bearer mine", "X-Forwarded-Host": "evil.example", "Connection": "close"}
    asked = browser.get("/scrapydweb/1/log/a b/ü?page=2&x=%2F", headers=sent).json
    assert asked["path"] == "/scrapydweb/1/log/a%20b/%C3%BC?page=2&x=%2F"
    headers = asked["headers"]
    assert headers["authorization"] == "Basic dG9vbDppdHMgcGFzc3dvcmQ="
    assert headers["cookie"] == "session=its-own"
    assert not {"x-forwarded-host", "referer", "origin", "sec-fetch-site"} & headers.keys()
    assert headers["host"] == gate.scrapydweb._url.removeprefix("http://")


def test_forms_pass_and_what_speaks_of_one_hop_does_not(browser, gate):
    come_in(browser, gate)
    answer = browser.post("/scrapydweb/1/schedule/run/", data={"spider": "fleet"})
    assert (answer.json["method"], answer.json["body"]) == ("POST", "spider=fleet")
    assert answer.headers["Set-Cookie"].startswith("session=")
    assert "X-Hop" not in answer.headers


def test_a_redirect_stays_here(browser, gate):
    come_in(browser, gate)
    inside = browser.get(f"/scrapydweb/to/{gate.scrapydweb._url}/scrapydweb/1/tasks/?flash=a")
    assert (inside.status_code, inside.location) == (302, "/scrapydweb/1/tasks/?flash=a")
    outside = browser.get("/scrapydweb/to/http://evil.example/")
    assert (outside.status_code, outside.location) == (502, None)


def test_a_tool_that_is_away_is_said_to_be(gate, browser, tool):
    come_in(browser, gate)
    gate.scrapydweb._url = "http://127.0.0.1:1"
    answer = browser.get("/scrapydweb/")
    assert answer.status_code == 502
    assert "scrapydweb does not answer" in answer.text


def test_redis_away_is_no_way_in(gate):
    from jobtracker.fleet.redis import connect

    away = Gate(
        url=HERE, port=8787, redis=connect("redis://127.0.0.1:1"), redis_url=gate.redis_url, scrapydweb=gate.scrapydweb
    )
    answer = create_app(away).test_client().get("/", headers={"Host": "127.0.0.1:8787"})
    assert answer.status_code == 503


def test_the_ticket_command_prints_an_address_that_opens(browser, gate, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", gate.redis_url)
    told = CliRunner().invoke(ticket, ["--name", "ada"])
    base, _, made = told.output.strip().partition("/enter?ticket=")
    assert base == HERE
    assert browser.post("/enter", data={"ticket": made}).status_code == 303


def test_without_redis_there_is_no_ticket():
    assert "JOBTRACKER_REDIS_URL" in str(CliRunner().invoke(ticket).exception)


def test_its_pages_are_dark_where_the_browser_is_and_say_in_our_words_what_is_not_there(browser, gate):
    assert "color-scheme: light dark" in browser.get("/").text
    come_in(browser, gate)
    answer = browser.get("/nothing")
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
