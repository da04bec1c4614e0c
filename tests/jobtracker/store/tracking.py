"""Trackers for tests."""

from sqlalchemy import select

from jobtracker.models import Match, Tracker
from jobtracker.store import trackers

SAID = {
    "name": "",
    "search": "q=title",
    "muted_companies": [],
    "muted_words": [],
    "email": None,
    "cadence": "daily",
    "hour": 8,
    "weekday": 0,
    "zone": "Europe/Vienna",
    "webhook_url": "",
}


def add(database, user_id, now, *, days=90, **said):
    """A tracker; its id."""
    return database.write(trackers.add, user_id, SAID | said, days=days, now=now)


def row(database, tracker_id):
    def read(session):
        found = session.get(Tracker, tracker_id)
        if found is not None:
            session.expunge(found)
        return found

    return database.read(read)


def found(database, tracker_id, vacancy_id, now, **more):
    """A vacancy is found for it, of the listing with the same number."""
    about = {"listing_id": vacancy_id, "company_id": 1, "run_id": 1, "matched_at": now, "state": "waits"}
    database.write(lambda s: s.add(Match(tracker_id=tracker_id, vacancy_id=vacancy_id, **{**about, **more})))


def match(database, tracker_id, vacancy_id):
    def read(session):
        its = select(Match).where(Match.tracker_id == tracker_id, Match.vacancy_id == vacancy_id)
        one = session.scalars(its).one()
        session.expunge(one)
        return one

    return database.read(read)
