"""A site on which people do things: accounts, trackers that find, mails that go out, a browser that opens them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.orm import Session

from jobtracker import passwords
from jobtracker.company import Company
from jobtracker.db import Database, open_database
from jobtracker.listing import Posting
from jobtracker.mail.message import Mail
from jobtracker.mail.site import Site as MailSite
from jobtracker.models import Tracker
from jobtracker.signing import Purpose, sign
from jobtracker.store import accounts, companies
from jobtracker.tasks.mail import send
from jobtracker.tasks.send import gather
from tests.api.crawled import ACME, read_board
from tests.browser.serving import KEY, serving
from tests.jobtracker.store import tracking

PASSWORD = "seven quiet herons"
NOW = dt.datetime.now(dt.UTC)
"""About when tests began."""
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
BAKERY = Company("bakery", "Old Bakery", "lever", {"token": "b"}, "AT", "https://bakery.example")
TITLES = ("Pastry Cook", "Night Cook", "Head Cook", "Cook for a School", "Line Cook")


@dataclass(frozen=True, slots=True)
class Life:
    """The site, and what happens behind it."""

    address: str
    database: Database

    def person(self, email: str) -> int:
        """Somebody with an account and PASSWORD; their id."""
        now = dt.datetime.now(dt.UTC)

        def unit(session: Session) -> int:
            secret = passwords.make(PASSWORD)
            return accounts.add(session, email, now=now, password_hash=secret, confirmed=True).id

        return self.database.write(unit)

    def tracker(self, user_id: int, **said: object) -> int:
        """A tracker of theirs; its id."""
        return tracking.add(self.database, user_id, dt.datetime.now(dt.UTC) - 2 * DAY, **said)  # type: ignore[no-any-return, no-untyped-call]

    def find(self, tracker_id: int, *vacancies: int, hours_ago: int = 2) -> None:
        """It found these, each an hour before the one before."""
        for place, vacancy in enumerate(vacancies):
            at = dt.datetime.now(dt.UTC) - (hours_ago + place) * HOUR
            tracking.found(self.database, tracker_id, vacancy, at)  # type: ignore[no-untyped-call]

    def act(self, purpose: Purpose, *parts: int) -> str:
        """The token of a link that does something with a tracker."""
        return sign(KEY, purpose, *parts)

    def mails(self) -> list[Mail]:
        """What goes out when what waits is sent: of trackers, too, though it is not their hour yet."""
        later, sent = dt.datetime.now(dt.UTC) + HOUR, Kept()
        self.database.write(lambda session: session.execute(update(Tracker).values(next_at=later)))
        gather(self.database, later)
        send(self.database, sent, MailSite(self.address, KEY), later)
        return sent.mails


class Kept:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        """Keep it."""
        self.mails.append(mail)


def link_in(mail: Mail, path: str) -> str:
    """The link of a mail that leads to that path."""
    [found] = re.findall(rf"https?://[\w.:]+({re.escape(path)}[?#]\S*)", mail.text)
    return str(found)


@contextmanager
def living(folder: Path) -> Iterator[Life]:
    """The site over two companies, whose jobs came yesterday."""
    database = open_database(f"sqlite:///{folder / 'lively.db'}")
    now = dt.datetime.now(dt.UTC)
    database.write(companies.sync, [ACME, BAKERY], origin="given", now=now - 3 * DAY)
    for company in (ACME, BAKERY):
        read_board(database, [], now - 3 * DAY, company=company)
        read_board(database, _postings(company), now - DAY, company=company)
    with serving(database, signup="open") as address:
        yield Life(address, database)
    database.close()


def _postings(company: Company) -> list[Posting]:
    return [
        Posting(
            id=str(number),
            title=title,
            url=f"{company.homepage}/{number}",
            places=["Vienna, Austria"],
            html=f"<p>{title}: cook well.</p>",
        )
        for number, title in enumerate(TITLES, 1)
    ]


def log_in(page: Page, email: str) -> None:
    """On the log-in's page."""
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
