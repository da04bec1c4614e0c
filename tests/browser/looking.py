"""What tests of the web page look with: the site it is served by, and axe."""

from __future__ import annotations

from functools import cache

import pytest
from playwright.sync_api import Page

from api.front import BUILT
from jobtracker.config import project_root

AXE = project_root() / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def needs_the_page() -> None:
    """A test without the built page is skipped."""
    if not (BUILT / "index.html").exists():
        pytest.skip("no browser: the web page is not built (./jobtracker test builds it)")


@cache
def _axe() -> str:
    return AXE.read_text()


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong, in lines: the rule, and the first element that breaks it. Of these rules, or of all."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {_axe()} }} }}")  # a script element would not run here
    how: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    how["rules"] = {"target-size": {"enabled": True}}  # Lighthouse asks for it
    if rules:
        how["runOnly"] = {"type": "rule", "values": rules}
    found = page.evaluate("how => axe.run(how)", how)["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]} ({len(each['nodes'])})" for each in found]


def is_too_wide(page: Page) -> bool:
    """True if the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
