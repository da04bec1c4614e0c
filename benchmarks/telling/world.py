"""Companies that publish, people who watch, and by their making: who is to hear of what."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.document import document
from jobtracker.lifecycle import Evidence
from jobtracker.listing import Facts, Place
from jobtracker.models import ListingRow, MailRow, Match, RunRow, Tracker
from jobtracker.run import CLOSED, Fingerprint, Prepared
from jobtracker.store import accounts, closing, companies, runs, trackers

COMPANIES = [Company(f"company-{n}", f"Company {n}", "greenhouse", {"token": f"c{n}"}) for n in range(32)]
WORDS = ("mason", "baker", "nurse", "pilot", "tailor", "cooper")
HOUR = dt.timedelta(hours=1)
TERMS = {"muted_companies": [], "muted_words": [], "email": None, "cadence": "instant", "webhook_url": "", "name": ""}
TERMS |= {"hour": 8, "weekday": 0, "zone": "Europe/Vienna"}


@dataclass(slots=True, frozen=True)
class Watcher:
    """A tracker, by what it asks for."""

    id: int
    address: str
    words: frozenset[str]
    companies: frozenset[str]
    """None: all of them."""

    def wants(self, company: str, words: Sequence[str]) -> bool:
        return self.words <= {*words} and (not self.companies or company in self.companies)


@dataclass(slots=True)
class World:
    """What there is, and what is expected of it."""

    database: Database
    chance: random.Random
    watchers: list[Watcher] = field(default_factory=list)
    open: dict[str, dict[str, Sequence[str]]] = field(default_factory=lambda: {c.slug: {} for c in COMPANIES})
    """By company: external ids, each with the words of its title."""

    def publish(self, now: dt.datetime) -> None:
        """Each company publishes one more, and is read."""
        for company in COMPANIES:
            its = self.open[company.slug]
            its[str(len(its) + 1)] = self.chance.sample(WORDS, 2)
            _crawl(self.database, company, its, now)

    def begin(self, number: int, now: dt.datetime) -> None:
        """The companies are read for the first time, and so many trackers made."""
        self.database.write(companies.sync, COMPANIES, origin="given", now=now)
        self.publish(now)
        for at in range(number):
            words = self.chance.sample(WORDS, self.chance.choice((0, 1, 1, 2)))
            slugs = self.chance.sample([c.slug for c in COMPANIES], self.chance.choice((0, 0, 3))) if words else []
            slugs = slugs or ([] if words else [self.chance.choice(COMPANIES).slug])
            search = urlencode([*([("q", " ".join(words))] if words else []), *(("company", slug) for slug in slugs)])
            address = f"reader{at}@example.com"
            id_ = self.database.write(watch, address, search, now + HOUR)
            self.watchers.append(Watcher(id_, address, frozenset(words), frozenset(slugs)))

    def expected(self) -> set[tuple[int, str, str]]:
        """Trackers with companies and external ids of what was published since they were made."""
        new = [(slug, id_, words) for slug, its in self.open.items() for id_, words in its.items() if id_ != "1"]
        return {(w.id, slug, id_) for w in self.watchers for slug, id_, words in new if w.wants(slug, words)}


def watch(session: Session, address: str, search: str, now: dt.datetime, *, days: int = 90) -> int:
    """Somebody with a tracker that mails at once; its id."""
    user = accounts.add(session, address, now=now, confirmed=True)
    made = trackers.add(session, user.id, TERMS | {"search": search}, days=days, now=now)
    assert made is not None
    return made


def _crawl(database: Database, company: Company, its: dict[str, Sequence[str]], now: dt.datetime) -> None:
    claim = database.write(runs.claim, company.slug, now=now, version=lambda _: "1.1")
    prepared = [_prepared(company, id_, words) for id_, words in its.items() if id_ not in claim.known]
    database.write(closing.close, claim, Evidence(seen={*its}), prepared, now=now)


def _prepared(company: Company, id_: str, words: Sequence[str]) -> Prepared:
    title = f"{' '.join(words).title()} {company.slug.partition('-')[2]}x{id_}"
    facts = Facts(title=title, text=f"{title}, at once.", places=(Place("Berlin", city="Berlin"),))
    return Prepared(
        external_id=id_,
        fingerprint=Fingerprint("a", "1.1", False),
        url=f"https://example.com/{company.slug}/{id_}",
        facts=facts,
        title_key=title.lower(),
        places_key="berlin",
        document=document(facts, company),
    )


@dataclass(slots=True, frozen=True)
class Found:
    """What is in SQL."""

    listings: dict[int, tuple[int, str, str]]
    """By listing: vacancy, company, external id."""
    matches: dict[tuple[int, int], tuple[str, int | None]]
    """By tracker and vacancy: state, delivery."""
    told: dict[int, int]
    """By tracker: what its counter says."""


def found(session: Session) -> Found:
    """Read it."""
    slugs = select(companies.CompanyRow.id, companies.CompanyRow.slug)
    of = dict(session.execute(slugs).all())
    listings = select(ListingRow.id, ListingRow.vacancy_id, ListingRow.company_id, ListingRow.external_id)
    matches = select(Match.tracker_id, Match.vacancy_id, Match.state, Match.delivery_id)
    return Found(
        listings={
            row.id: (row.vacancy_id or 0, of[row.company_id], row.external_id) for row in session.execute(listings)
        },
        matches={(row.tracker_id, row.vacancy_id): (row.state, row.delivery_id) for row in session.execute(matches)},
        told=dict(session.execute(select(Tracker.id, Tracker.told)).all()),
    )


def is_over(session: Session) -> bool:
    """Nothing is to be matched, nor told, nor sent."""
    unmatched = select(RunRow.id).where(RunRow.matched_at.is_(None), RunRow.outcome.in_(CLOSED))
    untold = select(Match.vacancy_id).where(Match.state.in_(("waits", "mailed")))
    unsent = select(MailRow.id).where(MailRow.sent_at.is_(None))
    return not any(session.scalar(each.limit(1)) is not None for each in (unmatched, untold, unsent))
