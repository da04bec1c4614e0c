"""What an operator lives in: real pages of a real server in a real browser, on a desk and on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from jobtracker.db import Database
from jobtracker.fleet.redis import connect
from tests import copies
from tests.browser import ill_fleet
from tests.browser.ill_fleet import ADA, BLOCKED, EVE, LOST, NAMES, PASSWORD, WELL
from tests.browser.lively import log_in
from tests.browser.serving import serving
from tests.own_valkey import own_valkey

pytestmark = pytest.mark.timeout(600)  # a browser takes its time where others work, too
GATE = "http://127.0.0.1:8999"


@dataclass(frozen=True, slots=True)
class Served:
    """A server over an ill fleet."""

    url: str
    database: Database


@pytest.fixture(scope="package")
def ill(_sqlite: copies.SQLite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("ill")
    with own_valkey() as valkey, _sqlite.new(folder) as database_url:
        database = Database(database_url)
        with connect(valkey.url) as redis:
            ill_fleet.fill(database, redis, dt.datetime.now(dt.UTC))
            with serving(database, redis, gate_url=GATE, mail_dir=str(folder / "mail"), signup="invite") as url:
                yield Served(url, database)
        database.close()


@pytest.fixture
def open_as(browser: Browser, ill: Served) -> Iterator[object]:
    """Opens the pages as somebody: `open_as(ADA)`."""
    contexts = []

    def open_(email: str) -> Page:
        context = browser.new_context(base_url=ill.url, reduced_motion="reduce")
        contexts.append(context)
        answer = context.request.post("/api/session", data={"email": email, "password": PASSWORD})
        assert answer.ok, answer.text()
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_as) -> Page:
    return open_as(ADA)


def test_nobody_but_an_admin_finds_the_pages(open_as):
    page = open_as(EVE)
    page.goto("/admin/companies")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")


def test_health_leads_from_a_sign_to_the_company_and_its_why(page):
    page.goto("/admin")
    page.get_by_role("button", name="Zero").click()
    expect(page).to_have_url(f"{page.url.split('?')[0]}?sign=zero")
    row = page.get_by_role("table", name="Companies that are broken").get_by_role("row").filter(has_text="Quarry")
    expect(row).to_contain_text("GET /: empty")
    expect(page.get_by_text("1 silent, 1 with old code")).to_be_visible()
    expect(page.get_by_role("table", name="Fields that went missing")).to_contain_text("department")


def test_a_company_is_found_paused_for_a_reason_and_that_is_taken_back(page):
    page.goto("/admin/companies")
    page.get_by_label("Name or slug").fill(NAMES[WELL[8]].lower())
    page.get_by_role("link", name=NAMES[WELL[8]]).click()
    page.get_by_role("button", name="Pause").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Pause").click()
    expect(dialog.get_by_role("alert")).to_contain_text(
        "character"
    )  # a reason is wanted, and asked for beside its field
    dialog.get_by_label("Why").fill("asked us to stop")
    dialog.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused: asked us to stop")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name="Crawl now")).to_be_visible()


def test_what_is_refused_of_an_edit_stands_beside_its_field_and_stays(page):
    page.goto(f"/admin/companies/{WELL[9]}")
    page.get_by_text("Edit", exact=True).click()
    page.get_by_label("Least").fill("-3")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Least")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Least")).to_have_value("-3")
    page.get_by_label("Least").fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_label("Least")).to_have_value("")


def test_what_can_be_taken_back_is_and_what_cannot_asks_first(page):
    page.goto(f"/admin/companies/{WELL[0]}")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Crawl now")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Paused: asked us to stop")).to_be_visible()
    page.goto(f"/admin/held?board={LOST}")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("dialog")).to_contain_text("That cannot be undone")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Reject")).to_be_visible()


def test_a_held_loss_is_looked_at_approved_and_opened_again(page):
    page.goto(f"/admin/held?board={LOST}")
    expect(page.get_by_role("table", name="What is missing").get_by_role("row")).to_have_count(1 + 31)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("31 listings are removed.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing is held")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Taken back.")).to_be_visible()


def test_an_incident_says_what_it_is_and_has_its_companies(page):
    page.goto("/admin/incidents")
    card = page.get_by_role("article").filter(has_text="Lever")
    expect(card).to_contain_text("24 companies fail")
    card.get_by_role("button", name="Its companies").click()
    expect(card.get_by_role("row")).to_have_count(1 + 24)
    card.get_by_role("button", name="Recrawl all").click()
    page.get_by_role("dialog").get_by_role("button", name="Recrawl all").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("under way")


def test_a_url_that_is_none_is_refused_and_one_that_waits_is_looked_at(page, ill):
    page.goto("/admin/companies/new")
    url = page.get_by_label("Address of a careers page")
    url.fill("careers")
    page.get_by_role("button", name="Look, and add it").click()
    expect(page.get_by_role("alert")).to_contain_text("https://")
    expect(url).to_have_value("careers")
    url.fill("https://boards.example/quiet")
    page.get_by_role("button", name="Look, and add it").click()
    expect(page.get_by_text("A crawler looks at it")).to_have_count(2)
    ill.database.write(answer_addition)
    expect(page.get_by_text("3 listings on its board")).to_be_visible()
    expect(page.get_by_text("Night porter")).to_be_visible()


def answer_addition(session):
    now = dt.datetime.now(dt.UTC)
    taken = ill_fleet.additions.take(session, "north", now=now)
    found = ill_fleet.Finding("known already", company=WELL[3], titles=("Night porter", "Baker"), total=3)
    ill_fleet.additions.finish(session, taken, found, now=now)


def test_a_session_that_ended_leads_to_the_log_in_and_back_to_what_was_typed(page):
    page.goto("/admin/companies/new")
    page.get_by_label("Address of a careers page").fill("https://boards.example/late")
    page.context.clear_cookies()
    page.get_by_role("button", name="Look, and add it").click()
    page.wait_for_url("**/login?to=/admin/companies/new")
    log_in(page, ADA)
    expect(page.get_by_label("Address of a careers page")).to_have_value("https://boards.example/late")


def test_a_run_has_its_log(page):
    page.goto(f"/admin/runs?company={BLOCKED[0]}")
    page.get_by_role("table", name="Runs").get_by_role("row").nth(1).get_by_role("link").nth(1).click()
    expect(page.get_by_role("region", name="Log")).to_contain_text("ERROR GET https://api.lever.co")


def test_lists_go_on_page_by_page(page):
    page.goto("/admin/companies?state=visited")
    rows = page.get_by_role("table", name="Companies").get_by_role("row")
    expect(rows).to_have_count(1 + 50)
    first = rows.nth(1).inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Page 2")).to_be_visible()
    expect(rows.nth(1)).not_to_have_text(first)
    page.get_by_role("button", name="Before").click()
    expect(page.get_by_text("Page 1")).to_be_visible()


def test_a_test_mail_says_each_step_and_a_wrong_address_is_told(page):
    page.goto("/admin/mail")
    page.get_by_label("Address").fill("nobody")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Release: gone@example.com").click()
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(page.get_by_text("No address is suppressed.")).to_be_visible()


def test_an_account_is_disabled_and_enabled_and_the_last_admin_stays(page):
    page.goto("/admin/users")
    row = page.get_by_role("row").filter(has_text="max@example.com")
    row.get_by_text("…").click()
    row.get_by_role("button", name="Disable").click()
    page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(row).to_contain_text("disabled")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(row).not_to_contain_text("disabled")
    mine = page.get_by_role("row").filter(has_text=ADA)
    mine.get_by_text("…").click()
    mine.get_by_role("button", name="No admin any more").click()
    page.get_by_role("dialog").get_by_role("button", name="No admin any more").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("admin")


def test_why_a_node_does_nothing_is_read_on_a_phone_too(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/admin/nodes")
    west = page.get_by_role("row", name="west")
    expect(west.get_by_text("refused", exact=True)).to_be_visible()
    expect(west.get_by_text("its schema is 0008, that of the database 0009")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_gate_is_one_click_away(page):
    page.goto("/admin/nodes")
    page.context.route(f"{GATE}/**", lambda route: route.fulfill(body="The gate"))
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open scrapydweb").click()
    expect(opened.value.get_by_text("The gate")).to_be_visible()
    assert opened.value.url.startswith(f"{GATE}/enter?ticket=")
    page.goto("/admin/audit?act=gate.ticket")
    expect(page.get_by_role("cell", name="open the other tools").first).to_be_visible()
    expect(page.get_by_role("table", name="Audit").get_by_role("row")).to_have_count(2)
