"""Trackers, mails, account: from a search without an account to a mail, and whatever its links lead to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from jobtracker.store import accounts, acting_on_users, audit
from tests.browser.lively import NOW, PASSWORD, Life, link_in, log_in

Open = Callable[..., Page]


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_search_is_tracked_through_the_sign_up_and_back(open_as: Open, life: Life) -> None:
    page = open_as("/trackers/new?q=cook&sort=pay")
    expect(page.get_by_text(re.compile("fit right now"))).to_be_visible()
    page.get_by_label("Weekly").check()
    page.get_by_role("button", name="Sign up and track it").click()
    heading(page, "Sign up")
    page.get_by_label("Mail address").fill("new@example.com")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("has to be 12 to 200 characters long")).to_be_visible()
    expect(page.get_by_label("Mail address")).to_have_value("new@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    heading(page, "Look into your mails")
    [mail] = life.mails()
    page.goto(link_in(mail, "/confirm"))
    page.get_by_label("Password", exact=True).fill("another one than before")
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_text("The password is wrong.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    page.wait_for_url("**/trackers/new?q=cook&sort=pay#cadence=weekly")
    expect(page.get_by_label("Weekly")).to_be_checked()
    page.get_by_role("button", name="Start tracking").click()
    page.wait_for_url(re.compile(r"/trackers/\d+$"))
    heading(page, "cook")
    page.goto("/trackers/new?q=cook")
    page.get_by_role("button", name="Start tracking").click()
    expect(page.get_by_text("You watch for the same already")).to_be_visible()
    page.get_by_role("link", name="See the one that is there").click()
    heading(page, "cook")


def answering(said: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(content_type="application/json", body=said)


def test_where_nobody_may_sign_up_that_is_said_before_anything_is_typed(open_as: Open) -> None:
    page = open_as("/")
    for signup, words in (("invite", "Accounts are by invitation here."), ("closed", "Nobody can sign up here")):
        said = json.dumps({"account": None, "signup": signup})
        page.unroute_all()
        page.route("**/api/session", answering(said))
        page.goto("/signup?to=/trackers")
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("textbox")).to_have_count(0)
        expect(page.get_by_role("main").get_by_role("link", name="Log in")).to_have_attribute(
            "href", "/login?to=/trackers"
        )


def test_an_invitation_leads_from_the_mail_to_an_account(open_as: Open, life: Life) -> None:
    life.database.write(acting_on_users.invite, "guest@example.com", by=audit.Actor("me", "command"), now=NOW)
    [mail] = life.mails()
    page = open_as(link_in(mail, "/confirm"))
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_text("has to be 12 to 200 characters long")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    page.wait_for_url(f"{life.address}/")
    page.goto("/account")
    expect(page.get_by_text("guest@example.com", exact=True)).to_be_visible()


def test_a_mail_is_shown_as_it_was_and_its_links_act_without_a_log_in(open_as: Open, life: Life) -> None:
    tracker = life.tracker(life.person("mails@example.com"), search="q=cook", name="Cooking", cadence="instant")
    life.find(tracker, 1, 2)
    [mail] = life.mails()
    page = open_as("/notifications", "mails@example.com")
    page.get_by_role("link", name=mail.subject).click()
    heading(page, mail.subject)
    expect(page.frame_locator("iframe").get_by_role("link", name="Pastry Cook")).to_be_visible()
    page.get_by_role("link", name="Its jobs as they stand now").click()
    page.wait_for_url(f"**/trackers/{tracker}?delivery=*")
    expect(page.get_by_role("link", name="Pastry Cook")).to_be_visible()
    nobody = open_as(f"/trackers/act#{life.act('pause', tracker)}")
    heading(nobody, "Pause this tracker?")
    nobody.get_by_role("button", name="Pause it").click()
    heading(nobody, "Paused")
    expect(nobody.get_by_text("The tracker “Cooking” is paused.")).to_be_visible()
    page.goto(f"/trackers/{tracker}")
    page.get_by_role("button", name="Resume: Cooking").click()
    expect(page.get_by_text("Running")).to_be_visible()


def test_a_tracker_is_edited_and_deleted_unless_that_is_undone(open_as: Open, life: Life) -> None:
    user = life.person("edits@example.com")
    tracker = life.tracker(user, search="q=baker")
    page = open_as(f"/trackers/{tracker}?part=settings", "edits@example.com")
    page.get_by_role("textbox", name="What it watches for").fill("q=title:(")
    page.get_by_label("Webhook").fill("http://127.0.0.1/x")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("form .fault").first).to_be_visible()
    expect(page.get_by_label("Webhook")).to_have_value("http://127.0.0.1/x")
    page.get_by_role("textbox", name="What it watches for").fill("https://jobs.example/jobs?q=pastry&sort=newest")
    page.get_by_label("Webhook").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It watches for something else now")).to_be_visible()
    expect(page.get_by_role("textbox", name="What it watches for")).to_have_value("q=pastry")
    page.get_by_role("button", name="Delete: pastry").click()
    page.wait_for_url("**/trackers")
    expect(page.get_by_text("You watch for nothing yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="pastry", exact=True)).to_be_visible()
    page.get_by_role("button", name="Delete: pastry").click()
    page.goto("/notifications")  # whoever leaves has not changed their mind
    page.goto("/trackers")
    expect(page.get_by_text("You watch for nothing yet")).to_be_visible()


def test_a_company_is_never_shown_again_until_that_is_taken_back(open_as: Open, life: Life) -> None:
    life.person("mutes@example.com")
    page = open_as("/companies/bakery", "mutes@example.com")
    page.get_by_role("button", name="Mute company").click()
    expect(page.get_by_role("button", name="Company muted")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("You do not want to see this company")).to_be_visible()
    page.goto("/?company=bakery&hidden=include")
    page.get_by_role("link", name="Cook").first.click()
    expect(page.get_by_text("You muted this company: its openings are left out.")).to_be_visible()
    page.goto("/?q=cook")
    expect(page.get_by_text("Jobs of a company that you muted are left out.")).to_be_visible()
    expect(page.locator(".company", has_text="Old Bakery")).to_have_count(0)
    page.get_by_role("button", name="Show them").click()
    expect(page.locator(".company", has_text="Old Bakery").first).to_be_visible()
    page.goto("/kept?part=muted")
    page.get_by_role("button", name="Show again: Old Bakery").click()
    expect(page.get_by_text("Old Bakery is shown again.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Old Bakery")).to_be_visible()


def test_a_wrong_password_stays_beside_its_field_and_a_lost_session_comes_back(open_as: Open, life: Life) -> None:
    user = life.person("safe@example.com")
    page = open_as("/account", "safe@example.com")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_label("The password that you have").fill("not that one")
    page.get_by_label("New password").fill("another good one")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("The password is wrong.")).to_be_visible()
    expect(page.get_by_label("New password")).to_have_value("another good one")
    page.get_by_role("button", name="Make a token").click()
    page.get_by_label("What it is for").fill("script")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_label("The token", exact=True)).to_have_value(re.compile("^jt_"))
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_label("The token", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Revoke script").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    life.database.write(accounts.end_sessions, user)
    page.get_by_label("Mail me the news of what I keep").click()
    page.wait_for_url("**/login?to=/account")
    log_in(page, "safe@example.com")
    heading(page, "Account")


def test_every_other_link_of_a_mail_works_once_and_says_when_it_opens_nothing(open_as: Open, life: Life) -> None:
    user = life.person("links@example.com")
    life.tracker(user, search="q=cook", email="mum@example.com")
    page = open_as("/account", "links@example.com")
    page.get_by_role("button", name="Change the address").click()
    page.get_by_label("New address").fill("links2@example.com")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("A mail is on its way to links2@example.com")).to_be_visible()
    mails = {mail.to[0]: mail for mail in life.mails()}
    agree, address = link_in(mails["mum@example.com"], "/agree"), link_in(mails["links2@example.com"], "/address")
    nobody = open_as(agree)
    nobody.get_by_role("button", name="Yes, send them here").click()
    heading(nobody, "Agreed")
    nobody.goto(address)
    nobody.get_by_role("button", name="Confirm it").click()
    expect(nobody.get_by_text("The address of your account is now links2@example.com.")).to_be_visible()
    life.mails()
    nobody.goto("/forgot")
    nobody.get_by_label("Mail address").fill("links2@example.com")
    nobody.get_by_role("button", name="Send the link").click()
    heading(nobody, "Look into your mails")
    [mail] = life.mails()
    reset = link_in(mail, "/reset")
    nobody.goto(reset)
    nobody.get_by_label("New password").fill(f"{PASSWORD} too")
    nobody.get_by_role("button", name="Set it").click()
    nobody.wait_for_url(f"{life.address}/")
    for used, button in ((agree, "Yes, send them here"), (reset, "Set it"), (address, "Confirm it")):
        late = open_as(used)
        if "reset" in used:
            late.get_by_label("New password").fill(PASSWORD)
        late.get_by_role("button", name=button).click()
        heading(late, "This link opens nothing")
    for path in ("/trackers/act#pause.1.nonsense", "/unsubscribe", "/confirm"):
        nobody.goto(path)
        heading(nobody, "This link opens nothing")
