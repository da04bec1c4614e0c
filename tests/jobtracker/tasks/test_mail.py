"""A mail that was asked for goes out, once, whatever happens to whoever sends it."""

import datetime as dt
import threading

import pytest
from sqlalchemy import select

from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.fleet.redis import connect
from jobtracker.models import MailRow
from jobtracker.store import outbox
from jobtracker.store.outbox import MOST_TRIES
from jobtracker.tasks.forget import forget
from jobtracker.tasks.mail import mail, send
from jobtracker.tasks.queue import offer, queue, task_of
from jobtracker.tasks.queue_names import MAILS
from tests.jobtracker.store.people import EVE, SITE, Post
from tests.mailbox import smtp

NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
SECOND, MINUTE, DAY = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


def ask(database, number=1, **about):
    for _ in range(number):
        database.write(outbox.ask, "deleted" if about else "invite", EVE, now=NOW, **about)


def rows(database):
    return database.read(lambda s: s.execute(select(MailRow.sent_at, MailRow.tries, MailRow.error)).all())


def test_a_mail_goes_out_once_by_smtp(database, monkeypatch):
    ask(database)
    with smtp() as box:
        monkeypatch.setenv("JOBTRACKER_SMTP_URL", box.url)
        settings.cache_clear()
        assert mail(database, None, NOW) == "1 mail sent"
        assert mail(database, None, NOW + DAY) == ""
    [message] = box.mails
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert (message["To"], message["Auto-Submitted"]) == (EVE, "auto-generated")
    assert "http://localhost:8000/confirm#" in plain
    assert 'href="http://localhost:8000/confirm#' in html
    assert rows(database) == [(NOW, 1, "")]


def test_a_server_that_is_away_is_tried_later_and_later_and_then_given_up(database, caplog):
    ask(database)
    post, tries = Post(), []
    post.away = True
    for minute in range(0, 6 * 24 * 60, 5):
        before = post.tried
        send(database, post, SITE, NOW + minute * MINUTE)
        tries += [minute] * (post.tried - before)
    assert (tries[:5], len(tries)) == ([0, 5, 15, 35, 75], MOST_TRIES)
    [(sent_at, _, error)] = rows(database)
    assert (sent_at is not None, error) == (True, "given up: mail: away")
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    post.away = False
    assert send(database, post, SITE, NOW + 30 * DAY) == 0


def test_a_failing_server_is_not_asked_for_every_mail(database):
    ask(database, 10)
    post = Post()
    post.away = True
    send(database, post, SITE, NOW)
    assert post.tried == 3
    post.away = False
    assert send(database, post, SITE, NOW) == 7  # those that were tried wait
    assert send(database, post, SITE, NOW + 5 * MINUTE) == 3


def test_who_dies_before_it_is_out_is_stood_in_for(database):
    ask(database)

    class Dies:
        def send(self, mail):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(database, Dies(), SITE, NOW)
    post = Post()
    for minute, number in ((1, 0), (4, 0), (5, 1), (6, 1), (60, 1)):
        send(database, post, SITE, NOW + minute * MINUTE)
        assert len(post.mails) == number


def test_of_several_tasks_one_sends(database):
    ask(database)
    post, start = Post(), threading.Barrier(4)

    def run():
        start.wait()
        send(database, post, SITE, NOW)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(post.mails) == 1


def test_what_has_a_name_is_asked_for_once(database):
    for _ in range(3):
        ask(database, once="tracker 7, 2026-04-01")
    assert len(rows(database)) == 1


def test_what_was_sent_is_forgotten_after_a_month(database):
    ask(database)
    send(database, Post(), SITE, NOW)
    forget(database, None, NOW + 29 * DAY)
    assert len(rows(database)) == 1
    assert forget(database, None, NOW + 31 * DAY) == "1 mail forgotten"
    assert rows(database) == []


def test_what_a_person_waits_for_is_offered_whenever_none_waits(redis_url):
    with connect(redis_url) as redis:
        assert offer(redis, "mail", NOW)
        [waiting] = queue(redis, MAILS).job_ids
        assert not offer(redis, "mail", NOW + SECOND, soon=True)  # one waits
        queue(redis, MAILS).remove(waiting)
        assert not offer(redis, "mail", NOW)  # this minute's was done
        assert offer(redis, "mail", NOW + SECOND, soon=True)
        queue(redis, MAILS).empty()
        assert offer(redis, "mail", NOW + SECOND + SECOND / 1000, soon=True)  # that second's was done
        assert {task_of(each) for each in queue(redis, MAILS).job_ids} == {"mail"}
