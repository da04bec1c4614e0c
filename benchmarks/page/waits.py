"""How long a person waits: for the first result on the screen, and for results after a key."""

from __future__ import annotations

import random
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.made_listings import LEVELS, SHARES, TITLES

_WATCH: Final = """
// When the frame was over in which this was so for the first time.
window.painted = (isSo) => new Promise((tell) => {
  const look = () => requestAnimationFrame(isSo() ? () => tell(performance.now()) : look)
  look()
})
window.firstPainted = painted(() => document.querySelector("[data-result]"))
window.shows = (words) => {
  const list = document.querySelector("ol.results")
  const isAsked = new URLSearchParams(location.search).get("q") === words
  return isAsked && (list ? list.getAttribute("aria-busy") === "false" : !document.querySelector(".skeleton"))
}
// What the last search took, from its request to the end of its answer; null if none was sent.
window.answered = (since) => performance.getEntriesByType("resource")
  .filter((each) => /\\/api\\/listings\\?.*facets=true/.test(each.name) && each.startTime >= since)
  .map((each) => each.responseEnd - each.requestStart).at(-1) ?? null
window.typed = (words) => new Promise((tell) => {
  addEventListener("keydown", async ({ timeStamp }) => {
    const end = await painted(() => shows(words))
    tell([end - timeStamp, answered(timeStamp)])
  }, { once: true, capture: true })
})
"""


@dataclass(slots=True)
class Waits:
    """Milliseconds."""

    whole: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    """Of them: from the request of the search to the end of its answer."""

    def note(self, whole: float, server: float | None) -> None:
        self.whole.append(whole)
        if server is not None:
            self.server.append(server)

    def row(self, name: str) -> tuple[str, ...]:
        return (name, *map(_ms, _parts(self.whole)), *map(_ms, _parts(self.server)), str(len(self.whole)))


def _parts(values: list[float]) -> tuple[float, float]:
    if len(values) < 2:
        return (0.0, 0.0)
    return statistics.median(values), statistics.quantiles(values, n=20, method="inclusive")[-1]


def _ms(value: float) -> str:
    return f"{value:.0f}"


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def wait(address: str, times: int) -> Iterator[tuple[str, ...]]:
    """A row each: for the first visit, the next one, and a letter typed."""
    with _browser() as browser:
        first, again = Waits(), Waits()
        for number in range(times + 1):  # the first one warms
            cold, warm = _visits(browser, address, word=TITLES[number % len(TITLES)])
            if number:
                first.note(*cold)
                again.note(*warm)
        yield first.row("opened for the first time -> first result")
        yield again.row("opened again, other words -> first result")
        yield _letters(browser, address, times).row("last letter typed -> its results")


def _visits(browser: Any, address: str, word: str) -> tuple[tuple[float, float | None], tuple[float, float | None]]:
    """With an empty cache, then with what the first visit has left there."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(_WATCH)
    page = context.new_page()
    found = []
    for path in ("/", f"/?q={word}"):
        page.goto(address + path, wait_until="commit")
        found.append((page.evaluate("firstPainted"), page.evaluate("answered(0)")))
    context.close()
    return found[0], found[1]


def _letters(browser: Any, address: str, times: int) -> Waits:
    """The last letter of a word that is searched for the first time."""
    waits, chance = Waits(), random.Random(5)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(address)
    page.evaluate("firstPainted")
    box = page.get_by_role("textbox").first
    words = [f"{title} {word}" for title in TITLES for word in (*SHARES, *LEVELS) if word]
    for typed in chance.sample(words, times):
        box.fill(typed[:-1])
        page.evaluate("(words) => painted(() => shows(words))", typed[:-1])
        page.evaluate("(words) => { window.took = typed(words) }", typed)
        box.press(typed[-1])
        waits.note(*page.evaluate("took"))
    context.close()
    return waits
