"""What trackers' mails look like on a phone and on a desk, by day and by night. Pictures are left in var/pictures."""

from __future__ import annotations

import pytest

from jobtracker.config import project_root
from jobtracker.mail import tracker
from tests.chromium import chromium
from tests.jobtracker.mail.telling import SITE, card, content, group, rich

PICTURES = project_root() / "var" / "pictures"
MAILS = {
    "news": rich(),
    "one": content(group("Acme", card())),
    "begins": content(beginnings=[("Initech", 12, "initech")]),
    "renew": content(kind="renew"),
    "closing": content(group("Acme", card()), kind="closing"),
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800])
@pytest.mark.parametrize("name", MAILS)
def test_it_fits_the_screen_and_asks_nobody_for_anything(browser, name, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(tracker.mail(MAILS[name], 1, "eve@example.com", SITE).html)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"mail-{name}-{width}-{scheme}.png", full_page=True)
    assert asked == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = "[...document.querySelectorAll('p, div, a, h1, h2')].filter(e => e.innerText && e.offsetHeight"
    assert page.evaluate(f"{small} && parseFloat(getComputedStyle(e).fontSize) < 13).length") == 0
    page.close()
