"""How mail stands, on every database."""

from jobtracker.store import mail_views, outbox
from jobtracker.tasks.mail import send
from tests.jobtracker.store import people


def test_what_waits_and_what_failed_is_counted(database, post, now):
    for number in range(3):
        database.write(outbox.ask, "invite", f"{number}@example.com", now=now)
    post.away = True
    send(database, post, people.SITE, now)
    database.write(outbox.ask, "invite", people.EVE, now=now)
    found = database.read(mail_views.state)
    assert (found.unsent, found.failing, found.oldest_unsent, found.waiting) == (4, 3, now, 0)
