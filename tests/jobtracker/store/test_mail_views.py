"""How mail stands, on every database."""

from jobtracker.models import Delivery, MailRow, Suppressed
from jobtracker.store import mail_views, outbox, tracker_views
from jobtracker.tasks.mail import send
from tests.jobtracker.store import boards, people, tracking
from tests.jobtracker.store.boards import DAY, HOUR


def test_what_waits_and_what_failed_is_counted(database, post, now):
    for number in range(3):
        database.write(outbox.ask, "invite", f"{number}@example.com", now=now)
    post.away = True
    send(database, post, people.SITE, now)
    database.write(outbox.ask, "invite", people.EVE, now=now)
    found = database.read(mail_views.state)
    assert (found.unsent, found.failing, found.oldest_unsent, found.waiting) == (4, 3, now, 0)


def test_trackers_that_wait_longest_come_first(acme, now):
    eve = people.add(acme, now=now)
    boards.crawl(acme, {"1", "2", "3"}, now)
    one, two = tracking.add(acme, eve, now), tracking.add(acme, eve, now, search="q=other")
    tracking.found(acme, one, 1, now + DAY)
    for vacancy in (2, 3):
        tracking.found(acme, two, vacancy, now + vacancy * HOUR)
    tracking.found(acme, one, 2, now, state="told")
    seen = acme.read(mail_views.state).trackers
    assert [(each.tracker_id, each.number, each.since, each.owner) for each in seen] == [
        (two, 2, now + 2 * HOUR, people.EVE),
        (one, 1, now + DAY, people.EVE),
    ]


def test_what_waits_and_what_is_suppressed_come_in_pages(database, now):
    about = {"kind": "reset", "recipient": people.EVE, "data": {}, "created_at": now}
    mails = [MailRow(**about, due_at=now + hours * HOUR) for hours in (2, 1, 1)]
    database.write(lambda s: s.add_all([*mails, MailRow(**about, due_at=now, sent_at=now)]))
    got, after = [], None
    while page := database.read(mail_views.queue, after=after, limit=1):
        got += page
        after = (page[-1].due_at, page[-1].id)
    assert [each.due_at for each in got] == [now + HOUR, now + HOUR, now + 2 * HOUR]
    rows = [Suppressed(address=f"{name}@example.com", reason="bounce", at=now) for name in "ba"]
    database.write(lambda s: s.add_all(rows))
    first = database.read(mail_views.suppressed, after="", limit=1)
    rest = database.read(mail_views.suppressed, after=first[0].address, limit=9)
    assert [each.address for each in [*first, *rest]] == ["a@example.com", "b@example.com"]


def test_the_mails_of_ones_trackers_come_in_pages(database, now):
    eve, adam = people.add(database, now=now), people.add(database, people.ADAM, now=now)
    mine, other = (tracking.add(database, eve, now, search=f"q={word}") for word in ("a", "b"))
    his = tracking.add(database, adam, now)
    made = [Delivery(tracker_id=id_, kind="news", created_at=now) for id_ in (mine, other, his, mine)]
    for row in made:
        database.write(lambda s, row=row: s.add(row))
    about = {"tracker_id": None, "before": None, "limit": 9}
    every = database.read(tracker_views.deliveries, eve, **about)
    assert [row.tracker_id for row in every] == [mine, other, mine]
    rest = database.read(tracker_views.deliveries, eve, **about | {"before": every[0].id, "tracker_id": mine})
    assert [row.id for row in rest] == [every[2].id]
    assert database.read(tracker_views.delivery, adam, every[0].id) is None
    assert database.read(tracker_views.delivery, eve, every[0].id).name == "a"
