"""What links of real mails do in a browser, and what a tracker says of its webhook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from jobtracker.models import Notice, Tracker, User
from jobtracker.tasks.expire import expire
from jobtracker.tasks.notices import notices
from tests.browser.lively import DAY, HOUR, Life, link_in

Open = Callable[..., Page]


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def set_(life: Life, tracker: int, **values: object) -> None:
    its = update(Tracker).where(Tracker.id == tracker).values(**values)
    life.database.write(lambda session: session.execute(its))


def mailed(life: Life, user: int) -> bool:
    return bool(life.database.read(lambda session: session.scalar(select(User.notices_mailed).where(User.id == user))))


def test_mails_of_what_is_kept_end_by_the_link_in_one_of_them(open_as: Open, life: Life) -> None:
    user, now = life.person("tired@example.com"), dt.datetime.now(dt.UTC)
    about = {"kind": "removed", "vacancy_id": 1, "company_id": 1, "at": now, "detail": {"title": "Pastry Cook"}}
    life.database.write(lambda session: session.add(Notice(user_id=user, **about)))
    notices(life.database, None, now)
    [mail] = life.mails()
    page = open_as(link_in(mail, "/unsubscribe"))
    expect(page.get_by_text("End the mails about the jobs that you saved")).to_be_visible()
    assert mailed(life, user)  # whoever only looks at a link ends nothing
    page.get_by_role("button", name="End these mails").click()
    expect(page.get_by_text("You get no more mails of this kind.")).to_be_visible()
    assert not mailed(life, user)


def test_a_tracker_is_renewed_once_by_the_link_of_the_mail_that_says_it_ends(open_as: Open, life: Life) -> None:
    now = dt.datetime.now(dt.UTC)
    tracker = life.tracker(life.person("renews@example.com"), search="q=cook", name="Cooking")
    set_(life, tracker, created_at=now - 30 * DAY, ends_at=now + 2 * DAY)
    expire(life.database, None, now)
    [mail] = life.mails()
    assert "renew it with one click" in mail.subject
    [link] = set(re.findall(r"/trackers/act#renew\S+", mail.text))
    page = open_as(link)
    heading(page, "Renew this tracker?")
    page.get_by_role("button", name="Renew it").click()
    heading(page, "Renewed")
    expect(page.get_by_text(re.compile("The tracker “Cooking” runs until"))).to_be_visible()
    heading(open_as(link), "This link opens nothing")
    owner = open_as(f"/trackers/{tracker}", "renews@example.com")
    expect(owner.get_by_text("Running")).to_be_visible()


def test_a_mail_asks_of_each_job_whether_it_was_relevant_and_an_answer_counts_once(open_as: Open, life: Life) -> None:
    tracker = life.tracker(life.person("judges@example.com"), search="q=cook", cadence="instant")
    life.find(tracker, 1)
    [mail] = life.mails()
    [yes] = re.findall(r"/trackers/act#relevant\S+yes\S*", mail.text)
    page = open_as(yes)
    heading(page, "Was this relevant?")
    page.get_by_role("button", name="Yes, note that").click()
    heading(page, "Noted")
    heading(open_as(yes), "This link opens nothing")


def test_a_webhook_says_how_it_stands_and_begins_anew(open_as: Open, life: Life) -> None:
    hook = {"webhook_url": "https://hook.example/jobs"}
    tracker = life.tracker(life.person("hooks@example.com"), search="q=cook", **hook)

    page = open_as(f"/trackers/{tracker}?part=programs", "hooks@example.com")
    expect(page.get_by_text("https://hook.example/jobs")).to_be_visible()
    expect(page.get_by_role("textbox", name="Its secret")).to_have_value(re.compile(".{20,}"))
    expect(page.get_by_text("tries failed")).to_have_count(0)
    later = dt.datetime.now(dt.UTC) + HOUR
    set_(life, tracker, webhook_failures=3, webhook_error="hook.example: answers 500", webhook_next_at=later)
    page.reload()
    expect(page.get_by_text("The last 3 tries failed: hook.example: answers 500 Tried again")).to_be_visible()
    set_(life, tracker, webhook_failures=12, webhook_error="given up: hook.example: answers 500", webhook_next_at=None)
    page.reload()
    expect(page.get_by_text("It was given up.")).to_be_visible()
    page.get_by_role("button", name="Begin anew").click()
    expect(page.get_by_text("It is posted to again.")).to_be_visible()
    expect(page.get_by_text("tries failed")).to_have_count(0)
