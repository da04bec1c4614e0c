"""Crawl a made-up board without a crawler: claim, prepare what is not stored, close."""

import datetime as dt
from collections import Counter

from sqlalchemy import func, select

from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.lifecycle import Evidence
from jobtracker.listing import Facts, Place
from jobtracker.models import ListingEvent, ListingRow
from jobtracker.run import Fingerprint, Prepared
from jobtracker.store import closing, runs

VERSION = "1.1"
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def prepared(
    id_, title=None, *, hash_="a", version=VERSION, pending=False, requisition="", place="Berlin", text="text"
):
    title = title or f"Title {id_}"
    facts = Facts(title=title, text=text, places=(Place(place, city=place),))
    return Prepared(
        external_id=id_,
        fingerprint=Fingerprint(hash_, version, pending),
        url=f"https://example.com/{id_}",
        requisition_id=requisition,
        facts=facts,
        title_key=title.lower(),
        places_key=place.lower(),
        document=document(facts, Company("acme", "Acme")),
    )


def claim(database, now, slug="acme", version=VERSION):
    return database.write(runs.claim, slug, now=now, version=lambda _: version)


def close(database, held, seen, now, *, changed=(), evidence=None, **more):
    evidence = evidence or Evidence()
    evidence.seen |= set(seen)
    fresh = [prepared(id_, version=held.version) for id_ in sorted(seen) if id_ not in held.known]
    return database.write(closing.close, held, evidence, [*fresh, *changed], now=now, **more)


def crawl(database, seen, now, slug="acme", version=VERSION, **more):
    return close(database, claim(database, now, slug, version), seen, now, **more)


def by_status(database):
    return dict(Counter(database.read(lambda s: list(s.scalars(select(ListingRow.status))))))


def open_ids(database):
    return database.read(lambda s: set(s.scalars(select(ListingRow.external_id).where(ListingRow.status == "open"))))


def events(database, **where):
    def read(session):
        rows = session.execute(select(ListingEvent.kind, ListingEvent.baseline).filter_by(**where))
        return [tuple(row) for row in rows]

    return Counter(database.read(read))


def count(database, table):
    return database.read(lambda s: s.scalar(select(func.count()).select_from(table)))
