"""All of it, as users have it: sites that change, a database, Valkey, the API with its page, workers, nodes, mails.

Everything but the sites and the mail server is a process of its own. What people do, they do in a browser, on a site's
own page, in a mail; what an operator does at a terminal is a command.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from parsel import Selector

from crawler import local
from crawler.companies.registry import read
from crawler.loader import RegistryLoader, adapters
from jobtracker.config import project_root
from jobtracker.db import Database
from jobtracker.store import matching
from sample_sites import MadeUpBoard, Server, Sites, write_registry
from services import api, background, sites
from services.asking import local_session
from tests.browser.looking import needs_the_page
from tests.copies import SQLite
from tests.mailbox import Mailbox, smtp
from tests.servers import fresh_valkey
from tests.services.running import environment, free_port, running, until

PASSWORD = "seven quiet herons"
OPERATOR = "operator@example.com"
WORKS = "harbour-works"
"""A company that has openings in all trades."""
TRADES = {"desk": "Lamplighter", "phone": "Bookbinder", "keys": "Clockmaker", "keys-narrow": "Glassblower"}
"""By who looks for it."""
FAILING = {"desk": ("birch-mill", "lever"), "phone": ("elm-dairy", "workable")}
"""Companies whose site will answer no more, with their ATS, by who looks after them."""
LOSING = {"desk": "amber-glass", "phone": "fern-tools"}
"""Companies whose board will lose most of what it has."""
FOUND = {"desk": "coral-books", "phone": "iron-bikes"}
"""Companies that have a site, and that nobody has added yet."""
COMMAND, FLEET = [sys.executable, "-m", "jobtracker"], [sys.executable, "-m", "scrapy", "crawl"]
PATIENCE = 240.0
"""Seconds for a command, a start, a mail: ten programs begin at once, on a machine that others may use, too."""
GATHERED = dt.timedelta(minutes=11)
"""After so long an instant mail waits no more."""


@dataclass(frozen=True, slots=True)
class Stack:
    """What serves, and what happens around it."""

    address: str
    """Of the page."""
    web: Server
    """The sites of all companies."""
    box: Mailbox
    database: Database
    env: Mapping[str, str] = field(repr=False)

    def board(self, company: str) -> MadeUpBoard:
        """A company's own board."""
        board = self.web.sites.boards[company]
        assert isinstance(board, MadeUpBoard)
        return board

    def publish(self, company: str, title: str, place: str) -> None:
        """Somebody at the company puts an opening on its site, by the form there."""
        with local_session() as session:
            form = {"title": title, "place": place}
            url = f"{self.web.url}/company/{company}/add"
            session.post(url, form, headers={"Origin": self.web.url}, timeout=PATIENCE).raise_for_status()

    def crawl(self, company: str = "fleet") -> None:
        """Visit a company now, or all that are due."""
        _end(_begin([*FLEET, company], self.env))

    def wait_for_matching(self) -> None:
        """What visits found is matched with trackers: at once where it was new, else that has time."""
        until(lambda: not self.database.read(matching.waiting, limit=1), patience=PATIENCE)

    def command(self, *words: str, typed: str = "") -> str:
        """What an operator types at a terminal; what it says."""
        return _end(_begin([*COMMAND, *words], self.env, typed))

    def send(self) -> str:
        """One round of sending by hand, as if the minutes had passed in which a mail gathers; what it says."""
        return self.command("send", "--now", (dt.datetime.now(dt.UTC) + GATHERED).isoformat())

    def mails(self, to: str) -> list[EmailMessage]:
        """What the mail server has for somebody."""
        return [mail for mail in self.box.mails if mail["To"] == to]

    def mail(self, to: str, number: int = 1) -> EmailMessage:
        """The first mail to somebody, the second: once it is there."""
        until(lambda: len(self.mails(to)) >= number, patience=PATIENCE)
        return self.mails(to)[number - 1]


def link(mail: EmailMessage, words: str) -> str:
    """Where a link of a mail leads, as it is shown."""
    shown = mail.get_body(("html",))
    assert shown is not None
    [found] = Selector(shown.get_content()).xpath("//a[normalize-space()=$words]/@href", words=words).getall()
    return found


@contextmanager
def whole(schema: SQLite, folder: Path) -> Iterator[Stack]:
    """All of it, when every company that is watched was read once."""
    needs_the_page()
    address = f"http://127.0.0.1:{(port := free_port())}"
    watched = _watched()
    others = [MadeUpBoard(slug, "recruitee", 7, text=300) for slug in FOUND.values()]
    write_registry(watched, folder / "companies")
    with ExitStack() as standing:
        start = standing.enter_context
        web, box = start(Server(Sites(watched + others))), start(smtp())
        url = start(schema.new(folder))
        settings = {
            "DATABASE_URL": url,
            "REDIS_URL": start(fresh_valkey()),
            "BASE_URL": address,
            "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
            "REGISTRY": str(folder / "companies"),
            "SAMPLE_SITES": web.url,
            "SMTP_URL": box.url,
            "SIGNUP": "open",
        }
        env = environment(folder, **settings) | {"SCRAPY_SETTINGS_MODULE": sites.SETTINGS}
        database = Database(url)
        standing.callback(database.close)
        _sync(database, folder / "companies")
        made = Stack(address, web, box, database, env)
        first = _begin([*FLEET, "fleet"], env), _begin([*COMMAND, "users", "add", OPERATOR, "--admin"], env, PASSWORD)
        works = [each(folder, env) for each in (background.mailer, background.matcher, background.adder)]
        start(running(*works, api.service(folder, env, port=port), log=folder / "log", patience=PATIENCE))
        for process in first:
            _end(process)
        made.wait_for_matching()
        yield made


def _watched() -> list[MadeUpBoard]:
    """The companies that are read."""
    works = MadeUpBoard(WORKS, "greenhouse", 12, text=300)
    for trade in TRADES.values():
        works.add(f"Junior {trade}", "Graz")
        works.add(f"Junior {trade}", "Leeds")
    failing = [MadeUpBoard(slug, ats, 9, text=300) for slug, ats in FAILING.values()]
    return [works, *failing, *(MadeUpBoard(slug, "ashby", 24, text=300) for slug in LOSING.values())]


def _sync(database: Database, registry: Path) -> None:
    """As `up` does before it starts anything."""
    loader = RegistryLoader(read(registry, adapters()), [], None)
    local.sync_registry(database, loader, lambda: dt.datetime.now(dt.UTC))


def _begin(command: Sequence[str], env: Mapping[str, str], typed: str = "") -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, cwd=project_root(), env=env, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdin is not None
    process.stdin.write(typed)
    process.stdin.close()
    process.stdin = None
    return process


def _end(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    return said
