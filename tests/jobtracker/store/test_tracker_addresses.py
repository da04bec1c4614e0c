"""Trackers mail to another address than the account's once its owner has agreed, and ask no more than is decent."""

import datetime as dt

import pytest
from sqlalchemy import select

from jobtracker.models import Suppressed, Ticket, Tracker
from jobtracker.store import tickets, tracker_views, trackers
from jobtracker.store.trackers import MOST_ASKED
from jobtracker.tracker import Refused
from tests.jobtracker.store import people, tracking
from tests.jobtracker.store.people import EVE, token_in

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
MUM = "mum@example.com"
TOGETHER = 8


@pytest.fixture
def eve(database, now):
    return people.add(database, now=now)


def every(database):
    return database.read(lambda s: s.scalars(select(Tracker.search).order_by(Tracker.id)).all())


def test_another_address_agrees_first(database, eve, now, post):
    id_ = tracking.add(database, eve, now, email="Mum@Example.com")
    [seen] = database.read(tracker_views.trackers, eve, now=now)
    assert (seen.mails_to, seen.why_not) == (MUM, "the address was not confirmed yet")
    [mail] = post.deliver(database, now)
    assert (mail.to, EVE in mail.text, "title" in mail.text) == ([MUM], True, False)
    ticket = database.read(tickets.find, token_in(mail), ("tracker",), now=now)
    assert database.write(trackers.consent, ticket, now=now + HOUR)
    assert tracking.row(database, id_).email_confirmed_at == now + HOUR
    [seen] = database.read(tracker_views.trackers, eve, now=now)
    assert seen.why_not == ""
    assert database.read(tickets.find, token_in(mail), ("tracker",), now=now + HOUR) is None
    database.write(lambda s: s.add(Suppressed(address=MUM, reason="bounce", at=now)))
    [seen] = database.read(tracker_views.trackers, eve, now=now)
    assert seen.why_not.startswith("mails to this address came back")


def test_an_address_that_was_changed_meanwhile_agrees_to_nothing(database, eve, now, post):
    id_ = tracking.add(database, eve, now, email=MUM)
    [mail] = post.deliver(database, now)
    database.write(trackers.change, eve, id_, {"email": "dad@example.com"}, now=now + HOUR)
    ticket = database.read(tickets.find, token_in(mail), ("tracker",), now=now + HOUR)
    assert not database.write(trackers.consent, ticket, now=now + HOUR)
    [mail] = post.deliver(database, now + HOUR)
    assert mail.to == ["dad@example.com"]
    database.write(trackers.change, eve, id_, {"email": None}, now=now + 2 * HOUR)
    assert tracking.row(database, id_).email is None
    assert database.read(lambda s: s.get(Ticket, ticket.id)).used_at is None


def test_the_mail_that_asks_comes_again_if_it_is_asked_for_and_not_without_end(database, eve, now, post):
    id_ = tracking.add(database, eve, now, email=MUM)
    for number in range(1, 9):
        database.write(trackers.change, eve, id_, {"name": f"x{number}"}, now=now + number * dt.timedelta(minutes=1))
    assert len(post.deliver(database, now + HOUR)) == 1
    for number in range(1, 9):
        database.write(trackers.change, eve, id_, {"email": MUM}, now=now + number * dt.timedelta(minutes=1))
    assert len(post.deliver(database, now + HOUR)) == 2, "three an hour to one address"


def test_an_account_asks_so_many_addresses_a_day_and_no_more(database, eve, now):
    id_ = tracking.add(database, eve, now, email="x0@example.com")
    for number in range(1, MOST_ASKED):
        at = now + number * dt.timedelta(minutes=1)
        database.write(trackers.change, eve, id_, {"email": f"x{number}@example.com"}, now=at)
    with pytest.raises(Refused, match="as many today"):
        database.write(trackers.change, eve, id_, {"email": MUM}, now=now + HOUR)
    with pytest.raises(Refused):
        tracking.add(database, eve, now + HOUR, search="q=other", email=MUM)
    assert (tracking.row(database, id_).email, len(every(database))) == ("x19@example.com", 1)
    assert database.write(trackers.change, eve, id_, {"email": MUM}, now=now + DAY + HOUR)


def test_ones_own_address_needs_no_consent(database, eve, now, post):
    tracking.add(database, eve, now, email=EVE.upper())
    assert post.deliver(database, now) == []
