"""Listings, companies and statistics: real pages of a real server in a real browser, on a desk and on a phone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from jobtracker import passwords
from jobtracker.db import Database
from jobtracker.models import ListingRow
from jobtracker.store import accounts
from tests import copies
from tests.api.crawled import read_board
from tests.browser import lived
from tests.browser.serving import serving

pytestmark = pytest.mark.timeout(600)  # a browser takes its time where others work, too
ADA, PASSWORD = "ada@example.com", "seven quiet otters"
Open = Callable[..., Page]


@pytest.fixture(scope="package")
def database(_sqlite: copies.SQLite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with _sqlite.new(tmp_path_factory.mktemp("lived")) as url:
        database = Database(url)
        now = dt.datetime.now(dt.UTC)
        lived.live(database, now)
        secret = passwords.make(PASSWORD)
        database.write(accounts.add, ADA, now=now, password_hash=secret, admin=False, confirmed=True)
        yield database
        database.close()


@pytest.fixture(scope="package")
def address(database: Database) -> Iterator[str]:
    with serving(database) as address:
        yield address


@pytest.fixture
def open_at(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page in a browser of its own."""
    contexts = []

    def open_(path: str) -> Page:
        context = browser.new_context(base_url=address, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def path_of(database: Database) -> Callable[[str], str]:
    """The page of a listing."""

    def path(external_id: str) -> str:
        found = select(ListingRow.id).where(ListingRow.external_id == external_id)
        return f"/jobs/{database.read(lambda session: session.scalars(found).one())}"

    return path


def _heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_a_fact_says_what_it_rests_on_and_the_vacancy_where_else_it_is(
    open_at: Open, path_of: Callable[[str], str]
) -> None:
    page = open_at(path_of("paid"))
    _heading(page, "Data Engineer")
    expect(page.get_by_text("read from the text: We pay €25 to €30 per hour.")).to_be_visible()
    page.goto(path_of("berlin"))
    _heading(page, "Account Executive")
    others = page.locator("section").filter(has_text="The same opening: 1 more listing")
    others.get_by_role("link", name="Account Executive").click()
    expect(page).to_have_url(re.compile(path_of("paris")))
    page.goto(path_of("changing"))
    expect(page.get_by_text("Title: Gardener → Head Gardener")).to_be_visible()
    expect(page.get_by_text("Pay: nothing → €60,000–80,000 / year")).to_be_visible()


def test_a_removed_listing_keeps_its_page_and_its_script_never_runs(
    open_at: Open, path_of: Callable[[str], str]
) -> None:
    page = open_at(path_of("leaving"))
    expect(page.get_by_role("heading", name="This listing was removed 5 hours ago")).to_be_visible()
    expect(page.get_by_text("You watch.")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    expect(page.get_by_role("link", name="Apply at Acme")).to_have_count(0)


def test_who_is_not_logged_in_is_led_there_and_back_and_it_is_saved(
    open_at: Open, path_of: Callable[[str], str]
) -> None:
    path = path_of("berlin")
    page = open_at(path)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Mail address").fill(ADA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("form").get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(f"{path}$"))
    expect(page.get_by_role("button", name="Saved")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Add a note").click()
    page.get_by_label("Your note").fill("x" * 4001)
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".fault").first).to_be_visible()
    assert len(page.get_by_label("Your note").input_value()) == 4001, "what was typed stays"
    page.get_by_label("Your note").fill("Ask Bob.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("The note is saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Your note")).to_have_value("Ask Bob.")
    page.goto("/companies/acme")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("button", name="Following")).to_have_attribute("aria-pressed", "true")


def test_a_report_is_followed_until_its_verdict_is_there(
    open_at: Open, path_of: Callable[[str], str], database: Database
) -> None:
    page = open_at(path_of("59"))
    page.get_by_role("button", name="Report it as gone").click()
    page.get_by_label("What did you see?").fill("The link says 404.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Reported. The company's board will be read again")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Reported. The company's board will be read again")).to_be_visible()
    rest = {str(number) for number in range(20, 59)} | {each.id for each in lived.SPECIAL} - {"leaving"}
    read_board(database, [], dt.datetime.now(dt.UTC), seen=rest)
    expect(page.get_by_text("It is gone: its board does not list it any more.")).to_be_visible()
    expect(page.get_by_role("heading", name="This listing was removed")).to_be_visible()


def test_a_plot_has_its_numbers_in_a_table_behind_it(open_at: Open) -> None:
    page = open_at("/companies/acme")
    _heading(page, "Acme")
    plot = page.get_by_role("img", name=re.compile("Bars for each day"))
    expect(plot).to_be_visible()
    page.get_by_text("As a table").first.click()
    table = page.get_by_role("table", name="New and removed")
    expect(table.get_by_role("row")).to_have_count(91)
    page.get_by_role("button", name="30 days").click()
    expect(table.get_by_role("row")).to_have_count(31)


def test_companies_are_found_by_name_and_state_and_the_address_says_so(open_at: Open) -> None:
    page = open_at("/companies")
    page.get_by_label("Name").fill("glob")
    expect(page).to_have_url(re.compile(r"/companies\?q=glob$"))
    expect(page.locator("main").get_by_text("1 company", exact=True)).to_be_visible()
    page.get_by_label("State").select_option("well")
    expect(page.get_by_role("heading", name="No company fits")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("main").get_by_text("3 companies")).to_be_visible()
    page.get_by_label("Country").select_option("United Kingdom")
    page.get_by_label("Board").select_option("Ashby")
    page.get_by_label("Only with open jobs").check()
    expect(page).to_have_url(re.compile(r"\?ats=ashby&country=GB&hiring=true$"))
    expect(page.get_by_role("heading", name="No company fits")).to_be_visible()
    page.get_by_label("Only with open jobs").uncheck()
    expect(page.get_by_text("United Kingdom · Ashby")).to_be_visible()
    page.goto("/companies?sort=newest")
    expect(page.locator("main li a").first).to_have_text("Initech")
    page.goto("/companies?state=failing")
    page.get_by_role("link", name="Globex").click()
    expect(page.get_by_text("Its board could not be read to its end")).to_be_visible()
    expect(page.get_by_text("Nobody knows whether they are still open")).to_be_visible()


def test_what_is_not_there_is_said_and_leads_on(open_at: Open) -> None:
    page = open_at("/jobs/999999")
    expect(page.get_by_role("heading", level=2, name="There is no such listing")).to_be_visible()
    page.goto("/companies/nobody")
    page.get_by_role("link", name="To the companies").click()
    _heading(page, "Companies")
