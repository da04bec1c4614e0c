"""What a tracker finds is posted to its webhook: signed, once, again if not taken, never to private addresses."""

import datetime as dt
import hashlib
import hmac
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from jobtracker.mail.senders import NotSent
from jobtracker.mail.tracker_webhook import HEADER, post, secret_of, signed
from jobtracker.models import Muted, Tracker
from jobtracker.public_web import NotPublic, public_address
from jobtracker.store import kept, own_companies, trackers, webhooks
from jobtracker.store.webhooks import CARRIED, GIVEN_UP
from jobtracker.tasks.webhooks import deliver
from tests.jobtracker.store import boards, people, tracking, watching
from tests.mailbox import webhook

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
KEY, HERE, URL = "k" * 40, "https://tracker.example", "https://example.com/hook"


class Taker:
    """Takes posts; `away` refuses them."""

    def __init__(self):
        self.got, self.away = [], False

    def __call__(self, url, body, signature):
        if self.away:
            raise NotSent("example.com: answers 500")
        self.got.append((url, json.loads(body), signature, body))

    @property
    def told(self):
        return [each["vacancy_id"] for _, document, *_ in self.got for each in document["vacancies"]]


@pytest.fixture
def eve(acme, now):
    return people.add(acme, now=now)


@pytest.fixture
def hooked(acme, eve, now):
    """A tracker of Eve's with a webhook; Acme has three vacancies."""
    boards.crawl(acme, {"1", "2", "3"}, now)
    return tracking.add(acme, eve, now, webhook_url=URL, name="mine")


def find(database, tracker_id, vacancy_id, now):
    tracking.found(database, tracker_id, vacancy_id, now)
    set_next(database, tracker_id, now)


def set_next(database, tracker_id, now):
    def unit(session):
        session.get(Tracker, tracker_id).webhook_next_at = now

    database.write(unit)


def test_what_was_found_is_posted_once(acme, hooked, now):
    by = Taker()
    for vacancy in (1, 2):
        find(acme, hooked, vacancy, now)
    assert deliver(acme, KEY, HERE, now, by) == 1
    assert deliver(acme, KEY, HERE, now + HOUR, by) == 0
    [(url, document, signature, body)] = by.got
    assert (url, document["tracker"]) == (URL, {"id": hooked, "name": "mine"})
    assert [(each["page"], each["listing"]["title"]) for each in document["vacancies"]] == [
        (f"{HERE}/jobs/1", "Title 1"),
        (f"{HERE}/jobs/2", "Title 2"),
    ]
    when = int(now.timestamp())
    mac = hmac.new(secret_of(KEY, hooked, 0).encode(), f"{when}.".encode() + body, hashlib.sha256).hexdigest()
    assert signature == f"t={when},v1={mac}"
    find(acme, hooked, 3, now + HOUR)
    deliver(acme, KEY, HERE, now + HOUR, by)
    assert by.told == [1, 2, 3]


def test_a_revoked_secret_signs_nothing_more(acme, eve, hooked, now):
    by = Taker()
    find(acme, hooked, 1, now)
    acme.write(trackers.revoke, eve, hooked)
    deliver(acme, KEY, HERE, now, by)
    [(_, _, signature, body)] = by.got
    assert signature != signed(body, secret_of(KEY, hooked, 0), now)
    assert signature == signed(body, secret_of(KEY, hooked, 1), now)


def test_what_is_not_taken_is_tried_again_later_and_later_and_given_up_for_all_to_see(acme, eve, hooked, now, caplog):
    by = Taker()
    by.away = True
    find(acme, hooked, 1, now)
    tries, at = [], now
    while tracking.row(acme, hooked).webhook_next_at is not None:
        at = tracking.row(acme, hooked).webhook_next_at
        tries.append(at)
        deliver(acme, KEY, HERE, at - MINUTE / 2, by)
        deliver(acme, KEY, HERE, at, by)
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert (len(tries), waits[0], waits == sorted(waits), waits[-1]) == (GIVEN_UP, MINUTE, True, 12 * HOUR)
    its = tracking.row(acme, hooked)
    assert (its.webhook_failures, its.webhook_error) == (GIVEN_UP, "given up: example.com: answers 500")
    assert "given up" in caplog.text
    find(acme, hooked, 2, at + HOUR)
    by.away = False
    assert deliver(acme, KEY, HERE, at + HOUR, by) == 0, "until its owner says so"
    acme.write(trackers.change, eve, hooked, {"webhook_url": URL}, now=at + HOUR)
    assert deliver(acme, KEY, HERE, at + HOUR, by) == 1
    assert (by.told, tracking.row(acme, hooked).webhook_error) == ([1, 2], "")


def test_servers_that_hang_take_no_time_of_the_others(acme, hooked, now):
    others = [people.add(acme, f"{name}@example.com", now=now) for name in "abcdefg"]
    its = [hooked, *(tracking.add(acme, other, now, webhook_url=URL) for other in others)]
    for each in its:
        find(acme, each, 1, now)
    all_here = threading.Barrier(len(its))
    assert deliver(acme, KEY, HERE, now, lambda *_: all_here.wait(10)) == len(its)


def test_a_fault_with_one_is_noted_and_stops_no_other(acme, hooked, now):
    other = tracking.add(acme, people.add(acme, "adam@example.com", now=now), now, webhook_url=f"{URL}2")
    for each in (hooked, other):
        find(acme, each, 1, now)

    def by(url, body, signature):
        if url == URL:
            raise RuntimeError("what is this?")

    assert deliver(acme, KEY, HERE, now, by) == 1
    its = tracking.row(acme, hooked)
    assert (its.webhook_error, its.webhook_next_at) == ("cannot be posted: RuntimeError", now + MINUTE)
    assert tracking.match(acme, other, 1).posted_at == now


def test_of_two_at_once_one_posts(acme, hooked, now):
    by = Taker()
    find(acme, hooked, 1, now)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: deliver(acme, KEY, HERE, now, by), range(6)))
    assert by.told == [1]


def test_who_dies_in_between_has_posted_for_nobody(acme, hooked, now):
    by = Taker()
    find(acme, hooked, 1, now)
    assert acme.write(webhooks.claim, hooked, now=now).cards
    assert deliver(acme, KEY, HERE, now + MINUTE, by) == 0
    assert deliver(acme, KEY, HERE, now + HOUR, by) == 1


def test_what_was_taken_down_is_not_posted_and_what_is_many_comes_in_several_posts(acme, eve, now):
    by = Taker()
    ids = {str(number) for number in range(CARRIED + 20)}
    boards.crawl(acme, ids, now)
    id_ = tracking.add(acme, eve, now, webhook_url=URL)
    for vacancy in range(1, CARRIED + 21):
        tracking.found(acme, id_, vacancy, now)
    set_next(acme, id_, now)
    boards.crawl(acme, ids - {"0"}, now + HOUR)
    for minutes in range(3):
        deliver(acme, KEY, HERE, now + HOUR + minutes * MINUTE, by)
    assert len(by.told) == len(set(by.told)) == CARRIED + 19
    assert len(by.got) == 2
    assert tracking.row(acme, id_).webhook_next_at is None


def test_what_does_not_answer_the_search_any_more_is_not_posted(acme, hooked, now):
    by = Taker()
    for vacancy in (1, 2):
        find(acme, hooked, vacancy, now)
    held = boards.claim(acme, now + MINUTE)
    boards.close(acme, held, {"1", "2", "3"}, now + MINUTE, changed=[boards.prepared("1", "Mason", hash_="b")])
    deliver(acme, KEY, HERE, now + HOUR, by)
    assert (by.told, tracking.row(acme, hooked).webhook_next_at) == ([2], None)


def test_what_had_closed_before_it_could_be_posted_is_posted_and_mailed_if_it_is_open_again_and_once(acme, eve, now):
    by, post = Taker(), people.Post()
    boards.crawl(acme, {"1", "2"}, now)
    watching.match(acme, now)
    tracking.add(acme, eve, now, webhook_url=URL, cadence="instant")
    watching.finds(acme, {"1", "2", "3"}, now + HOUR)
    boards.crawl(acme, {"1", "2"}, now + HOUR + MINUTE)
    deliver(acme, KEY, HERE, now + 2 * HOUR, by)
    assert (by.told, watching.round_of(acme, post, now + 2 * HOUR)) == ([], [])
    for hours in (3, 6):
        at = now + hours * HOUR
        watching.finds(acme, {"1", "2", "3"}, at)
        deliver(acme, KEY, HERE, at, by)
        watching.round_of(acme, post, at + HOUR)
        boards.crawl(acme, {"1", "2"}, at + 2 * HOUR)
    assert (by.told, len(post.mails)) == ([3], 1)


def test_what_its_owner_hid_is_not_posted(acme, eve, hooked, now):
    by = Taker()
    acme.write(kept.put, eve, 1, "hidden", now=now)
    for vacancy in (1, 2):
        find(acme, hooked, vacancy, now)
    deliver(acme, KEY, HERE, now, by)
    assert (by.told, tracking.row(acme, hooked).webhook_next_at) == ([2], None)


def test_what_a_muted_company_has_is_not_posted(acme, eve, hooked, now):
    by = Taker()
    find(acme, hooked, 1, now)
    acme.write(own_companies.put, Muted, eve, "acme", now=now)
    deliver(acme, KEY, HERE, now, by)
    assert (by.told, tracking.row(acme, hooked).webhook_next_at) == ([], None)


@pytest.mark.parametrize("stopped", ["paused_at", "ended_at"])
def test_one_that_stopped_posts_nothing(acme, hooked, now, stopped):
    by = Taker()
    find(acme, hooked, 1, now)

    def stop(session):
        setattr(session.get(Tracker, hooked), stopped, now)

    acme.write(stop)
    assert deliver(acme, KEY, HERE, now, by) == 0


def test_another_webhook_meanwhile_is_not_blamed(acme, eve, hooked, now):
    find(acme, hooked, 1, now)
    claimed = acme.write(webhooks.claim, hooked, now=now)
    acme.write(trackers.change, eve, hooked, {"webhook_url": f"{URL}2"}, now=now)
    assert acme.write(webhooks.note_failure, claimed, "away", now=now) is False
    its = tracking.row(acme, hooked)
    assert (its.webhook_failures, its.webhook_error, its.webhook_next_at) == (0, "", now)


def test_a_real_server_gets_it_signed():
    with webhook() as hook:
        post(hook.url, b'{"a": 1}', "t=1,v1=x", lambda host: host)
        assert hook.posts == [{"a": 1}]
    assert HEADER == "X-JobTracker-Signature"


@pytest.mark.parametrize("status", [301, 302, 400, 500])
def test_a_redirect_is_not_followed_and_a_refusal_is_one(status):
    with webhook() as hook:
        hook.status = status
        with pytest.raises(NotSent, match=f"answers {status}") as refused:
            post(hook.url, b"{}", "x", lambda host: host)
        assert (hook.tried, "secret" in str(refused.value)) == (1, False)


def test_a_server_that_answers_letter_by_letter_is_left(monkeypatch):
    monkeypatch.setattr("jobtracker.mail.tracker_webhook.LONGEST", 0.5)
    with webhook() as hook:
        hook.drips = True
        began = time.monotonic()
        with pytest.raises(NotSent, match=r"127\.0\.0\.1: no whole answer in"):
            post(hook.url, b"{}", "x", lambda host: host)
        hook.drips = False
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "10.0.0.1", "169.254.169.254", "0x7f.1"])
def test_private_addresses_are_not_posted_to(host):
    with webhook() as hook:
        with pytest.raises(NotSent):
            post(hook.url.replace("127.0.0.1", host), b"{}", "x")
        assert hook.tried == 0


def test_a_name_that_leads_to_a_private_address_is_refused_and_is_looked_up_once(monkeypatch):
    answers = [["93.184.216.34", "10.0.0.1"], ["93.184.216.34"]]
    monkeypatch.setattr("jobtracker.public_web.look_up", lambda host: answers.pop(0))
    with pytest.raises(NotPublic, match=r"example.com leads to the private address 10\.0\.0\.1"):
        public_address("example.com")
    assert public_address("example.com") == "93.184.216.34"
    seen = []

    def once(host):
        seen.append(host)
        return "127.0.0.1"

    with webhook() as hook:
        post(hook.url.replace("127.0.0.1", "example.com"), b"{}", "x", once)
        assert (hook.tried, seen) == (1, ["example.com"])
