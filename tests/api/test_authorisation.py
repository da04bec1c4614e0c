"""Every route x whoever may ask for it. A route without its row in TABLE fails, and so does a row without its route."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import count

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from api.access import SAFE, Route, routes
from jobtracker.db import Database
from jobtracker.models import Delivery
from jobtracker.store import audit
from tests.api.conftest import ADA, ADAM, EVE, LoggedIn, account, client_of, logged_in

TABLE = """
public  GET     /
public  GET     /api
user    GET     /api/account
user    PATCH   /api/account
user    DELETE  /api/account
public  POST    /api/account
public  POST    /api/account/confirm
user    POST    /api/account/email
public  POST    /api/account/email/confirm
user    GET     /api/account/deliveries
own     GET     /api/account/deliveries/<int:delivery_id>
user    GET     /api/account/export
user    GET     /api/account/followed
user    GET     /api/account/kept
user    GET     /api/account/muted
user    GET     /api/account/notices
user    POST    /api/account/notices/read
public  POST    /api/account/password
public  POST    /api/account/reset
user    DELETE  /api/account/sessions
user    GET     /api/account/tokens
user    POST    /api/account/tokens
own     DELETE  /api/account/tokens/<int:token_id>
user    GET     /api/account/trackers
user    POST    /api/account/trackers
own     GET     /api/account/trackers/<int:tracker_id>
own     PATCH   /api/account/trackers/<int:tracker_id>
own     DELETE  /api/account/trackers/<int:tracker_id>
own     GET     /api/account/trackers/<int:tracker_id>/matches
own     POST    /api/account/trackers/<int:tracker_id>/pause
own     POST    /api/account/trackers/<int:tracker_id>/renew
own     POST    /api/account/trackers/<int:tracker_id>/resume
own     POST    /api/account/trackers/<int:tracker_id>/revoke
public  POST    /api/account/unsubscribe
admin   POST    /api/admin/additions
admin   GET     /api/admin/additions
admin   GET     /api/admin/additions/<int:number>
admin   GET     /api/admin/audit
admin   GET     /api/admin/broken
admin   GET     /api/admin/companies
admin   GET     /api/admin/companies/<slug>
admin   PATCH   /api/admin/companies/<slug>
admin   POST    /api/admin/companies/<slug>/crawl
admin   POST    /api/admin/companies/<slug>/pause
admin   POST    /api/admin/companies/<slug>/resume
admin   POST    /api/admin/companies/<slug>/retire
admin   POST    /api/admin/companies/<slug>/unretire
admin   GET     /api/admin/health
admin   GET     /api/admin/held
admin   GET     /api/admin/held/<slug>
admin   POST    /api/admin/held/<slug>/approve
admin   POST    /api/admin/held/<slug>/reject
admin   POST    /api/admin/held/<slug>/undo
admin   GET     /api/admin/incidents
admin   GET     /api/admin/incidents/<int:number>
admin   GET     /api/admin/incidents/<int:number>/companies
admin   POST    /api/admin/incidents/<int:number>/pause
admin   POST    /api/admin/incidents/<int:number>/recrawl
admin   POST    /api/admin/incidents/<int:number>/reset
admin   POST    /api/admin/incidents/<int:number>/resume
admin   GET     /api/admin/invites
admin   POST    /api/admin/invites
admin   POST    /api/admin/invites/withdraw
admin   GET     /api/admin/mail
admin   POST    /api/admin/mail/bounce
admin   GET     /api/admin/mail/queue
admin   GET     /api/admin/mail/suppressed
admin   POST    /api/admin/mail/suppressed/remove
admin   POST    /api/admin/mail/test
admin   GET     /api/admin/nodes
admin   GET     /api/admin/queues
admin   GET     /api/admin/recrawls
admin   POST    /api/admin/recrawls
admin   GET     /api/admin/runs
admin   GET     /api/admin/runs/<int:number>
admin   POST    /api/admin/ticket
admin   GET     /api/admin/users
admin   GET     /api/admin/users/<int:number>
admin   DELETE  /api/admin/users/<int:number>
admin   PUT     /api/admin/users/<int:number>/admin
admin   POST    /api/admin/users/<int:number>/disable
admin   POST    /api/admin/users/<int:number>/enable
admin   POST    /api/admin/users/<int:number>/reset
public  GET     /api/companies
public  GET     /api/companies/<slug>
user    GET     /api/companies/<slug>/follow
user    PUT     /api/companies/<slug>/follow
user    DELETE  /api/companies/<slug>/follow
user    GET     /api/companies/<slug>/mute
user    PUT     /api/companies/<slug>/mute
user    DELETE  /api/companies/<slug>/mute
public  GET     /api/csrf
public  GET     /api/docs
public  GET     /api/docs/<name>
public  GET     /api/docs/start.js
public  GET     /api/listings
public  GET     /api/listings.atom
public  GET     /api/listings.csv
public  GET     /api/listings.json
public  GET     /api/listings.rss
public  GET     /api/listings/<int:listing_id>
public  POST    /api/listings/<int:listing_id>/report
public  GET     /api/listings/<int:listing_id>/report
public  GET     /api/openapi.json
public  GET     /api/session
public  POST    /api/session
public  DELETE  /api/session
public  GET     /api/stats
public  GET     /api/suggest
public  GET     /api/trackers/act/<token>
public  POST    /api/trackers/act/<token>
public  POST    /api/trackers/agree
public  GET     /api/trackers/feed/<token>.json
public  GET     /api/trackers/feed/<token>.rss
public  POST    /api/trackers/preview
public  GET     /api/vacancies/<int:vacancy_id>
user    PUT     /api/vacancies/<int:vacancy_id>/applied
user    DELETE  /api/vacancies/<int:vacancy_id>/applied
user    PUT     /api/vacancies/<int:vacancy_id>/hidden
user    DELETE  /api/vacancies/<int:vacancy_id>/hidden
user    GET     /api/vacancies/<int:vacancy_id>/kept
user    PUT     /api/vacancies/<int:vacancy_id>/note
user    PUT     /api/vacancies/<int:vacancy_id>/saved
user    DELETE  /api/vacancies/<int:vacancy_id>/saved
public  GET     /healthz
public  GET     /metrics
public  GET     /readyz
public  GET     /account
public  GET     /address
public  GET     /admin
public  GET     /admin/audit
public  GET     /admin/companies
public  GET     /admin/companies/<slug>
public  GET     /admin/companies/new
public  GET     /admin/held
public  GET     /admin/incidents
public  GET     /admin/mail
public  GET     /admin/nodes
public  GET     /admin/runs
public  GET     /admin/runs/<int:number>
public  GET     /admin/users
public  GET     /agree
public  GET     /assets/<name>
public  GET     /companies
public  GET     /companies/<slug>
public  GET     /confirm
public  GET     /forgot
public  GET     /jobs
public  GET     /jobs/<int:listing_id>
public  GET     /kept
public  GET     /login
public  GET     /notices
public  GET     /notifications
public  GET     /notifications/<int:number>
public  GET     /reset
public  GET     /<any('icon.svg','icon-192.png','icon-512.png','manifest.webmanifest','theme.js'):name>
public  GET     /robots.txt
public  GET     /signup
public  GET     /sitemap.xml
public  GET     /sitemap/<any(companies,listings):kind>-<int:block>.xml
public  GET     /sitemap/pages.xml
public  GET     /stats
public  GET     /trackers
public  GET     /trackers/<int:number>
public  GET     /trackers/act
public  GET     /trackers/new
public  GET     /unsubscribe
"""
"""own: what its arguments name is one person's, and not there for another."""
ROWS = {(method, path): level for level, method, path in (line.split() for line in TABLE.split("\n") if line)}
EXAMPLES = {"slug": "acme", "name": "x", "token": "x"}
NUMBERS = count(1)
"""For arguments of paths; a number is 1."""


def _token(client: LoggedIn) -> Mapping[str, object]:
    made = client.post("/api/account/tokens", json={"name": "mine", "scopes": ["read"]})
    return {"token_id": made.get_json()["id"]}


def _tracker(client: LoggedIn) -> Mapping[str, object]:
    said = {"search": f"q=x{next(NUMBERS)}", "cadence": "daily", "zone": "Europe/Vienna", "days": 30}
    made = client.post("/api/account/trackers", json=said)
    return {"tracker_id": made.get_json()["id"]}


def _delivery(client: LoggedIn) -> Mapping[str, object]:
    row = Delivery(kind="news", created_at=dt.datetime.now(dt.UTC), **_tracker(client))
    number = next(NUMBERS)
    row.id = number
    client.application.extensions["jobtracker"].database.write(lambda session: session.add(row))
    return {"delivery_id": number}


TRACKER = "/api/account/trackers/<int:tracker_id>"
MAKERS: dict[str, Callable[[LoggedIn], Mapping[str, object]]] = {
    "/api/account/tokens/<int:token_id>": _token,
    "/api/account/deliveries/<int:delivery_id>": _delivery,
    TRACKER: _tracker,
    **{f"{TRACKER}/{what}": _tracker for what in ("matches", "pause", "renew", "resume", "revoke")},
}
"""How somebody comes by what a path names."""


@pytest.fixture
def app(make_app: Callable[..., APIFlask]) -> APIFlask:
    return make_app(rate_limits=0)


@pytest.fixture(autouse=True)
def _people(database: Database) -> None:
    for email in (EVE, ADAM, ADA):
        account(database, email, admin=email == ADA)


def path_of(route: Route, arguments: Mapping[str, object]) -> str:
    path = route.path
    for name in route.arguments:
        value = str(arguments.get(name, EXAMPLES.get(name, 1)))
        path = path.replace(f"<int:{name}>", value).replace(f"<{name}>", value)
    return path


def asked(client: FlaskClient, route: Route, arguments: Mapping[str, object] | None = None) -> int:
    """What it answers, in a word of HTTP."""
    body = {} if route.method in SAFE else {"json": {}}
    return client.open(path_of(route, arguments or {}), method=route.method, **body).status_code


def of(app: APIFlask, *levels: str) -> Iterator[Route]:
    return (route for route in routes(app) if ROWS.get((route.method, route.path)) in levels)


def with_token(app: APIFlask, email: str, scopes: list[str]) -> FlaskClient:
    made = logged_in(app, email).post("/api/account/tokens", json={"name": "test", "scopes": scopes})
    client = client_of(app)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made.get_json()['token']}"
    return client


def without_csrf(app: APIFlask, email: str) -> LoggedIn:
    client = logged_in(app, email)
    client.csrf = ""
    return client


def test_every_route_has_its_row_and_every_row_its_route(app: APIFlask) -> None:
    there = {(route.method, route.path): route.level for route in routes(app)}
    assert there.keys() - ROWS.keys() == set(), "a new route: say in TABLE who may call it"
    assert ROWS.keys() - there.keys() == set()
    assert {row: level for row, level in ROWS.items() if {"own": "user"}.get(level, level) != there[row]} == {}
    assert {path for (_, path), level in ROWS.items() if level == "own"} == MAKERS.keys()


def test_nobody(app: APIFlask) -> None:
    got = {(route.method, route.path): asked(client_of(app), route) for route in routes(app)}
    wrong = {
        row: status for row, status in got.items() if (ROWS[row] == "public") == (status in {401, 403})
    }  # what is public refuses nobody; all else does
    assert wrong == {}
    assert {got[row] for row in ROWS if ROWS[row] != "public"} == {401}


def test_a_user(app: APIFlask, database: Database) -> None:
    assert {asked(logged_in(app, EVE), route) for route in of(app, "admin")} == {403}
    refused = {
        (route.method, route.path): status
        for route in of(app, "user", "public")
        if (status := asked(logged_in(app, EVE), route)) in {401, 403}
    }
    assert refused == {}
    assert database.read(audit.acts, audit.Sought(), before=None, limit=1) == []


def test_another_user_does_not_see_what_is_somebodys_own(app: APIFlask) -> None:
    eve, adam = logged_in(app, EVE), logged_in(app, ADAM)
    for route in of(app, "own"):
        theirs = MAKERS[route.path](eve)
        assert asked(adam, route, theirs) == 404, route
        assert asked(eve, route, theirs) < 300, route


def test_an_admin(app: APIFlask) -> None:
    refused = {
        (route.method, route.path): status
        for route in routes(app)
        if (status := asked(logged_in(app, ADA), route)) in {401, 403}
    }
    assert refused == {}


def test_a_token_without_the_scope(app: APIFlask) -> None:
    reads, writes = with_token(app, EVE, ["read"]), with_token(app, EVE, ["write"])
    got = {
        (route.method, route.path): asked(writes if route.scope == "read" else reads, route)
        for route in of(app, "user", "own")
    }
    assert {row: status for row, status in got.items() if status != 403} == {}
    client = with_token(app, ADA, ["read", "write"])
    assert {asked(client, route) for route in of(app, "admin")} == {403}


def test_a_session_without_its_csrf_token(app: APIFlask, database: Database) -> None:
    unsafe = [route for route in of(app, "user", "own", "admin") if route.method not in SAFE]
    got = {(route.method, route.path): asked(without_csrf(app, ADA), route) for route in unsafe}
    assert {row: status for row, status in got.items() if status != 403} == {}
    assert database.read(audit.acts, audit.Sought(), before=None, limit=1) == []
