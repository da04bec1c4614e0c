"""Every page of the web page: its path, who looks at it, and in which world. Tests look at each, and pictures show it.

A state that looks like another page (nothing found, filters in a sheet) has a line of its own. What stands in braces
the world fills in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, Route

from jobtracker.config import project_root

Who = Literal["nobody", "new", "user", "admin"]
World = Literal["town", "fleet"]
Size = Literal["desk", "phone"]
SIZES: dict[Size, dict[Literal["width", "height"], int]] = {
    "desk": {"width": 1280, "height": 850},
    "phone": {"width": 390, "height": 844},
}
ROUTES = project_root() / "frontend" / "src" / "routes.ts"


@dataclass(frozen=True, slots=True)
class Look:
    """A page as somebody sees it."""

    name: str
    """Of its pictures."""
    path: str
    who: Who = "nobody"
    world: World = "town"
    sizes: tuple[Size, ...] = ("desk", "phone")
    before: Callable[[Page], None] | None = None
    """What is so before it is opened."""
    then: Callable[[Page], None] | None = None
    """What somebody does on it first."""
    fails: bool = False
    """The browser itself notes in its console that an answer was no good."""


def _nothing_answers(page: Page) -> None:
    def abort(route: Route) -> None:
        route.abort()

    page.route(re.compile(r"/api/listings\?"), abort)


def _filters(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Filters")).click()
    page.get_by_role("dialog", name="Filters").get_by_role("button", name="Add a place").click()


def _menu(page: Page) -> None:
    page.get_by_role("button", name="Menu").click()


def _keys(page: Page) -> None:
    page.locator("[data-result]").first.wait_for()
    page.keyboard.press("?")


def _press(button: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=button).first.click()


LOOKS = (
    Look("search", "/"),
    Look("search-filtered", "/?q=engineer&where=Vienna~30km&workplace=hybrid&sort=pay", "user"),
    Look("search-removed", "/?state=removed"),
    Look("search-none", "/?q=astronaut&where=Berlin~30km&workplace=remote"),
    Look("search-wrong", '/?q="cook&pay_min=lots', fails=True),
    Look("search-away", "/", before=_nothing_answers, fails=True),
    Look("search-sheet", "/", sizes=("phone",), then=_filters),
    Look("search-menu", "/", "user", sizes=("phone",), then=_menu),
    Look("search-keys", "/", sizes=("desk",), then=_keys),
    Look("listing", "/jobs/{listing}", "user"),
    Look("listing-removed", "/jobs/{removed}"),
    Look("listing-unknown", "/jobs/999999", fails=True),
    Look("companies", "/companies"),
    Look("company", "/companies/{company}"),
    Look("company-failing", "/companies/{failing}"),
    Look("stats", "/stats"),
    Look("login", "/login"),
    Look("signup", "/signup"),
    Look("forgot", "/forgot"),
    Look("confirm", "/confirm#token"),
    Look("reset", "/reset#token"),
    Look("address", "/address#token"),
    Look("unsubscribe", "/unsubscribe#token"),
    Look("agree", "/agree#token"),
    Look("act", "/trackers/act#{pause}"),
    Look("act-used", "/trackers/act"),
    Look("tracker-new", "/trackers/new?q=engineer&where=Vienna~30km"),
    Look("trackers", "/trackers", "user"),
    Look("trackers-none", "/trackers", "new"),
    Look("tracker", "/trackers/{tracker}", "user"),
    Look("tracker-settings", "/trackers/{tracker}?part=settings", "user"),
    Look("tracker-programs", "/trackers/{tracker}?part=programs", "user"),
    Look("notifications", "/notifications", "user"),
    Look("notifications-none", "/notifications", "new"),
    Look("notification", "/notifications/{mail}", "user"),
    Look("notices", "/notices", "user"),
    Look("kept", "/kept", "user"),
    Look("kept-none", "/kept", "new"),
    Look("kept-followed", "/kept?part=followed", "user"),
    Look("kept-muted", "/kept?part=muted", "user"),
    Look("account", "/account", "user"),
    Look("unknown", "/nowhere/at/all", fails=True),
    Look("admin", "/admin", "admin", "fleet"),
    Look("admin-companies", "/admin/companies", "admin", "fleet"),
    Look("admin-add", "/admin/companies/new", "admin", "fleet"),
    Look("admin-company", "/admin/companies/{blocked}", "admin", "fleet"),
    Look("admin-pausing", "/admin/companies/{well}", "admin", "fleet", then=_press("Pause")),
    Look("admin-lost", "/admin/companies/{lost}", "admin", "fleet"),
    Look("admin-runs", "/admin/runs", "admin", "fleet"),
    Look("admin-run", "/admin/runs/{run}", "admin", "fleet"),
    Look("admin-incidents", "/admin/incidents", "admin", "fleet"),
    Look("admin-held", "/admin/held?board={lost}", "admin", "fleet"),
    Look("admin-mail", "/admin/mail", "admin", "fleet"),
    Look("admin-users", "/admin/users", "admin", "fleet"),
    Look("admin-nodes", "/admin/nodes", "admin", "fleet"),
    Look("admin-audit", "/admin/audit", "admin", "fleet"),
)


def routes() -> dict[str, re.Pattern[str]]:
    """The pages that routes.ts has: their names, and what their paths look like, in its order."""
    text = ROUTES.read_text()
    found = re.findall(r'\bpath: "([^"]*)",(?: alias: "[^"]*",)?\s*name: "([^"]+)"', text)
    return {name: _pattern(path if path.startswith("/") else f"/admin/{path}".rstrip("/")) for path, name in found}


def _pattern(path: str) -> re.Pattern[str]:
    path = re.sub(r":\w+\(([^)]*)\)\*?", lambda group: f"(?:{group[1]})", path.replace("\\\\", "\\"))
    return re.compile(re.sub(r":\w+", "[^/]+", path))
