"""Trackers for tests, and what was found for them: matched as runs do it."""

from itertools import count

from sqlalchemy import select

from jobtracker.models import Delivery, Match, Tracker
from jobtracker.query_parser import parse
from jobtracker.store import matching
from jobtracker.tasks.mail import send
from jobtracker.tasks.send import gather
from tests.jobtracker.naive_trackers import NaiveTrackers
from tests.jobtracker.store import boards, people
from tests.jobtracker.store.boards import DAY

SEEN = {"1", "2"}
"""Listings that were there before there was a tracker."""
NUMBERS = count()


def tracker(database, since, query="title", user_id=None, **more):
    """A tracker of somebody of their own, if nobody else's; its id."""
    user_id = user_id or people.add(database, f"reader{next(NUMBERS)}@example.com", now=since)
    about = {"name": f"All {query}", "search": f"q={query}", "search_key": f"{query} {next(NUMBERS)}"}
    about |= {"cadence": "instant", "hour": 8, "weekday": 0, "zone": "Europe/Vienna"}
    about |= {"muted_companies": [], "muted_words": []}
    about |= dict.fromkeys(("created_at", "since", "changed_at"), since) | {"ends_at": since + 90 * DAY}

    def add(session):
        row = Tracker(user_id=user_id, **{**about, **more})
        session.add(row)
        session.flush()
        return row.id

    return database.write(add)


def match(database, now):
    """Match what runs have found with all trackers."""
    asked = NaiveTrackers()
    for row in rows(database, Tracker):
        asked.add(row.id, row.since, parse(row.search.removeprefix("q=")))
    found = 0
    for run_id in database.read(matching.waiting, limit=99):
        its = database.write(matching.match, run_id, asked, now=now)
        found += len(its.news) + its.begun.total()
    return found


def finds(database, ids, now, **more):
    """A run that sees these listings, matched."""
    boards.crawl(database, ids, now, **more)
    return match(database, now)


def round_of(database, post, now):
    """One round of sending; the mails that went out."""
    before = len(post.mails)
    gather(database, now)
    send(database, post, people.SITE, now)
    return post.mails[before:]


def rows(database, table):
    def read(session):
        found = session.scalars(select(table).order_by(*table.__table__.primary_key)).all()
        session.expunge_all()
        return found

    return database.read(read)


def states(database):
    return [row.state for row in rows(database, Match)]


def only(database, table=Delivery):
    [row] = rows(database, table)
    return row


def change(database, table, key, **values):
    def write(session):
        row = session.get(table, key)
        for name, value in values.items():
            setattr(row, name, value)

    database.write(write)
