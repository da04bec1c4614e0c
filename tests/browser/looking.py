"""What tests of the web page look with: the site it is served by, and axe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest
from apiflask import APIFlask
from playwright.sync_api import Page

from api.front import BUILT
from jobtracker.config import project_root

AXE = project_root() / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True, slots=True)
class Site:
    """The web page, served."""

    address: str
    app: APIFlask


def needs_the_page() -> None:
    """A test without the built page is skipped."""
    if not (BUILT / "index.html").exists():
        pytest.skip("no browser: the web page is not built (./jobtracker test builds it)")


@cache
def _axe() -> str:
    return AXE.read_text()


def violations(page: Page) -> list[str]:
    """What axe finds wrong, in lines: the rule, and the first element that breaks it."""
    page.evaluate(_axe())  # a script element would not run here
    found = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")["violations"]  # Lighthouse asks for it
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]} ({len(each['nodes'])})" for each in found]


def is_too_wide(page: Page) -> bool:
    """True if the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
