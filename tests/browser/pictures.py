"""Draws every page of the web page, light and dark, on a desk and on a phone."""

from __future__ import annotations

import base64
import datetime as dt
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import click
from playwright.sync_api import Browser, Page

from api import clock
from jobtracker.config import project_root
from tests.browser import serving
from tests.browser.pages import LOOKS, SIZES, Look, Who
from tests.browser.shown import WORLDS, Shown, set_colours
from tests.chromium import chromium

NOW = dt.datetime(2026, 11, 24, 13, 40, tzinfo=dt.UTC)
FOLDER = project_root() / "docs" / "pictures"
PORTS = (8801, 8802)
"""Addresses of feeds stand on a picture."""
QUALITY = 55
"""Of WebP, from 1 to 100."""


@click.command
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=FOLDER)
@click.argument("names", type=click.Choice([look.name for look in LOOKS]), nargs=-1, metavar="[PAGE]...")
@click.option("--whole", is_flag=True, help="Each page to its end, not only what one sees first.")
def main(folder: Path, names: Sequence[str], *, whole: bool) -> None:
    """Draw the pages into FOLDER (docs/pictures), with a README.md that shows them; or only those that are named.

    The worlds are invented and their time stands still: a picture changes when its page does.
    """
    looks = [look for look in LOOKS if not names or look.name in names]
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(clock, "now", return_value=NOW))
        kept_in = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jobtracker-pictures-")))
        stack.enter_context(mock.patch.object(serving, "free_port", side_effect=PORTS))
        needed = dict.fromkeys(look.world for look in looks)
        worlds = {name: stack.enter_context(WORLDS[name](kept_in, NOW)) for name in needed}
        browser = stack.enter_context(chromium())
        for look in looks:
            draw(browser, worlds[look.world], look, folder, whole=whole)
    if not names:
        (folder / "README.md").write_text("\n".join(lines(looks)) + "\n")


def draw(browser: Browser, world: Shown, look: Look, folder: Path, *, whole: bool) -> None:
    """The pictures of one page."""
    for size in look.sizes:
        with world.page(browser, look.who, size) as page:
            page.clock.set_fixed_time(NOW)
            world.go(page, look)
            for colours in ("light", "dark"):
                set_colours(page, dark=colours == "dark")
                (folder / f"{look.name}-{size}-{colours}.webp").write_bytes(picture(page, whole=whole))


def picture(page: Page, *, whole: bool) -> bytes:
    """What is in sight, or all of it."""
    session = page.context.new_cdp_session(page)
    how = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": whole}
    if whole:
        size = session.send("Page.getLayoutMetrics")["cssContentSize"]
        how["clip"] = {**size, "scale": 1}
    return base64.b64decode(session.send("Page.captureScreenshot", how)["data"])


HEADS: Mapping[str, Collection[Who]] = {
    "Without an account": ("nobody",),
    "With an account": ("user", "new"),
    "Operators": ("admin",),
}


def lines(looks: Sequence[Look]) -> Iterator[str]:
    """The page that shows them."""
    yield "# Pictures of the web page\n"
    yield "Drawn by `make pictures`, over companies, people and failures that are invented."
    for head, whose in HEADS.items():
        yield f"\n## {head}\n"
        yield "| | desk, light | desk, dark | phone, light | phone, dark |\n|---|---|---|---|---|"
        yield from (line(look) for look in looks if look.who in whose)


def line(look: Look) -> str:
    """A row: a page and its pictures."""
    name = look.name.replace("-", ": ", 1).replace("-", " ")
    cells = [
        f'<img src="{look.name}-{size}-{colours}.webp" width="{260 if size == "desk" else 90}" alt="{size}, {colours}">'
        if size in look.sizes
        else ""
        for size in SIZES
        for colours in ("light", "dark")
    ]
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
