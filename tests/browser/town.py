"""A town in which all goes well: companies that hire, and somebody who looks for work. Its story ends now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker import passwords
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.mail.message import Mail
from jobtracker.mail.site import Site
from jobtracker.models import Delivery, Followed, ListingRow, Muted
from jobtracker.signing import sign
from jobtracker.store import accounts, api_tokens, companies, kept, own_companies
from jobtracker.tasks.count import count, recount
from jobtracker.tasks.mail import send
from jobtracker.tasks.match import match
from jobtracker.tasks.notices import notices
from jobtracker.tasks.send import gather
from jobtracker.tasks.suggest import suggest
from tests.api.crawled import read_board
from tests.browser.openings import COMPANIES, HALDEN, OPENINGS, ORCHARD, TIDE, WINTER, posting
from tests.jobtracker.store import failing, tracking

PASSWORD = "seven quiet herons"
EVE, NEW = "eve@example.com", "new@example.com"
"""Who has looked for work for a month, and who has an account since today."""
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A board is read: what is there that was not, and what is not there any more."""

    hours_ago: float
    company: Company
    opened: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()


@dataclass(slots=True)
class Town:
    """What it is kept in, and how far its story is."""

    database: Database
    site: Site
    now: dt.datetime
    open: dict[str, set[int]] = field(default_factory=dict)

    def listing(self, company: Company, number: int) -> ListingRow:
        """The row of an opening."""
        url = f"{company.homepage}/careers/{number}"
        return self.database.read(
            lambda session: session.scalars(select(ListingRow).where(ListingRow.url == url)).one()
        )


def fill(database: Database, site: Site, now: dt.datetime) -> dict[str, str]:
    """All that happened until now; what stands in braces in the paths of its pages."""
    town = Town(database, site, now)
    database.write(companies.sync, COMPANIES, origin="given", now=now - 60 * DAY)
    trackers: list[int] = []
    for visit in sorted(_visits(), key=lambda visit: -visit.hours_ago):
        at = now - visit.hours_ago * HOUR
        if visit.hours_ago < 720 and not trackers:
            trackers = _people(town, at)
        _read(town, visit, at)
        if trackers:
            _tell(town, at)
    failing.fail(database, [WINTER.slug], "time-out", now - 2 * HOUR, failures=4, since=now - 26 * HOUR)
    for task in (suggest, recount, count):
        task(database, None, now)  # type: ignore[arg-type]  # they need no Redis
    return _places(town, trackers)


def _visits() -> Iterator[Visit]:
    for place, company in enumerate(COMPANIES):
        number = len(OPENINGS[company.slug])
        half = number // 2
        yield Visit(60 * 24, company, tuple(range(half)))
        for later in range(half, number):  # the last of them some hours ago
            yield Visit(3 + 5 * place + 1_080 * (number - 1 - later) / (number - half), company, (later,))
        yield Visit(500 + 31 * place, company, closed=(1,))
        if place % 2 == 0:
            yield Visit(50 + 9 * place, company, closed=(0,))
        for week in range(1, 9):  # who is not read for long begins anew
            yield Visit(170 * week - 30 - 7 * place, company)
        if company is not WINTER:
            yield Visit(0.3 + 0.7 * place, company)
    yield Visit(30, HALDEN, (1,))


def _read(town: Town, visit: Visit, at: dt.datetime) -> None:
    there = town.open.setdefault(visit.company.slug, set())
    there |= set(visit.opened)
    there -= set(visit.closed)
    fresh = [posting(visit.company, number) for number in visit.opened]
    if visit.company is ORCHARD and visit.hours_ago < 1:
        fresh = [
            replace(posting(ORCHARD, 2), title="Senior Data Engineer", pay_text="€66,000 - €80,000 a year", pay=[])
        ]
    read_board(town.database, fresh, at, company=visit.company, seen=map(str, there))


class _Nowhere:
    def send(self, mail: Mail) -> None:
        """It is gone."""


def _tell(town: Town, at: dt.datetime) -> None:
    """What background work does after a visit."""
    match(town.database, None, at)
    notices(town.database, None, at)
    gather(town.database, at)
    send(town.database, _Nowhere(), town.site, at)


def _people(town: Town, at: dt.datetime) -> list[int]:
    """Two accounts; the trackers of the first."""
    database, secret = town.database, passwords.make(PASSWORD)

    def unit(session: Session) -> int:
        accounts.add(session, NEW, now=town.now - HOUR, password_hash=secret, confirmed=True)
        eve = accounts.add(session, EVE, now=at, password_hash=secret, confirmed=True).id
        about = {"scopes": ("read",), "expires_at": town.now + 90 * DAY, "now": at}
        api_tokens.add(session, eve, "jt_of_a_spreadsheet", name="Spreadsheet of applications", **about)
        return eve

    eve = database.write(unit)
    for company in (ORCHARD, HALDEN):
        database.write(own_companies.put, Followed, eve, company.slug, now=at)
    database.write(own_companies.put, Muted, eve, TIDE.slug, now=at)
    for company, number, state in (
        (ORCHARD, 0, "saved"), (ORCHARD, 2, "saved"), (HALDEN, 3, "saved"),
        (HALDEN, 0, "applied"), (WINTER, 2, "hidden"),
    ):  # fmt: skip
        database.write(kept.put, eve, town.listing(company, number).vacancy_id, state, now=at)
    note = "Talk with Mira first: she has worked there."
    database.write(kept.write_note, eve, town.listing(ORCHARD, 2).vacancy_id, note)
    said: Iterable[dict[str, object]] = (
        {"name": "Engineering near Vienna", "search": "q=engineer&where=Vienna~50km", "cadence": "instant"},
        {"search": "q=data&workplace=remote&workplace=hybrid&pay_min=50000", "cadence": "daily"},
        {"name": "From home", "search": "workplace=remote", "cadence": "weekly", "muted_companies": ["tidewell"]},
    )
    return [tracking.add(database, eve, at, **each) for each in said]  # type: ignore[no-untyped-call]


def _places(town: Town, trackers: list[int]) -> dict[str, str]:
    deliveries = select(Delivery.id).order_by(Delivery.id.desc())
    return {
        "listing": str(town.listing(ORCHARD, 2).id),
        "removed": str(town.listing(ORCHARD, 0).id),
        "company": ORCHARD.slug,
        "failing": WINTER.slug,
        "tracker": str(trackers[0]),
        "mail": str(town.database.read(lambda session: session.scalars(deliveries).first())),
        "pause": sign(town.site.key, "pause", trackers[2]),
    }
