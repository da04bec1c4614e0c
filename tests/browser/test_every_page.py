"""Every page is for everybody: light and dark, on a desk and on a phone. Axe looks, and the browser complains not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import is_too_wide, violations
from tests.browser.pages import LOOKS, ROUTES, Look, routes
from tests.browser.shown import WORLDS, Shown, set_colours, set_size

OF_COLOURS = ("color-contrast", "link-in-text-block")
"""What axe may find in the dark only: all else is there or not, whatever its colours."""
REFUSALS = """
window.refusals = []
const note = each => refusals.push(`${each.violatedDirective}: ${each.blockedURI}`)
document.addEventListener("securitypolicyviolation", note)
"""


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Shown]]:
    """Each is made when the first of its pages is looked at."""
    with ExitStack() as stack:
        made: dict[str, Shown] = {}

        def get(name: str) -> Shown:
            if name not in made:
                shown = WORLDS[name](tmp_path_factory.mktemp(name), dt.datetime.now(dt.UTC))
                made[name] = stack.enter_context(shown)
            return made[name]

        yield get


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_page_is_for_everybody(look: Look, world: Callable[[str], Shown], browser: Browser) -> None:
    its = world(look.world)
    with its.page(browser, look.who, look.sizes[0]) as page:
        said = listen(page, its.address)
        its.go(page, look)
        wrong = [] if look.fails else said
        wrong += page.evaluate("refusals")
        for size in look.sizes:
            set_size(page, size)
            wrong += [f"{size}: {each}" for each in violations(page)]
            wrong += [f"{size}: it scrolls sideways"] if is_too_wide(page) else []
            set_colours(page, dark=True)
            wrong += [f"{size}, dark: {each}" for each in violations(page, *OF_COLOURS)]
            set_colours(page, dark=False)
        assert wrong == []
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == "en"
        assert re.fullmatch(r".+ · Job Tracker", page.title())


def listen(page: Page, address: str) -> list[str]:
    """What the browser complains of, and what it asks others for, from now on."""
    said: list[str] = []
    page.add_init_script(REFUSALS)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))

    def asked(url: str) -> None:
        if not url.startswith((f"{address}/", "data:", "blob:")):
            said.append(f"asked elsewhere: {url}")

    page.on("request", lambda request: asked(request.url))
    return said


def test_what_goes_wrong_is_heard(world: Callable[[str], Shown], browser: Browser) -> None:
    its = world("town")
    with its.page(browser, "nobody", "phone") as page:
        said = listen(page, its.address)
        page.goto("/login")
        page.evaluate("fetch('https://elsewhere.example/').catch(() => {})")
        page.evaluate("console.error('a fault')")
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/icon.svg width=900>')")
        page.wait_for_function("refusals.length")
        assert "a fault" in said
        assert page.evaluate("refusals") == ["connect-src: https://elsewhere.example/"]
        assert is_too_wide(page)
        assert [each.split(":")[0] for each in violations(page)] == ["image-alt"]


def test_each_route_is_looked_at() -> None:
    patterns = routes()
    looked_at = {next(name for name, its in patterns.items() if its.fullmatch(_plain(look.path))) for look in LOOKS}
    assert looked_at == set(patterns)
    assert len(patterns) == ROUTES.read_text().count("name: "), "a route that is written in another way"


def _plain(path: str) -> str:
    """As routes.ts has it: without a search, and a number where it wants one."""
    return re.sub(r"\{(listing|removed|tracker|mail|run)\}", "1", re.sub(r"[?#].*", "", path))
