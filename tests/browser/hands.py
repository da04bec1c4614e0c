"""How somebody does things on a page: with a mouse, or with the keys alone. Things are found by their names."""

from __future__ import annotations

import re
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 90
"""So often somebody presses Tab before they give up."""


class Hands(Protocol):
    """What a story needs them for."""

    page: Page

    def press(self, target: Locator) -> None:
        """A button or a link: it does what it does."""

    def write(self, field: Locator, text: str) -> None:
        """Into a field, in place of what it holds."""

    def choose(self, option: Locator) -> None:
        """One of several that belong together."""

    def look_for(self, words: str) -> None:
        """On the page of the search."""

    def open_result(self, number: int) -> None:
        """Of the list, the first is 0."""


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose(self, option: Locator) -> None:
        option.check()

    def look_for(self, words: str) -> None:
        self.page.get_by_role("textbox", name="Words").press_sequentially(words)

    def open_result(self, number: int) -> None:
        results(self.page).nth(number).click()


class Keys:
    """Presses keys, and nothing else; where it stops one has to see that it is there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops: list[str] = []
        """Where it came by on the way to the last thing."""

    def press(self, target: Locator) -> None:
        self.go_to(target)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.go_to(field)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def choose(self, option: Locator) -> None:
        """Tab leads to the one that is chosen, arrows to the others."""
        group = self.page.get_by_role("group").filter(has=option).last
        self.go_to(group.get_by_role("radio", checked=True))
        for _ in range(group.get_by_role("radio").count()):
            if option.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        expect(option).to_be_checked()
        self.look()

    def look_for(self, words: str) -> None:
        self.page.keyboard.press("/")
        expect(self.page.get_by_role("textbox", name="Words")).to_be_focused()
        self.look()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Escape")
        self.page.evaluate("window.hadFocus = false")  # it was left on purpose

    def open_result(self, number: int) -> None:
        for _ in range(number + 1):
            self.page.keyboard.press("j")
        expect(results(self.page).nth(number)).to_be_focused()
        self.look()
        self.page.keyboard.press("Enter")

    def go_to(self, target: Locator) -> None:
        """Press Tab until it has the focus."""
        expect(target).to_be_visible()
        assert not self.page.evaluate("window.hadFocus && document.activeElement === document.body"), (
            f"what had the focus is gone, and nothing has it: before {target}"
        )
        self.stops = []
        focused = self.page.locator(":focus").and_(target)
        while not focused.count():
            assert len(self.stops) < MOST_TABS, f"Tab does not lead to {target}: {self.stops}"
            self.page.keyboard.press("Tab")
            self.stops.append(self.look())

    def look(self) -> str:
        """What has the focus: it is marked, and in sight. The one before is not marked any more."""
        seen = self.page.evaluate(SEEN)
        what = seen["what"]
        assert seen["left"] == "", f"{seen['left']} looks as if it had the focus still"
        assert seen["isMarked"], f"one does not see that {what} has the focus"
        assert seen["isShown"], f"{what} has the focus, and is out of sight"
        return str(what)


SEEN = """
async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame)  // what changes softly has changed
  const look = ([element, part]) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element, part)
    return [outlineStyle === "none" ? "" : outlineStyle + outlineWidth, boxShadow === "none" ? "" : boxShadow].join(" ")
  }
  const name = element => {
    const words = element.ariaLabel || element.labels?.[0]?.textContent.trim() || element.textContent.trim()
    return words.slice(0, 40) || element.tagName
  }
  const before = window.lastStop
  const now = document.activeElement === document.body ? null : document.activeElement
  const isLeft = before && before.element !== now && before.element.isConnected
  const left = isLeft && before.drawn.every((each, at) => look(each) === before.looks[at]) ? name(before.element) : ""
  window.lastStop = null
  if (!now) return { what: "", left, isMarked: true, isShown: true }
  // Where a field is drawn by its label, or a link as wide as its row, that is what is marked.
  const label = now.closest("label")
  const drawn = [[now, null], [now, "::after"], ...(label ? [[label, null]] : [])]
  const looks = drawn.map(look)
  window.lastStop = { element: now, drawn, looks }
  window.hadFocus = true
  const box = (label ?? now).getBoundingClientRect()
  const isShown = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return { what: name(now), left, isMarked: looks.some(each => each.trim()), isShown }
}
"""


def results(page: Page) -> Locator:
    """The titles of what a search found."""
    return page.get_by_role("article").get_by_role("heading").get_by_role("link")


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """The page of this name is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
