"""What sites write into their listings runs nowhere: it is looked at with a real browser, without our own guards."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from jobtracker.models import ListingBody
from tests.api.crawled import NOON, World
from tests.api.naughty import strings
from tests.chromium import chromium
from tests.jobtracker.store.boards import crawl

SHOW = """(html) => {
    const place = document.createElement("div");
    document.body.replaceChildren(place);
    place.innerHTML = html;
    place.querySelectorAll("button, details, summary").forEach((part) => part.click());
    place.querySelectorAll("*").forEach((part) => part.dispatchEvent(new Event("mouseover")));
    return [...place.querySelectorAll("[href]")].map((part) => part.protocol);
}"""


@pytest.fixture
def page() -> Any:
    """One without a Content-Security-Policy, which would hide what gets through."""
    with chromium() as browser:
        page = browser.new_page()
        page.route(
            "**/*",
            lambda route: (
                route.abort()
                if "start.example" not in route.request.url
                else route.fulfill(content_type="text/html", body="<!doctype html><body></body>")
            ),
        )
        page.goto("http://start.example/")
        yield page


def watched(page: Page) -> list[str]:
    """Whatever a script would do shows up here."""
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    return happened


def test_the_browser_would_tell(page: Page) -> None:
    happened = watched(page)
    page.evaluate(SHOW, "<img src=x onerror=alert('ran')>")
    page.wait_for_timeout(500)
    assert happened == ["ran"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_markup_of_a_listing_runs(world: World, page: Page) -> None:
    crawl(world.database, ["1"], NOON)
    path = f"/api/listings/{world.id_of('1')}"
    happened = watched(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.resource_type} {request.url}"))
    shown = [text for text in strings() if "<" in text or "script:" in text or "&#" in text]
    links = [f'<a href="{text}">a</a><a href=\'{text}\'>b</a><img src="{text}">' for text in strings() if ":" in text]
    protocols: set[str] = set()
    for text in [*shown, *links]:
        storable = text.encode("utf-8", "ignore").decode().replace("\0", "")
        world.database.write(
            lambda session, html=storable: session.execute(update(ListingBody).values(html=html)) and None
        )
        protocols |= set(page.evaluate(SHOW, world.get(path)["html"]))
    page.wait_for_timeout(500)
    assert happened == []
    assert protocols <= {"http:", "https:", "mailto:", ":"}
    assert [each for each in asked if not each.startswith("document ")] == []
