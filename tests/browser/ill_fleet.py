"""A fleet in which a bit of everything is wrong: what an operator's pages have to show."""

from __future__ import annotations

import datetime as dt
from typing import Any

from redis import Redis
from rq.utils import utcformat
from sqlalchemy import update
from sqlalchemy.orm import Session

from jobtracker import passwords
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.fleet import nodes
from jobtracker.fleet.queue import Due, Queue
from jobtracker.models import ListingRow
from jobtracker.selection import Selection
from jobtracker.store import accounts, acting, additions, companies, outbox, recrawls, suppression
from jobtracker.store.additions import Finding, Wish
from jobtracker.store.audit import Actor
from jobtracker.store.incidents import sweep
from jobtracker.store.selecting import find
from jobtracker.tasks.worker import MatchWorker, TaskWorker
from tests.jobtracker.store.boards import DAY, HOUR, crawl
from tests.jobtracker.store.failing import fail, record

PASSWORD = "seven quiet herons"
ADA, EVE = "ada@example.com", "eve@example.com"
BY = Actor(ADA, "command")
_FIRST = (
    "Alder",
    "Birch",
    "Cobalt",
    "Dune",
    "Ember",
    "Fjord",
    "Granite",
    "Harvest",
    "Indigo",
    "Juniper",
    "Kestrel",
    "Lumen",
)
_TRADES = ("Freight", "Energy", "Health", "Robotics", "Foods", "Insurance", "Labs")
NAMES = {f"{first}-{trade}".lower(): f"{first} {trade}" for trade in _TRADES for first in _FIRST}
BLOCKED, WELL = list(NAMES)[:24], list(NAMES)[24:]
LOST = "northern-lights"
TITLES = (
    "Astronomer of the northern sky (all genders)", "Instrument Scientist", "Telescope Operator", "Optics Technician",
    "Data Archivist", "Night Assistant", "Outreach Coordinator",
)  # fmt: skip
LOG = (
    "INFO GET https://api.lever.co/v0/postings/a: 200\n"
    "WARNING page 2: 429, again in 20 s\n"
    "ERROR GET https://api.lever.co/v0/postings/a?skip=100: 429"
)


def fill(database: Database, redis: Redis | None, now: dt.datetime) -> None:
    """Companies that do well and ill, what is held, mails, accounts, nodes, workers, and what operators did."""
    _companies(database, now)
    _failures(database, now)
    _lose(database, now)
    _people(database, now)
    _operators(database, now)
    if redis is not None:
        _fleet(redis, now)


def _companies(database: Database, now: dt.datetime) -> None:
    rows = [Company(slug, NAMES[slug], "lever", {"token": slug}, "DE") for slug in BLOCKED]
    rows += [Company(slug, NAMES[slug], "ashby", {"token": slug}, "FR") for slug in WELL]
    rows += [Company(LOST, "Northern Lights Observatory", "greenhouse", {"token": "nl"}, "NO", "https://nl.example")]
    rows += [Company("harbour", "Harbour & Sons", "greenhouse", {"token": "h"}, "GB")]
    rows += [Company("old-mill", "Old Mill", "", {}, "DE"), Company("quarry", "Quarry", "recruitee", {"token": "q"})]
    database.write(companies.sync, rows, origin="registry", now=now - 40 * DAY)


def _failures(database: Database, now: dt.datetime) -> None:
    well = {"cause": "", "failures": 0, "failing_since": None, "last_complete_at": now - HOUR, "open_count": 40}
    record(database, WELL, now - HOUR, well | {"due_at": now + HOUR}, {"outcome": "complete", "seen": 40, "new": 2})
    fail(database, BLOCKED, "blocked", now - HOUR / 4, failures=3, since=now - 5 * HOUR)
    fail(database, ["quarry"], "empty", now - HOUR, failures=2, since=now - 30 * HOUR)
    fail(database, ["harbour"], "changed", now - HOUR, failures=4, since=now - 3 * DAY)
    fail(database, ["old-mill"], "time-out", now - HOUR, failures=5, since=now - 6 * DAY)
    logged = {"outcome": "failed", "cause": "blocked", "log": LOG, "error": "GET /v0/postings/a: 429", "node": "north"}
    record(database, BLOCKED[:1], now, {"failures": 4}, logged | {"seconds": 61.5})
    database.write(sweep, now=now)


def _lose(database: Database, now: dt.datetime) -> None:
    """A board that lost most of what it had, and lacks departments in what is new."""
    old, new = {f"old-{n}" for n in range(40)}, {f"new-{n}" for n in range(12)}
    crawl(database, old, now - 20 * DAY, LOST)
    database.write(_name_openings)
    crawl(database, old | new, now - DAY, LOST)
    crawl(database, set(sorted(old)[:9]) | new, now - HOUR / 2, LOST)


def _name_openings(session: Session) -> None:
    for place, title in enumerate(TITLES):
        its = update(ListingRow).where(ListingRow.id % len(TITLES) == place)
        session.execute(its.values(department="Research", title=title))


def _people(database: Database, now: dt.datetime) -> None:
    secret = passwords.make(PASSWORD)

    def unit(session: Session) -> None:
        for email, admin in ((ADA, True), (EVE, False), ("max@example.com", False)):
            accounts.add(session, email, now=now - 9 * DAY, password_hash=secret, admin=admin, confirmed=True)
        accounts.add(session, "new@example.com", now=now)
        outbox.ask(session, "reset", EVE, now=now - HOUR)
        suppression.suppress(session, "gone@example.com", "bounce", now=now - DAY, detail="550 5.1.1 no such user")

    database.write(unit)


def _operators(database: Database, now: dt.datetime) -> None:
    about: dict[str, Any] = {"by": BY, "now": now}
    database.write(acting.pause, WELL[0], "asked us to stop", **about)
    database.write(acting.retire, WELL[1], "left its ATS", **about)
    database.write(acting.edit, WELL[2], {"min_listings": 12, "country": "BE"}, **about)
    for url, finding in (
        (f"https://jobs.ashbyhq.com/{WELL[2]}", Finding("known already", company=WELL[2])),
        ("https://example.com/careers", Finding("not recognised", "no ATS that is known serves this page")),
    ):
        database.write(additions.ask, Wish(url), **about)
        if taken := database.write(additions.take, "north", now=now):
            database.write(additions.finish, taken, finding, now=now)
    chosen = database.read(_chosen)
    database.write(recrawls.begin, chosen, now=now)


def _chosen(session: Session) -> Any:
    return find(session, Selection(ats="lever"))


def _fleet(redis: Redis, now: dt.datetime) -> None:
    said = now.timestamp()
    about = {"pid": 1, "crawling": 3, "done": 1234, "memory": 212, "started_at": said - 50_000}
    nodes.say(
        redis, nodes.Node(name="north", state="done", version="1.0+aa11", said_at=said, **about | {"crawling": 0})
    )
    nodes.say(redis, nodes.Node(name="south", state="crawling", version="0.9+bb22", said_at=said - 500, **about))
    why = "refused: its schema is 0008, that of the database 0009: bring it up to date (jobtracker db upgrade)"
    nodes.say(redis, nodes.Node(name="west", state=why, version="1.0+aa11", said_at=said, **about | {"crawling": 0}))
    nodes.want(redis, "1.0+aa11")
    Queue(redis).offer([Due(slug, "api.ashbyhq.com", said) for slug in WELL[3:30]])
    Queue(redis).seize(WELL[5], "api.ashbyhq.com", "south")
    for worker in (
        TaskWorker(["tasks"], name="desk-1", connection=redis),
        MatchWorker(["matching"], name="desk-2", connection=redis),
    ):
        worker.register_birth()
        worker.set_state("idle")
        redis.hset(worker.key, "last_heartbeat", utcformat(now))
