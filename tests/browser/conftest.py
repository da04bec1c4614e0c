"""The web page in a browser, on the API over what companies offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from jobtracker import passwords
from jobtracker.company import Company
from jobtracker.db import Database, open_database
from jobtracker.listing import Posting
from jobtracker.store import companies
from jobtracker.tasks.count import count
from jobtracker.tasks.suggest import suggest
from sample_sites import MadeUpBoard
from tests.api.crawled import EUROS, read_board
from tests.browser.lively import Life, living, log_in
from tests.browser.serving import serving
from tests.browser.stack import Stack, whole
from tests.chromium import chromium
from tests.copies import SQLite

expect.set_options(timeout=30_000)  # where others work, too, five seconds are not enough
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
KITCHEN = Company("kitchen", "Tiny Kitchen", "greenhouse", {"token": "k"}, "DE", "https://kitchen.example")


@pytest.fixture(scope="package", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """Hashes of passwords that cost little: the pages are looked at, not these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this folder. While it is there nothing can be crawled in this process."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the web page, over a database that stays as it is."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('web') / 'jobs.db'}")
    fill(database, dt.datetime.now(dt.UTC))
    with serving(database) as address:
        yield address
    database.close()


def fill(database: Database, now: dt.datetime) -> None:
    """Three boards that were read twice, and a company that says what it pays and where one may work."""
    for ats in ("ashby", "greenhouse", "lever"):
        board, company = MadeUpBoard(ats, ats, 24, text=300), Company(ats, ats, ats, {"token": ats})
        database.write(companies.sync, [company], origin="given", now=now - 3 * DAY)
        read_board(database, _postings(board), now - 3 * DAY, company=company)
        board.close(*list(board.openings)[:2])
        board.open(3)
        for ago in (26 * HOUR, 2 * HOUR):  # so many at once are removed when they are missed again, half a day later
            read_board(database, _postings(board), now - ago, company=company)
    database.write(companies.sync, [KITCHEN], origin="given", now=now - 3 * DAY)
    read_board(database, kitchen_postings(), now - HOUR, company=KITCHEN)
    count(database, None, now)  # type: ignore[arg-type]  # it needs no Redis
    suggest(database, None, now)  # type: ignore[arg-type]


def _postings(board: MadeUpBoard) -> list[Posting]:
    return [
        Posting(
            id=each.id,
            title=each.title,
            url=f"https://{board.slug}.example/{each.id}",
            places=[each.place],
            html=each.text,
        )
        for each in board.openings.values()
    ]


def kitchen_postings() -> list[Posting]:
    def posting(number: str, title: str, place: str, **more: Any) -> Posting:
        about = {"html": "<p>Cook well.</p>", "department": "Kitchen", "employment_type": "FULL_TIME"}
        return Posting(id=number, title=title, url=f"https://k.example/{number}", places=[place], **about | more)

    return [
        posting("1", "Pastry Cook", "Berlin, Germany", pay=[EUROS]),
        posting("2", "Recipe Writer", "Germany", workplace="remote"),
        posting("3", "Baker", "Vienna, Austria", workplace="on-site"),
    ]


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own: `open_page("/?q=cook", dark=True, width=390)`."""
    contexts: list[BrowserContext] = []

    def open_(path: str = "/", *, dark: bool = False, width: int = 1280, first: str = "") -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if first:
            context.add_init_script(first)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def stack(_sqlite: SQLite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """All of it, as users have it. Stories share it: each has people and companies of its own."""
    with whole(_sqlite, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def is_of_a_script(said: ConsoleMessage) -> bool:
    """True of an error but that a request was refused, which the browser tells by itself."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


@pytest.fixture
def open_window(browser: Browser, stack: Stack) -> Iterator[Callable[[int], Page]]:
    """Opens a window of this width, of somebody who was never here. On none of its pages a script may fail."""
    contexts, failed = [], []

    def open_(width: int) -> Page:
        context = browser.new_context(
            base_url=stack.address, viewport={"width": width, "height": 844}, reduced_motion="reduce"
        )
        contexts.append(context)
        context.on("weberror", lambda error: failed.append(str(error.error)))
        context.on("console", lambda said: failed.append(said.text) if is_of_a_script(said) else None)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert failed == []


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with living(tmp_path_factory.mktemp("lively")) as life:
        yield life


@pytest.fixture
def open_as(browser: Browser, life: Life) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own, logged in as somebody if that is said."""
    contexts: list[BrowserContext] = []

    def open_(path: str, email: str = "") -> Page:
        context = browser.new_context(base_url=life.address, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if email:
            page.goto("/login")
            log_in(page, email)
            page.wait_for_url(f"{life.address}/")
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
