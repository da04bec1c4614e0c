"""Headers, hosts, forged requests, limits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIBlueprint, APIFlask
from flask import g
from flask.testing import FlaskClient

from api.access import access
from api.callers import ALL, Caller
from tests.api.conftest import client_of

Make = Callable[..., APIFlask]


def with_act(app: APIFlask) -> APIFlask:
    """A view that changes something, for whoever comes."""
    bp = APIBlueprint("act", __name__, url_prefix="/api/act")
    bp.post("", endpoint="act")(access("public")(lambda: {"done": True}))
    bp.get("/mine", endpoint="mine")(access("user")(lambda: {"mine": True}))
    app.register_blueprint(bp)
    return app


@pytest.fixture
def app(app: APIFlask) -> APIFlask:
    return with_act(app)


def test_every_answer_says_what_browsers_may(client: FlaskClient) -> None:
    for path in ("/api", "/api/nothing", "/healthz"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


def test_over_https_cookies_and_browsers_stay_there(make_app: Make) -> None:
    client = client_of(make_app(base_url="https://tracker.example"))
    answer = client.get("/api/csrf", headers={"Host": "tracker.example"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-jobtracker=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("localhost", 200),
        ("127.0.0.1:9999", 200),
        ("[::1]:8000", 200),
        ("tracker.example", 200),
        ("TRACKER.example", 200),
        ("other.example:81", 200),
        ("other.example", 421),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("10.0.0.1", 421),
        ("", 421),
    ],
)
def test_only_our_hosts_are_answered(make_app: Make, host: str, status: int) -> None:
    client = client_of(make_app(base_url="http://tracker.example", allowed_hosts=("other.example:81",)))
    assert client.get("/api", headers={"Host": host}).status_code == status


def test_who_watches_may_use_any_name(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "10.1.2.3:8000"}).text == "ok\n"


def as_somebody(app: APIFlask, by: str) -> None:
    """Whoever asks is somebody, however they say so."""
    app.before_request_funcs[None].insert(0, lambda: setattr(g, "caller", Caller(1, scopes=ALL, by=by)))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Origin": "https://localhost:8000"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("who", ["nobody", "session", "token"])
def test_what_another_site_leads_to_is_refused(
    app: APIFlask, client: FlaskClient, headers: dict[str, str], status: int, who: str
) -> None:
    token = {}
    if who != "nobody":
        as_somebody(app, who)
    if who == "session":
        token = {"X-CSRFToken": client.get("/api/csrf").json["token"]}
    answer = client.post("/api/act", headers=headers | token)
    assert answer.status_code == (200 if who == "token" else status)


def test_a_session_needs_its_own_token(app: APIFlask, client: FlaskClient) -> None:
    other = client_of(app).get("/api/csrf").json["token"]
    own = client.get("/api/csrf").json["token"]
    assert client.post("/api/act").status_code == 403
    assert client.post("/api/act", headers={"X-CSRFToken": other}).status_code == 403
    assert client.post("/api/act", headers={"X-CSRFToken": "nonsense"}).status_code == 403
    assert client.post("/api/act", headers={"X-CSRFToken": own}).status_code == 200


def test_a_token_that_is_none_is_not_helped_by_a_cookie(app: APIFlask, client: FlaskClient) -> None:
    client.get("/api/csrf")
    assert client.post("/api/act", headers={"Authorization": "Bearer no"}).status_code == 401


def test_what_is_for_one_person_is_kept_nowhere(app: APIFlask, client: FlaskClient) -> None:
    assert client.get("/api").headers["Cache-Control"] == "no-cache"
    assert client.get("/api/csrf").headers["Cache-Control"] == "no-store"
    as_somebody(app, "session")
    assert client.get("/api").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/api/act/mine").headers["Cache-Control"] == "private, no-store"


def test_too_many_are_refused_for_a_while(make_app: Make, monkeypatch: pytest.MonkeyPatch, redis_url: str) -> None:
    monkeypatch.setattr("api.limits.VIEWS", {"act.act": "2 per minute"})
    for url in ("", redis_url):
        client = client_of(with_act(make_app(redis_url=url)))
        first = [client.post("/api/act").status_code for _ in range(3)]
        answer = client.post("/api/act")
        assert (first, answer.status_code) == ([200, 200, 429], 429)
        assert answer.content_type == "application/problem+json"
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert (answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]) == ("2", "0")
        other = {"REMOTE_ADDR": "192.0.2.7"}
        assert client.post("/api/act", environ_overrides=other).status_code == 200
        assert client.get("/api").status_code == 200  # of another view nothing was asked


def test_a_network_of_ipv6_is_one(make_app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.VIEWS", {"act.act": "2 per minute"})
    client = client_of(with_act(make_app()))
    statuses = [
        client.post("/api/act", environ_overrides={"REMOTE_ADDR": address}).status_code
        for address in ("2001:db8::1", "2001:db8::2:2", "2001:db8::3", "2001:db8:0:1::1")
    ]
    assert statuses == [200, 200, 429, 200]


def test_an_ipv4_address_is_one_whatever_the_socket_calls_it(make_app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.VIEWS", {"act.act": "1 per minute"})
    client = client_of(with_act(make_app()))
    addresses = ("::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1", "fe80::1%eth0")
    asked = [client.post("/api/act", environ_overrides={"REMOTE_ADDR": address}) for address in addresses]
    assert [answer.status_code for answer in asked] == [200, 200, 429, 200]


@pytest.mark.parametrize(("factor", "allowed"), [(0, 6), (2, 4), (0.001, 1)])
def test_limits_can_be_raised_and_switched_off(
    make_app: Make, monkeypatch: pytest.MonkeyPatch, factor: float, allowed: int
) -> None:
    monkeypatch.setattr("api.limits.VIEWS", {"act.act": "2 per minute"})
    client = client_of(with_act(make_app(rate_limits=factor)))
    assert [client.post("/api/act").status_code for _ in range(6)].count(200) == allowed


def test_without_redis_each_process_counts_for_itself(
    make_app: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.limits.VIEWS", {"act.act": "2 per minute"})
    client = client_of(with_act(make_app(redis_url="redis://127.0.0.1:1")))
    assert [client.post("/api/act").status_code for _ in range(4)] == [200, 200, 429, 429]
    assert sum("falling back" in message for message in caplog.messages) == 1


def test_only_as_many_proxies_are_believed_as_there_are(make_app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.limits.VIEWS", {"act.act": "1 per minute"})
    forwarded = [{"X-Forwarded-For": f"{fake}, 192.0.2.1"} for fake in ("198.51.100.1", "198.51.100.2")]
    client = client_of(with_act(make_app(trusted_proxies=1)))
    assert [client.post("/api/act", headers=headers).status_code for headers in forwarded] == [200, 429]
    client = client_of(with_act(make_app()))
    other = [{"X-Forwarded-For": fake} for fake in ("198.51.100.1", "198.51.100.2")]
    assert [client.post("/api/act", headers=headers).status_code for headers in other] == [200, 429]
