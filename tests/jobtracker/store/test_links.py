"""Links in mails: each works for one, also of two who open it in the same moment; none comes to who is shut out."""

import contextlib
import threading

import pytest

from jobtracker import entering
from jobtracker.entering import NoTicket
from jobtracker.store import users
from tests.jobtracker.store.people import ADAM, EVE, PASSWORD, emails, opened, register, token_in

PASSWORDS = ("eight loud herons", "nine grey herons")

pytestmark = pytest.mark.usefixtures("cheap")


def at_once(act):
    """What comes of two who do it in the same moment; None where the link opened nothing."""
    start, outcomes = threading.Barrier(2), [None, None]

    def one(number):
        start.wait()
        with contextlib.suppress(NoTicket):
            outcomes[number] = act(PASSWORDS[number])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def the_one(outcomes):
    """The password of the one for whom it worked, and what came of it."""
    [number] = [number for number, outcome in enumerate(outcomes) if outcome is not None]
    return PASSWORDS[number], outcomes[number]


@pytest.mark.parametrize("turn", range(3))
def test_of_two_who_open_an_invitation_at_once_one_enters(database, post, now, turn):
    database.write(users.invite, EVE, now=now)
    [mail] = post.deliver(database, now)
    token = token_in(mail)
    outcomes = at_once(lambda its: entering.confirm(database, token, its, allowed="invite", now=now))
    password, owner = the_one(outcomes)
    assert (emails(database), entering.log_in(database, EVE, password)) == ([EVE], owner)


@pytest.mark.parametrize("turn", range(3))
def test_of_two_who_confirm_an_address_at_once_one_enters(database, post, now, turn):
    token = token_in(register(database, post, now))
    the_one(at_once(lambda _: entering.confirm(database, token, PASSWORD, allowed="open", now=now)))
    assert emails(database) == [EVE]


@pytest.mark.parametrize("turn", range(3))
def test_of_two_who_set_a_password_at_once_one_has_set_it(database, post, now, turn):
    opened(database, post, now)
    entering.ask_for_reset(database, EVE, now=now)
    [mail] = post.deliver(database, now)
    password, owner = the_one(at_once(lambda its: entering.set_password(database, token_in(mail), its, now=now)))
    assert entering.log_in(database, EVE, password) == owner
    assert len(post.deliver(database, now)) == 1  # "Your password was changed"


@pytest.mark.parametrize("turn", range(3))
def test_of_two_who_take_an_address_at_once_one_has(database, post, now, turn):
    owner = opened(database, post, now)
    entering.ask_for_address(database, owner.id, PASSWORD, ADAM, now=now)
    [mail] = post.deliver(database, now)
    the_one(at_once(lambda _: entering.change_address(database, token_in(mail), now=now)))
    assert emails(database) == [ADAM]


def test_who_is_shut_out_is_mailed_neither_a_link_nor_word_to_log_in(database, post, now):
    eve, adam = opened(database, post, now), opened(database, post, now, ADAM)
    entering.ask_for_address(database, eve.id, PASSWORD, "eva@example.com", now=now)
    entering.ask_for_address(database, adam.id, PASSWORD, EVE, now=now)
    entering.register(database, EVE, PASSWORD, allowed="open", now=now)
    entering.ask_for_reset(database, EVE, now=now)
    database.write(users.disable, eve.id, now=now)
    assert post.deliver(database, now) == []


def test_who_was_invited_twice_and_is_shut_out_is_not_told_to_log_in(database, post, now):
    for _ in range(2):
        database.write(users.invite, EVE, now=now)
    first, _ = post.deliver(database, now)
    database.write(users.invite, EVE, now=now)  # waits while the first is used
    eve = entering.confirm(database, token_in(first), PASSWORD, allowed="invite", now=now)
    database.write(users.disable, eve.id, now=now)
    assert post.deliver(database, now) == []


@pytest.mark.parametrize("kind", ["register", "reset", "address"])
def test_a_commit_that_said_nothing_is_tried_again_and_one_mail_goes_out(database, post, now, monkeypatch, kind):
    owner = opened(database, post, now)
    write = database.write

    def twice(unit, *args, **kwargs):
        write(unit, *args, **kwargs)
        return write(unit, *args, **kwargs)

    monkeypatch.setattr(database, "write", twice)
    if kind == "register":
        entering.register(database, ADAM, PASSWORD, allowed="open", now=now)
    elif kind == "reset":
        entering.ask_for_reset(database, EVE, now=now)
    else:
        entering.ask_for_address(database, owner.id, PASSWORD, ADAM, now=now)
    monkeypatch.undo()
    assert len(post.deliver(database, now)) == 1
