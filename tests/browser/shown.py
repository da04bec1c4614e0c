"""The worlds that pages are looked at in, each served, and their pages opened as somebody sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import select

from jobtracker.db import Database, open_database
from jobtracker.fleet.redis import connect
from jobtracker.mail.site import Site
from jobtracker.models import RunRow
from tests.browser import ill_fleet, town
from tests.browser.pages import SIZES, Look, Size, Who
from tests.browser.serving import KEY, serving
from tests.own_valkey import own_valkey

EMAILS: Mapping[Who, str] = {"new": town.NEW, "user": town.EVE, "admin": ill_fleet.ADA}
PASSWORD = town.PASSWORD
SETTLED = "() => !document.querySelector('[aria-busy=true], .skeleton') && document.querySelector('h1')"
COLOURED = """
dark => document.documentElement.classList.contains("dark") === dark
  && !document.getAnimations().some(each => each.playState === "running")
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A world that is served."""

    address: str
    places: Mapping[str, str]
    """What stands in braces in the paths of pages."""
    logged_in: dict[Who, Any] = field(default_factory=dict)

    @contextmanager
    def page(self, browser: Browser, who: Who, size: Size, *, dark: bool = False) -> Iterator[Page]:
        """An empty page of a browser in which somebody has logged in."""
        context = browser.new_context(
            base_url=self.address,
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            storage_state=self.logged_in.get(who),
        )
        if who != "nobody" and who not in self.logged_in:
            answer = context.request.post("/api/session", data={"email": EMAILS[who], "password": PASSWORD})
            assert answer.ok, answer.text()
            self.logged_in[who] = context.storage_state()
        yield context.new_page()
        context.close()

    def go(self, page: Page, look: Look) -> None:
        """Open it, and do what somebody does there; returns when nothing more is on its way."""
        if look.before:
            look.before(page)
        page.goto(look.path.format(**self.places))
        settle(page)
        if look.then:
            look.then(page)
            settle(page)


def settle(page: Page) -> None:
    """Wait until all is there."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(SETTLED)


def set_size(page: Page, size: Size) -> None:
    """As if it were opened in a window of that size."""
    page.set_viewport_size(SIZES[size])
    page.wait_for_function("width => innerWidth === width", arg=SIZES[size]["width"])


def set_colours(page: Page, *, dark: bool) -> None:
    """As the system would; returns when the page has followed."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.wait_for_function(COLOURED, arg=dark)


@contextmanager
def shown_town(folder: Path, now: dt.datetime) -> Iterator[Shown]:
    """What people see."""
    with _database(folder / "town.db") as database, serving(database, signup="open") as address:
        yield Shown(address, town.fill(database, Site(address, KEY), now))


@contextmanager
def shown_fleet(folder: Path, now: dt.datetime) -> Iterator[Shown]:
    """What operators see on a bad day."""
    with own_valkey() as valkey, connect(valkey.url) as redis, _database(folder / "fleet.db") as database:
        ill_fleet.fill(database, redis, now)
        run = database.read(lambda session: session.scalars(select(RunRow.id).where(RunRow.log != "")).first())
        places = {"blocked": ill_fleet.BLOCKED[0], "well": ill_fleet.WELL[9], "lost": ill_fleet.LOST, "run": str(run)}
        with serving(database, redis, signup="invite", mail_dir=str(folder / "mail")) as address:
            yield Shown(address, places)


WORLDS: Mapping[str, Callable[[Path, dt.datetime], AbstractContextManager[Shown]]] = {
    "town": shown_town,
    "fleet": shown_fleet,
}


@contextmanager
def _database(file: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{file}")
    yield database
    database.close()
