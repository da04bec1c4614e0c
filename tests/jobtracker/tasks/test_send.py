"""Trackers' mails over a real server: each arrives once, whoever hangs or is killed."""

import datetime as dt
import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from jobtracker.company import Company
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.mail import smtp as over_smtp
from jobtracker.models import MailRow, Tracker
from jobtracker.store import companies
from jobtracker.tasks.send import send
from tests.jobtracker.store import boards, watching
from tests.jobtracker.store.boards import DAY, HOUR
from tests.jobtracker.store.watching import finds, rows, states, tracker
from tests.mailbox import smtp

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
SOON = NOW + 10 * MINUTE
SEEN = {"1", "2"}


@pytest.fixture
def database(database_url):
    """Acme with two listings that everybody has seen."""
    database = Database(database_url)
    acme = [Company("acme", "Acme", "greenhouse", {"token": "a"})]
    database.write(companies.sync, acme, origin="given", now=NOW - DAY)
    boards.crawl(database, SEEN, NOW - DAY)
    watching.match(database, NOW - DAY)
    yield database
    database.close()


@pytest.fixture
def box(monkeypatch):
    with smtp() as box:
        monkeypatch.setenv("JOBTRACKER_SMTP_URL", box.url)
        settings.cache_clear()
        yield box


def test_what_is_found_arrives(database, box):
    tracker(database, NOW - HOUR)
    finds(database, SEEN | {"3"}, NOW)
    assert send(database, None, SOON) == "1 delivery gathered, 1 mail sent"
    [mail] = box.mails
    assert mail["Subject"] == "1 new job for All title: Title 3 at Acme"
    assert mail["List-Unsubscribe"].startswith("<http://localhost:8000/api/trackers/act/unsubscribe.1.")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_of_a_mail_at_which_the_server_hangs_the_others_go_on_and_it_is_tried_again(database, box, monkeypatch):
    monkeypatch.setattr(over_smtp, "PATIENCE", 0.5)
    for number in range(4):
        tracker(database, NOW - HOUR, search_key=str(number))
    finds(database, SEEN | {"3"}, NOW)
    box.silent = 1
    assert send(database, None, SOON) == "4 deliveries gathered, 3 mails sent"
    assert send(database, None, SOON + 6 * MINUTE) == "1 mail sent"
    names = Counter(mail["Message-ID"] for mail in box.mails)
    assert sorted(names.values()) == [1, 1, 1, 2]  # it had taken the one, and did not say so
    assert states(database) == ["told"] * 4


def test_a_recipient_that_is_refused_does_not_stop_the_others(database, box):
    for number in range(5):
        tracker(database, NOW - HOUR, search_key=str(number))
    finds(database, SEEN | {"3"}, NOW)
    box.rcpt = "550 5.1.1 no such user"
    send(database, None, SOON)
    assert {row.error[:5] for row in rows(database, MailRow)} == {"given"}
    assert states(database) == ["waits"] * 5


def test_without_settings_nothing_is_sent_nothing_is_lost_and_the_log_says_so(database, caplog):
    tracker(database, NOW - HOUR)
    finds(database, SEEN | {"3"}, NOW)
    assert send(database, None, SOON) == "1 delivery gathered"
    assert "neither JOBTRACKER_SMTP_URL nor JOBTRACKER_MAIL_DIR is set: no mail can be sent; 1 wait" in caplog.text
    assert states(database) == ["mailed"]


def test_who_is_killed_while_sending_loses_nothing_and_tells_nobody_twice(sqlite_url, database, box):
    if database.dialect != "sqlite":
        pytest.skip("the processes are what is looked at, on one database")
    number, chance = 30, random.Random(1)
    for each in range(number):
        tracker(database, NOW - HOUR, search_key=str(each))
    finds(database, SEEN | {"3"}, NOW)
    kills, now = 0, SOON
    for _ in range(5):
        kills += _send_and_kill(database, box, now, len(box.mails) + chance.randint(1, 6))
        now += 10 * MINUTE
    while [row for row in rows(database, MailRow) if row.sent_at is None]:
        two = [_sender(database, now) for _ in range(2)]
        assert [each.wait(60) for each in two] == [0, 0]
        now += 10 * MINUTE
    names = Counter(mail["Message-ID"] for mail in box.mails)
    assert kills >= 4
    assert len(names) == number
    assert sum(names.values()) - number <= kills  # taken by the server, and the mark was lost
    assert states(database) == ["told"] * number
    assert {row.told for row in rows(database, Tracker)} == {1}


def _sender(database, now):
    key = "0123456789 abcdefghijklmnopqrstuvwxyz"
    env = {**os.environ, "JOBTRACKER_DATABASE_URL": database.name, "JOBTRACKER_SECRET_KEY": key}
    return subprocess.Popen(
        [sys.executable, "-m", "jobtracker", "send", "--now", now.isoformat()], env=env, stdout=subprocess.DEVNULL
    )


def _send_and_kill(database, box, now, mails):
    """True if it was killed before it was done."""
    process = _sender(database, now)
    while process.poll() is None and len(box.mails) < mails:
        time.sleep(0.002)
    process.kill()
    return process.wait() != 0
