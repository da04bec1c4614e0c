"""Accounts: opened once, by whoever has both mailbox and password; entered by nobody else; gone when deleted."""

import datetime as dt
import threading
from functools import partial

import pytest
from sqlalchemy import update

from jobtracker import entering, passwords
from jobtracker.account import Refused
from jobtracker.entering import NoTicket, SignupClosed, WrongPassword
from jobtracker.models import User
from jobtracker.store import (
    accounts,
    api_tokens,
    tickets,
    users,
)
from tests.jobtracker.store.people import ADAM, EVE, PASSWORD, add, emails, opened, register, token_in

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
OTHER = "eight loud herons"

pytestmark = pytest.mark.usefixtures("cheap")


def test_an_account_is_opened_by_link_and_password(database, post, now):
    mail = register(database, post, now, " Eve@Example.COM ")
    assert (mail.to, emails(database)) == ([EVE], [])
    owner = entering.confirm(database, token_in(mail), PASSWORD, allowed="open", now=now + HOUR)
    assert (owner.email, owner.admin, emails(database)) == (EVE, False, [EVE])
    assert entering.log_in(database, "EVE@example.com", PASSWORD).id == owner.id


def test_a_link_alone_opens_nothing(database, post, now):
    """Somebody registers with Eve's address and his password; she opens the link."""
    mail = register(database, post, now, password=OTHER)
    with pytest.raises(WrongPassword):
        entering.confirm(database, token_in(mail), PASSWORD, allowed="open", now=now)
    assert emails(database) == []
    assert entering.confirm(database, token_in(mail), OTHER, allowed="open", now=now).email == EVE


def test_a_link_opens_once_and_not_for_long(database, post, now):
    first, second = register(database, post, now), register(database, post, now)
    with pytest.raises(NoTicket):
        entering.confirm(database, token_in(first), PASSWORD, allowed="open", now=now + DAY)
    entering.confirm(database, token_in(first), PASSWORD, allowed="open", now=now)
    for mail in (first, second):
        with pytest.raises(NoTicket):
            entering.confirm(database, token_in(mail), PASSWORD, allowed="open", now=now)


def test_of_two_that_register_at_once_one_account_comes(database, post, now):
    tokens = [token_in(register(database, post, now, password=f"{PASSWORD} {n}")) for n in range(3)]
    start, outcomes = threading.Barrier(3), []

    def confirm(n):
        start.wait()
        try:
            when = now + n * dt.timedelta(seconds=1)
            owner = entering.confirm(database, tokens[n], f"{PASSWORD} {n}", allowed="open", now=when)
            outcomes.append(owner.email)
        except NoTicket:
            outcomes.append("")

    threads = [threading.Thread(target=confirm, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), emails(database)) == (["", "", EVE], [EVE])


def test_a_transaction_that_was_committed_after_all_may_be_done_again(database, post, now):
    """The server said nothing, and the unit of work is tried again in ignorance."""
    mail = register(database, post, now)
    ticket = database.read(tickets.find, token_in(mail), accounts.OPENERS, now=now)
    owners = {database.write(accounts.open_account, ticket, ticket.secret, now=now) for _ in range(2)}
    assert len(owners) == 1
    assert database.write(accounts.open_account, ticket, ticket.secret, now=now + HOUR) is None


def test_who_is_registered_gets_a_mail_that_says_so(database, post, now):
    opened(database, post, now)
    mail = register(database, post, now, password=OTHER)
    assert (mail.subject, "#" in mail.text) == ("You have an account already", False)
    assert entering.log_in(database, EVE, PASSWORD)


def test_what_a_stranger_asks_for_costs_the_same_for_everybody(database, post, now, cheap):
    opened(database, post, now)
    add(database, "off@example.com", now=now, password_hash=passwords.make(PASSWORD))
    database.write(lambda s: s.execute(update(User).where(User.email == "off@example.com").values(disabled_at=now)))
    add(database, "new@example.com", now=now, confirmed=False)
    addresses = (EVE, "off@example.com", "new@example.com", "nobody@example.com")

    def cost(act):
        cheap.clear()
        act()
        return tuple(cheap)

    def wrong(email):
        with pytest.raises(WrongPassword):
            entering.log_in(database, email, OTHER)

    for act, expected in (
        (lambda email: entering.register(database, email, OTHER, allowed="open", now=now), ("hash",)),
        (lambda email: entering.ask_for_reset(database, email, now=now), ()),
        (wrong, ("verify",)),
    ):
        assert {cost(partial(act, email)) for email in addresses} == {expected}
    wrong("off@example.com")
    for email in ("off@example.com", "new@example.com", "nobody@example.com", "no address"):
        with pytest.raises(WrongPassword):
            entering.log_in(database, email, PASSWORD)


def test_a_mailbox_is_not_filled_by_strangers(database, post, now):
    opened(database, post, now)
    for minute in range(48 * 60):
        if minute % 5 == 0:
            entering.ask_for_reset(database, EVE, now=now + minute * dt.timedelta(minutes=1))
            post.deliver(database, now + minute * dt.timedelta(minutes=1))
    assert len([mail for mail in post.mails if mail.subject == "Set a new password"]) <= 20


@pytest.mark.parametrize("allowed", ["invite", "closed"])
def test_where_sign_up_is_not_open_nobody_registers(database, post, now, allowed):
    mail = register(database, post, now)
    with pytest.raises(SignupClosed):
        entering.register(database, EVE, PASSWORD, allowed=allowed, now=now)
    with pytest.raises(SignupClosed):
        entering.confirm(database, token_in(mail), PASSWORD, allowed=allowed, now=now)


def test_who_is_invited_chooses_a_password(database, post, now):
    database.write(users.invite, EVE, now=now)
    [mail] = post.deliver(database, now)
    assert [each.email for each in database.read(users.invitations, now=now)] == [EVE]
    with pytest.raises(SignupClosed):
        entering.confirm(database, token_in(mail), PASSWORD, allowed="closed", now=now)
    with pytest.raises(Refused):
        entering.confirm(database, token_in(mail), "short", allowed="invite", now=now)
    assert entering.confirm(database, token_in(mail), PASSWORD, allowed="invite", now=now + 6 * DAY).email == EVE
    with pytest.raises(users.Taken):
        database.write(users.invite, EVE, now=now)


def test_who_was_added_sets_a_password_and_is_confirmed_by_it(database, post, now):
    database.write(users.add, EVE, password_hash="", admin=True, now=now)
    [mail] = post.deliver(database, now)
    with pytest.raises(WrongPassword):
        entering.log_in(database, EVE, "")
    owner = entering.set_password(database, token_in(mail), PASSWORD, now=now + 2 * DAY)
    assert (owner.admin, entering.log_in(database, EVE, PASSWORD)) == (True, owner)


def test_a_reset_ends_sessions_and_older_links(database, post, now):
    owner = opened(database, post, now)
    mails = []
    for _ in range(2):
        entering.ask_for_reset(database, EVE, now=now)
        mails += post.deliver(database, now)
    entering.ask_for_address(database, owner.id, PASSWORD, "eva@example.com", now=now)
    [move] = post.deliver(database, now)
    after = entering.set_password(database, token_in(mails[0]), OTHER, now=now)
    assert database.read(accounts.by_session, owner.session_key) is None
    assert database.read(accounts.by_session, after.session_key) == after
    for act in (
        lambda: entering.set_password(database, token_in(mails[1]), PASSWORD, now=now),
        lambda: entering.set_password(database, token_in(mails[0]), PASSWORD, now=now + HOUR),
        lambda: entering.change_address(database, token_in(move), now=now),
    ):
        with pytest.raises(NoTicket):
            act()
    [told] = post.deliver(database, now)
    assert told.subject == "Your password was changed"


def test_a_password_is_changed_by_whoever_knows_it(database, post, now):
    owner = opened(database, post, now)
    with pytest.raises(WrongPassword):
        entering.change_password(database, owner.id, OTHER, "nine grey herons", now=now)
    after = entering.change_password(database, owner.id, PASSWORD, OTHER, now=now)
    assert after.session_key != owner.session_key
    assert entering.log_in(database, EVE, OTHER) == after
    old = database.read(accounts.credentials, user_id=owner.id)
    assert database.write(accounts.change_password, owner.id, "another hash", "x", now=now) is None
    assert database.read(accounts.credentials, user_id=owner.id) == old


def test_an_address_is_changed_by_its_mailbox_and_both_are_told(database, post, now):
    owner = opened(database, post, now)
    entering.ask_for_reset(database, EVE, now=now)
    entering.ask_for_address(database, owner.id, PASSWORD, "Eva@example.com", now=now)
    old_link, mail = post.deliver(database, now)
    assert mail.to == ["eva@example.com"]
    after = entering.change_address(database, token_in(mail), now=now)
    assert (after.email, emails(database)) == ("eva@example.com", ["eva@example.com"])
    assert database.read(accounts.by_session, owner.session_key) is None
    assert {tuple(told.to) for told in post.deliver(database, now)} == {(EVE,), ("eva@example.com",)}
    with pytest.raises(NoTicket):  # it lies in a mailbox that is not the account's any more
        entering.set_password(database, token_in(old_link), OTHER, now=now)


def test_an_address_that_is_taken_stays_whose_it_is(database, post, now):
    owner, other = opened(database, post, now), opened(database, post, now, ADAM)
    entering.ask_for_address(database, owner.id, PASSWORD, ADAM, now=now)
    entering.ask_for_address(database, owner.id, PASSWORD, EVE, now=now)
    [mail] = post.deliver(database, now)
    assert (mail.to, mail.subject, "#" in mail.text) == ([ADAM], "You have another account already", False)
    entering.ask_for_address(database, owner.id, PASSWORD, "new@example.com", now=now)
    [mail] = post.deliver(database, now)
    add(database, "new@example.com", now=now)
    with pytest.raises(NoTicket):
        entering.change_address(database, token_in(mail), now=now)
    assert database.read(accounts.get, other.id).email == ADAM


def test_an_old_hash_is_made_anew_at_log_in(database, post, now, monkeypatch):
    owner = opened(database, post, now)
    old = database.read(accounts.credentials, user_id=owner.id).password_hash
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert entering.log_in(database, EVE, PASSWORD) == owner
    new = database.read(accounts.credentials, user_id=owner.id).password_hash
    assert (new != old, passwords.is_old(new)) == (True, False)
    assert entering.log_in(database, EVE, PASSWORD) == owner


def test_a_disabled_account_is_entered_by_nothing(database, post, now):
    owner = opened(database, post, now)
    about = {"name": "x", "scopes": ["read"], "expires_at": None}
    database.write(api_tokens.add, owner.id, "jt_token", now=now, **about)
    entering.ask_for_reset(database, EVE, now=now)
    [mail] = post.deliver(database, now)
    assert database.write(users.disable, owner.id, now=now)
    assert database.read(accounts.by_session, owner.session_key) is None
    assert database.read(api_tokens.find, "jt_token", now=now) is None
    with pytest.raises(WrongPassword):
        entering.log_in(database, EVE, PASSWORD)
    with pytest.raises(NoTicket):
        entering.set_password(database, token_in(mail), OTHER, now=now)
    assert database.write(users.enable, owner.id)
    assert entering.log_in(database, EVE, PASSWORD).session_key != owner.session_key


def test_api_tokens_are_found_until_they_end(database, post, now):
    owner, other = opened(database, post, now), opened(database, post, now, ADAM)
    about = {"name": "x", "scopes": ["read"], "expires_at": now + DAY}
    row = database.write(api_tokens.add, owner.id, "jt_one", now=now, **about)
    assert database.write(api_tokens.add, owner.id, "jt_one", now=now, **about).id == row.id
    found, token = database.read(api_tokens.find, "jt_one", now=now)
    assert (found, token.scopes, api_tokens.was_used(token, now=now)) == (owner, ["read"], True)
    database.write(api_tokens.touch, row.id, now=now)
    _, token = database.read(api_tokens.find, "jt_one", now=now)
    assert not api_tokens.was_used(token, now=now + dt.timedelta(seconds=59))
    assert database.read(api_tokens.find, "jt_one", now=now + DAY) is None
    assert not database.write(api_tokens.revoke, other.id, row.id, now=now)
    assert database.write(api_tokens.revoke, owner.id, row.id, now=now)
    assert database.read(api_tokens.find, "jt_one", now=now) is None
