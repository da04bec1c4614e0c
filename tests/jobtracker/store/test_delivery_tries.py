"""A mail of a tracker that did not get through, or of which nobody knows; several rounds at once."""

import datetime as dt
import threading

from jobtracker.mail.senders import NotSent
from jobtracker.models import Delivery, MailRow, Tracker
from jobtracker.store import suppression, trackers
from jobtracker.tasks.mail import send
from jobtracker.tasks.send import gather
from tests.jobtracker.store import boards, people
from tests.jobtracker.store.boards import DAY, HOUR
from tests.jobtracker.store.watching import SEEN, finds, only, round_of, rows, states, tracker

MINUTE = dt.timedelta(minutes=1)
SOON = 10 * MINUTE


def test_what_may_have_arrived_is_sent_again_as_it_was(watched, post, now):
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3", "4"}, now)
    tried = []

    class Silent:
        def send(self, mail):
            tried.append(mail)
            raise NotSent("mail: nothing more was heard", certain=False)

    gather(watched, now + SOON)
    send(watched, Silent(), people.SITE, now + SOON)
    boards.crawl(watched, SEEN, now + SOON)
    [mail] = round_of(watched, post, now + HOUR)
    assert [mail] == tried
    assert states(watched) == ["told", "told"]


class Unsure:
    """Takes mails; `says` what their sender hears."""

    def __init__(self):
        self.says, self.tried = {"certain": False}, []

    def send(self, mail):
        self.tried.append(mail)
        if self.says is not None:
            raise NotSent("mail: not sent", **self.says)


def test_what_may_have_arrived_is_repeated_as_it_was_whatever_the_server_says_of_another_try(watched, now):
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3", "4"}, now)
    by = Unsure()
    gather(watched, now + SOON)
    send(watched, by, people.SITE, now + SOON)
    boards.crawl(watched, SEEN | {"4"}, now + SOON)
    by.says = {}
    send(watched, by, people.SITE, now + HOUR)
    by.says = {"permanent": True}
    send(watched, by, people.SITE, now + 2 * HOUR)
    assert "not sent" in only(watched).error
    finds(watched, SEEN | {"4", "5"}, now + 3 * HOUR)
    by.says = None
    for hours in range(4, 40):
        gather(watched, now + hours * HOUR)
        send(watched, by, people.SITE, now + hours * HOUR)
    first, *again, last = by.tried
    assert again == [first] * 3
    assert "Title 5" in last.subject
    assert (states(watched), only_told(watched)) == (["told"] * 3, 3)


def only_told(database):
    row = only(database, Tracker)
    assert row.next_at is None
    return row.told


def test_what_may_have_arrived_when_its_tracker_was_paused_is_repeated_when_it_goes_on(watched, now):
    its = tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    by = Unsure()
    gather(watched, now + SOON)
    send(watched, by, people.SITE, now + SOON)
    user_id = only(watched, Tracker).user_id
    watched.write(trackers.pause, user_id, its, now=now + SOON)
    by.says = None
    send(watched, by, people.SITE, now + HOUR)
    assert (len(by.tried), rows(watched, MailRow)[0].error) == (1, "it was paused")
    watched.write(trackers.resume, user_id, its, now=now + DAY)
    gather(watched, now + DAY)
    send(watched, by, people.SITE, now + DAY)
    assert (by.tried, states(watched)) == ([by.tried[0]] * 2, ["told"])
    assert only(watched).error == ""


def test_what_did_not_arrive_is_put_together_anew_under_its_old_name(watched, post, now):
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3", "4"}, now)
    gather(watched, now + SOON)
    post.away = True
    send(watched, post, people.SITE, now + SOON)
    name = deliveries_name(watched)
    boards.crawl(watched, SEEN | {"4"}, now + SOON)
    post.away = False
    [mail] = round_of(watched, post, now + HOUR)
    assert (mail.subject, mail.headers["Message-ID"]) == ("1 new job for All title: Title 4 at Acme", name)
    assert states(watched) == ["gone", "told"]


def deliveries_name(database):
    its = only(database)
    return f"<delivery.{its.id}.{its.created_at:%Y%m%d%H%M%S%f}@tracker.example>"


def test_a_mailbox_that_does_not_exist_is_not_tried_again(watched, post, now):
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    tried = []

    class Refuses:
        def send(self, mail):
            tried.append(mail)
            raise NotSent("mail: 550 5.1.1 no such user", permanent=True, no_mailbox=mail.to[0])

    gather(watched, now + SOON)
    send(watched, Refuses(), people.SITE, now + SOON)
    assert round_of(watched, post, now + 30 * DAY) == []
    assert (len(tried), states(watched)) == (1, ["waits"])
    assert "5.1.1" in only(watched).error
    assert watched.read(suppression.reasons, tried[0].to) == {tried[0].to[0]: suppression.SAID["bounce"]}


def test_of_several_rounds_at_once_one_mails(watched, post, now):
    for number in range(3):
        tracker(watched, now - HOUR, query="title", search_key=str(number))
    finds(watched, SEEN | {"3", "4"}, now)
    start = threading.Barrier(3)

    def run():
        start.wait()
        gather(watched, now + SOON)
        send(watched, post, people.SITE, now + SOON)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(post.mails), len(rows(watched, MailRow)), len(rows(watched, Delivery))) == (3, 3, 3)
    assert states(watched) == ["told"] * 6


def test_what_is_wrong_with_one_keeps_nobody_waiting(watched, post, now):
    tracker(watched, now - HOUR, cadence="daily", zone="Nowhere/Land")
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    assert len(round_of(watched, post, now + SOON)) == 1
