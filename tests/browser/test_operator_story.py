"""An operator's day: a site fails, a board loses most of what it had, a company is to be watched from now on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import heading, results
from tests.browser.stack import FAILING, FOUND, LOSING, OPERATOR, PASSWORD, Stack

pytestmark = pytest.mark.timeout(600)  # a browser takes its time where others work, too


def test_what_broke_is_seen_understood_and_mended(
    stack: Stack, open_window: Callable[[int], Page], who: str, width: int
) -> None:
    failing, _ = FAILING[who]
    stack.web.sites.fault(failing, "500")
    stack.board(LOSING[who]).close(*list(stack.board(LOSING[who]).openings)[:16])
    stack.command("companies", "recrawl", failing, LOSING[who])
    stack.crawl()
    page = open_window(width)
    log_in(page)
    read_why(page, failing)
    believe_the_loss(page, LOSING[who])
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    stack.web.sites.fault(failing)
    visit_again(stack, page, failing, LOSING[who])
    expect(broken(page, failing)).to_have_count(0)
    believe_the_loss(page, LOSING[who])
    page.goto(f"/?company={LOSING[who]}")
    expect(results(page)).to_have_count(8)


@pytest.fixture(params=["desk", "phone"])
def who(request: pytest.FixtureRequest) -> str:
    """An operator at a desk, and one on the way; each has companies of their own."""
    return str(request.param)


@pytest.fixture
def width(who: str) -> int:
    """Of the window."""
    return 1280 if who == "desk" else 390


def log_in(page: Page) -> None:
    """The way to the pages for admins leads by the log-in, and back."""
    page.goto("/admin")
    page.get_by_label("Mail address").fill(OPERATOR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    heading(page, "Health")


def broken(page: Page, company: str) -> object:
    """Its row on the page of health."""
    table = page.get_by_role("table", name="Companies that are broken")
    return table.get_by_role("row").filter(has=page.get_by_role("link", name=company))


def read_why(page: Page, company: str) -> None:
    """From the sign to the company, to its last run, to what that logged."""
    row = broken(page, company)
    expect(row).to_contain_text("500")
    row.get_by_role("link", name=company).click()
    heading(page, company)
    runs = page.get_by_role("table", name="Last runs").get_by_role("row")
    expect(runs).to_have_count(1 + 2)
    expect(runs.nth(1)).to_contain_text("failed")
    runs.nth(1).get_by_role("link").click()
    expect(page.get_by_role("region", name="Log")).to_contain_text("500")


def believe_the_loss(page: Page, company: str) -> None:
    """It is looked at first: what its site shows, and which listings are missing."""
    page.get_by_role("navigation", name="Admin").get_by_role("link", name="Health").click()
    row = broken(page, company)
    row.get_by_role("link", name="Listings are missing and wait for a decision.").click()
    heading(page, "Held")
    card = page.get_by_role("article").filter(has=page.get_by_role("heading", name=company))
    expect(card).to_contain_text("16 of 24 listings are missing")
    expect(card.get_by_role("table", name="What is missing").get_by_role("row")).to_have_count(1 + 16)
    expect(card.get_by_role("table", name="What its runs saw").get_by_role("row").nth(1)).to_contain_text("complete")
    card.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("16 listings are removed.")).to_be_visible()
    expect(card).to_have_count(0)


def visit_again(stack: Stack, page: Page, *companies: str) -> None:
    """They are asked for, and the next node that looks visits them."""
    for company in companies:
        page.goto(f"/admin/companies/{company}")
        page.get_by_role("button", name="Crawl now").click()
        expect(page.get_by_text(f"A visit of {company} is asked for")).to_be_visible()
    stack.crawl()
    page.goto("/admin")
    expect(page.get_by_role("table", name="Companies that are broken")).to_be_visible()


def test_a_company_is_added_by_its_address_and_found(
    stack: Stack, open_window: Callable[[int], Page], who: str, width: int
) -> None:
    board = stack.board(FOUND[who])
    newest = next(iter(board.openings.values())).title
    page = open_window(width)
    log_in(page)
    page.get_by_role("navigation", name="Admin").get_by_role("link", name="Companies").click()
    page.get_by_role("link", name="Add a company").click()
    heading(page, "Add a company")
    page.get_by_label("Address of a careers page").fill(board.careers_url)
    page.get_by_role("button", name="Look, and add it").click()
    expect(page.get_by_text("New: it is watched from now on.")).to_be_visible()
    expect(page.get_by_role("heading", name="Some of its listings")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=newest)).to_be_visible()
    page.get_by_role("link", name="Open the company").click()
    expect(page.get_by_text("not read yet")).to_be_visible()
    stack.crawl()
    page.reload()
    expect(page.get_by_text("well", exact=True)).to_be_visible()
    page.get_by_role("link", name="Its page").click()
    page.goto("/")
    page.get_by_role("textbox", name="Words").fill(newest)
    expect(results(page)).to_have_text([newest])
