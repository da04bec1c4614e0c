"""What somebody who looks for a job does here, from the first word to the last mail; also with the keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.hands import Hands, Keys, Mouse, heading, results
from tests.browser.stack import PASSWORD, TRADES, WORKS, Stack, link

pytestmark = pytest.mark.timeout(600)  # a browser takes its time where others work, too
Open = Callable[[int], Page]


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody, what they look for, and how they do things."""

    hands: Hands
    trade: str
    is_narrow: bool

    @property
    def page(self) -> Page:
        """What they see."""
        return self.hands.page

    @property
    def email(self) -> str:
        """Where they get mails."""
        return f"{self.trade.lower()}@example.com"

    def press(self, name: str, role: str = "button") -> None:
        """What is called so."""
        self.hands.press(self.page.get_by_role("main").get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]

    def write(self, label: str, text: str) -> None:
        """In the field of this name."""
        self.hands.write(self.page.get_by_label(label, exact=True), text)


@pytest.fixture(params=["desk", "phone", "keys", "keys-narrow"])
def seeker(request: pytest.FixtureRequest, open_window: Open) -> Seeker:
    """Each looks for another trade, and has eyes for one page."""
    is_narrow = request.param in ("phone", "keys-narrow")
    page = open_window(390 if is_narrow else 1280)
    hands = Keys(page) if request.param.startswith("keys") else Mouse(page)
    return Seeker(hands, TRADES[request.param], is_narrow)


def test_from_the_first_word_to_the_last_mail(stack: Stack, seeker: Seeker) -> None:
    look_for_it(seeker)
    sign_up_on_the_way(stack, seeker)
    track_it(seeker)
    hear_of_it_once(stack, seeker)
    hear_no_more(stack, seeker)


def look_for_it(seeker: Seeker) -> None:
    """There are two, of which one is near enough."""
    seeker.page.goto("/")
    expect(results(seeker.page)).not_to_have_count(0)
    seeker.hands.look_for(seeker.trade)
    expect(results(seeker.page)).to_have_count(2)
    if seeker.is_narrow:
        seeker.press("Filters")
    seeker.press("Add a place")
    seeker.write("Place", "Graz")
    seeker.press("Add")
    if seeker.is_narrow:
        seeker.press("1 job")
    expect(results(seeker.page)).to_have_count(1)
    seeker.hands.open_result(0)
    heading(seeker.page, f"Junior {seeker.trade}")
    seeker.page.go_back()


def sign_up_on_the_way(stack: Stack, seeker: Seeker) -> None:
    """They come back to the same search, and what they chose."""
    seeker.press("Track this search", "link")
    heading(seeker.page, "Track a search")
    expect(seeker.page.get_by_role("region", name="What it would have told you")).to_contain_text("1 fits right now")
    seeker.hands.choose(seeker.page.get_by_role("radio", name="As it comes"))
    seeker.press("Sign up and track it")
    heading(seeker.page, "Sign up")
    seeker.write("Mail address", seeker.email)
    seeker.write("Password", "short")
    seeker.press("Sign up")
    expect(seeker.page.get_by_text("has to be 12 to 200 characters long")).to_be_visible()
    expect(seeker.page.get_by_label("Password", exact=True)).to_be_focused()
    seeker.write("Password", PASSWORD)
    seeker.press("Sign up")
    heading(seeker.page, "Look into your mails")
    seeker.page.goto(link(stack.mail(seeker.email), "Finish the registration"))
    heading(seeker.page, "Finish the registration")
    seeker.write("Password", PASSWORD)
    seeker.press("Open my account")
    heading(seeker.page, "Track a search")
    expect(seeker.page.get_by_role("region", name="What it would have told you")).to_contain_text("1 fits right now")
    expect(seeker.page.get_by_role("radio", name="As it comes")).to_be_checked()


def track_it(seeker: Seeker) -> None:
    """From now on it is watched."""
    seeker.press("Start tracking")
    seeker.page.wait_for_url(re.compile(r"/trackers/\d+$"))
    heading(seeker.page, f"{seeker.trade}, Graz + 30 km")
    expect(seeker.page.get_by_text("Nothing was found yet")).to_be_visible()


def hear_of_it_once(stack: Stack, seeker: Seeker) -> None:
    """Of what fits, and of nothing else."""
    stack.publish(WORKS, f"Senior {seeker.trade}", "Graz")
    stack.publish(WORKS, f"Senior {seeker.trade}", "Leeds")
    stack.crawl(WORKS)
    stack.wait_for_matching()
    seeker.page.reload()
    expect(seeker.page.get_by_text("1 waits for the next mail")).to_be_visible()
    expect(seeker.page.get_by_role("link", name=f"Senior {seeker.trade}")).to_have_count(1)
    stack.send()
    stack.send()
    _, news = stack.mails(seeker.email)
    assert f"1 new job for {seeker.trade}, Graz + 30 km: Senior {seeker.trade}" in news["Subject"]
    seeker.page.goto(link(news, f"Senior {seeker.trade}"))
    heading(seeker.page, f"Senior {seeker.trade}")
    expect(seeker.page.get_by_role("article").get_by_text("Graz").first).to_be_visible()


def hear_no_more(stack: Stack, seeker: Seeker) -> None:
    """Whoever unsubscribes is told of nothing, though there is more."""
    news = stack.mails(seeker.email)[-1]
    if seeker.is_narrow:  # by the mail program's own button
        assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        url = news["List-Unsubscribe"].strip("<>")
        assert requests.post(url, {"List-Unsubscribe": "One-Click"}, timeout=60).ok
        seeker.page.goto("/trackers")
        expect(seeker.page.get_by_role("main")).to_contain_text("Ended")
    else:
        seeker.page.goto(link(news, "Unsubscribe"))
        heading(seeker.page, "End this tracker?")
        seeker.press("End it")
        heading(seeker.page, "No more mails")
        seeker.press("To the trackers", "link")
        expect(seeker.page.get_by_role("main")).to_contain_text("Ended")
    stack.publish(WORKS, f"Head {seeker.trade}", "Graz")
    stack.crawl(WORKS)
    stack.wait_for_matching()
    assert stack.send() == "nothing was due\n"
    assert len(stack.mails(seeker.email)) == 2
    seeker.page.goto(f"/?q={seeker.trade}&where=Graz~30km")
    expect(results(seeker.page)).to_have_text([re.compile(each) for each in ("Head", "Senior", "Junior")])
