"""The search: what is typed and chosen, what the address says, what is told where nothing is found."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from jobtracker.db import open_database
from tests.browser.conftest import fill
from tests.browser.looking import is_too_wide
from tests.browser.serving import serving

Open = Callable[..., Page]
MOVED = """
new PerformanceObserver(list => list.getEntries().forEach(each => (window.moved = (window.moved || 0) + each.value)))
  .observe({type: "layout-shift", buffered: true})
"""


def words(page: Page):
    return page.get_by_role("textbox", name="Words")


def titles(page: Page) -> list[str]:
    page.locator("[aria-busy=false]").wait_for()
    return page.locator("[data-result]").all_inner_texts()


def jobs(page: Page, number: int) -> None:
    expect(page.get_by_text(re.compile(rf"^{number} jobs?$")).first).to_be_visible()


def test_a_page_that_had_nothing_shows_the_first_listings_by_itself(browser: Browser, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'jobs.db'}")
    with serving(database) as address, browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("/")
        expect(page.get_by_text("No listing yet")).to_be_visible()
        fill(database, dt.datetime.now(dt.UTC))
        expect(page.get_by_role("link", name="Recipe Writer")).to_be_visible()
    database.close()


def test_results_follow_what_is_typed_and_the_address_says_it(open_page: Open) -> None:
    page = open_page()
    page.get_by_text("Watching 4 companies, newest listing").wait_for()
    assert len(titles(page)) > 20
    words(page).press_sequentially("recipe", delay=30)
    jobs(page, 1)
    assert titles(page) == ["Recipe Writer"]
    assert page.url.endswith("/?q=recipe")
    expect(page).to_have_title("recipe · Job Tracker")
    page.reload()
    jobs(page, 1)
    expect(words(page)).to_have_value("recipe")
    page.get_by_role("button", name="Clear the words").click()
    page.wait_for_url("**/")
    assert len(titles(page)) > 20


def test_a_filter_is_a_chip_a_step_back_and_a_part_of_the_address(open_page: Open) -> None:
    page = open_page("/?q=cook")
    aside = page.get_by_role("complementary", name="Filters")
    aside.get_by_label("Remote").check()
    page.wait_for_url("**/?q=cook&workplace=remote")
    jobs(page, 1)
    expect(aside.get_by_label("On-site")).to_be_visible()  # a facet says what else there would be
    page.go_back()
    page.wait_for_url("**/?q=cook")
    jobs(page, 3)
    page.go_forward()
    page.get_by_role("button", name="Remove the filter Remote").click()
    page.wait_for_url("**/?q=cook")
    expect(words(page)).to_have_value("cook")


def test_where_i_can_work_is_chosen_plainly(open_page: Open) -> None:
    page = open_page("/?company=kitchen")
    for place, where in (("Berlin", "Berlin~30km"), ("Austria", "Austria")):
        page.get_by_role("button", name="Add a place").click()
        page.get_by_label("Place", exact=True).fill(place)
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_url(re.compile(f"where={re.escape(where)}(&|$)"))
    jobs(page, 2)
    expect(page.get_by_role("button", name="Remove the filter Berlin + 30 km").first).to_be_visible()
    page.get_by_role("button", name="Add a place").click()
    page.get_by_label("From home").check()
    page.get_by_label("I live in").fill("Germany")
    page.get_by_role("button", name="Add", exact=True).click()
    jobs(page, 3)


def test_a_place_that_is_none_is_refused_beside_its_field_and_stays(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Add a place").click()
    page.get_by_label("Place", exact=True).fill("Nowhereatall")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("is no place that is known here").wait_for()
    expect(page.get_by_label("Place", exact=True)).to_have_value("Nowhereatall")
    assert "where" not in page.url


def test_where_nothing_is_found_it_says_which_filter_to_drop(open_page: Open) -> None:
    page = open_page("/?q=baker&where=Berlin~30km&company=kitchen")
    page.get_by_role("heading", name="No job fits all of this").wait_for()
    way = page.get_by_role("button", name="Without Berlin + 30 km")
    expect(way).to_contain_text("1 job")
    expect(page.get_by_role("button", name="Without “baker”")).to_contain_text("1 job")
    expect(page.get_by_role("button", name="Without Tiny Kitchen")).to_have_count(0)  # it would find nothing, either
    way.click()
    jobs(page, 1)


def test_a_company_that_there_is_not_is_said_to_be_none_and_can_be_dropped(open_page: Open) -> None:
    page = open_page("/?q=xyzzy&company=nope")
    expect(page.get_by_text("No company is known by the name “nope” here")).to_be_visible()
    page.get_by_role("button", name="Without nope").click()
    expect(page).to_have_url(re.compile(r"/\?q=xyzzy$"))


def test_a_filter_with_a_very_long_name_keeps_its_place(open_page: Open) -> None:
    page = open_page(f"/?company={'x' * 500}")
    expect(page.get_by_role("checkbox", name="x" * 500)).to_be_checked()
    assert not is_too_wide(page)


def test_what_cannot_be_read_is_told_while_the_results_stay(open_page: Open) -> None:
    page = open_page("/?q=cook")
    before = titles(page)
    words(page).fill('"cook')
    page.get_by_text("This quote is not closed").wait_for()
    assert page.locator("[data-result]").all_inner_texts() == before
    expect(words(page)).to_have_value('"cook')
    words(page).fill('"pastry cook"')
    jobs(page, 1)


def test_pay_is_a_number_or_is_refused(open_page: Open) -> None:
    page = open_page()
    field = page.get_by_role("textbox", name="At least, a year")
    field.fill("60,000")
    field.press("Enter")
    page.wait_for_url("**pay_min=60000**")
    jobs(page, 1)
    expect(page.get_by_text("€60,000–80,000 / year")).to_be_visible()
    expect(page.get_by_text(re.compile("more say nothing of their pay"))).to_be_visible()
    field.fill("lots")
    field.press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(field).to_have_value("lots")


def test_keys_lead_through_it(open_page: Open) -> None:
    page = open_page()
    titles(page)
    page.keyboard.press("/")
    expect(words(page)).to_be_focused()
    page.keyboard.type("cook")
    jobs(page, 3)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("[data-result]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("j")
    target = second.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.go_back()
    expect(second).to_be_focused()


def test_what_came_since_the_last_visit_is_marked(open_page: Open) -> None:
    before = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).isoformat().replace("+00:00", "Z")
    visits = json.dumps(json.dumps({"before": None, "latest": before}))
    page = open_page(first=f"localStorage.visits || localStorage.setItem('visits', {visits})")
    expect(page.get_by_text("12 new since your last visit 2 days ago")).to_be_visible()
    assert page.get_by_text("New", exact=True).count() == 12
    page.get_by_role("button", name="Show what is new").click()
    jobs(page, 12)


def test_a_removed_listing_is_said_to_be_removed(open_page: Open) -> None:
    page = open_page("/?state=removed")
    jobs(page, 6)
    assert page.get_by_text(re.compile("^Removed 2 hours ago")).count() == 6


def test_a_search_is_tracked_with_its_words_and_filters(open_page: Open) -> None:
    page = open_page("/?q=cook&sort=pay&workplace=remote")
    page.get_by_role("link", name="Track this search").click()
    page.wait_for_url("**/trackers/new?q=cook&workplace=remote")


def test_no_answer_and_no_network_are_told_and_can_be_tried_again(open_page: Open) -> None:
    page = open_page("/?q=cook")
    jobs(page, 3)
    page.route("**/api/listings?*", lambda route: route.abort())
    words(page).fill("baker")
    page.get_by_text("The server does not answer").wait_for()
    page.unroute("**/api/listings?*")
    page.get_by_role("button", name="Try again").click()
    jobs(page, 1)
    page.context.set_offline(True)
    page.get_by_text("You are offline: this is what was read before.").wait_for()
    assert titles(page) == ["Baker"]


def test_nothing_jumps_and_nothing_comes_from_elsewhere(open_page: Open, site) -> None:
    page = open_page("/stats", first=MOVED)
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    titles(page)
    page.wait_for_timeout(500)
    assert (page.evaluate("window.moved") or 0) < 0.005
    assert all(url.startswith((site, "data:")) for url in asked)
    assert said == []


def test_the_first_results_are_asked_for_once_before_all_else(open_page: Open) -> None:
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/api/")[2]))
    page.goto("/")
    page.get_by_text("newest listing").wait_for()
    asked = [path for path in asked if path.startswith(("listings", "stats"))]
    assert asked[0] == "listings?limit=30&count=true&facets=true"
    assert sorted(asked[1:]) == ["listings?limit=1", "stats?days=1"]


def test_structured_data_passes_the_policy(open_page: Open) -> None:
    page = open_page("/?q=baker")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(page.locator("[data-result]").first.get_attribute("href") or "")
    data = page.locator('script[type="application/ld+json"]')
    assert json.loads(data.inner_text())["title"] == "Baker"
    assert said == []


def test_a_phone_has_its_filters_in_a_sheet(open_page: Open) -> None:
    page = open_page("/?q=cook", width=390)
    jobs(page, 3)
    page.get_by_role("button", name="Filters", exact=True).click()
    sheet = page.get_by_role("dialog", name="Filters")
    sheet.get_by_label("Remote").check()
    sheet.get_by_role("button", name="1 job").click()
    expect(sheet).to_have_count(0)
    assert titles(page) == ["Recipe Writer"]
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()


def test_dark_is_chosen_once_and_kept(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Dark colours").click()
    page.reload()
    expect(page.locator("html")).to_have_class("dark")
    page.get_by_role("button", name="Light colours").click()
    expect(page.locator("html")).to_have_class("")


def test_without_javascript_it_says_so(browser, site) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("link", name="a feed")).to_be_visible()
    context.close()
