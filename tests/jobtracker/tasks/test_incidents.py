"""Operators are told of an incident once, whatever happens to whoever tells them."""

import datetime as dt
import threading

import pytest
from sqlalchemy import select

from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.models import Incident
from jobtracker.store.alerts import MAIL, WEBHOOK
from jobtracker.store.incidents import sweep
from jobtracker.tasks.incidents import incidents, tell
from tests.jobtracker.store.failing import HOUR, MINUTE, add, fail, heal
from tests.mailbox import smtp, webhook

NOW = dt.datetime(2026, 4, 1, 12, 30, tzinfo=dt.UTC)
NAMES = [f"c{n}" for n in range(800)]


@pytest.fixture
def database(sqlite_url):
    database = Database(sqlite_url)
    add(database, NAMES)
    yield database
    database.close()


@pytest.fixture
def servers(monkeypatch):
    """A mail server and a webhook, and the settings that lead to them."""
    with smtp() as box, webhook() as hook:
        monkeypatch.setenv("JOBTRACKER_SMTP_URL", box.url)
        monkeypatch.setenv("JOBTRACKER_ALERT_TO", "ops@example.com, night@example.com")
        monkeypatch.setenv("JOBTRACKER_ALERT_WEBHOOK", hook.url)
        settings.cache_clear()
        yield box, hook


def test_eight_hundred_failures_are_one_mail_and_one_post(database, servers):
    box, hook = servers
    fail(database, NAMES, "blocked", NOW)
    assert incidents(database, None, NOW) == "1 opened, 2 alerts sent"
    for minute in range(1, 90):
        assert incidents(database, None, NOW + minute * MINUTE) == ""
    [mail], [document] = box.mails, hook.posts
    assert mail["Subject"] == "[Job Tracker] greenhouse: 800 companies blocked since 12:30"
    assert mail["To"] == "ops@example.com, night@example.com"
    text = mail.get_content()
    for part in ("c799: GET /: blocked", "greenhouse.example (800)", "incidents show 1", "recrawl --incident 1"):
        assert part in text
    assert "\nSince      2026-04-01 12:30 UTC" in text.replace("\r\n", "\n")
    assert document == {
        "text": mail["Subject"],
        "incident": 1,
        "ats": "greenhouse",
        "cause": "blocked",
        "meaning": "we are refused: 401, 403, 429, robots.txt, or a login page",
        "companies": 800,
        "since": "2026-04-01T12:30:00+00:00",
        "hosts": {"greenhouse.example": 800},
        "example": "c799: GET /: blocked",
        "command": "jobtracker incidents show 1",
    }


def test_without_settings_it_is_printed(database, capsys):
    fail(database, NAMES[:5], "time-out", NOW - 24 * HOUR, failures=3)
    incidents(database, None, NOW)
    assert "greenhouse: 5 companies without an answer since 2026-03-31 12:30" in capsys.readouterr().out


def test_a_mail_server_that_fails_is_tried_again_later_and_later(database, servers):
    box, hook = servers
    box.reply = "451 later"
    fail(database, NAMES, "blocked", NOW)
    tries = []
    for minute in range(12 * 60):
        before = box.tried
        incidents(database, None, NOW + minute * MINUTE)
        tries += [minute] * (box.tried - before)
    assert tries == [0, 10, 20, 40, 80, 160, 280, 400, 520, 640]
    assert len(hook.posts) == 1
    box.reply = "250 OK"
    assert incidents(database, None, NOW + 13 * HOUR) == "1 alerts sent"
    assert (len(box.mails), len(hook.posts)) == (1, 1)


def test_a_webhook_that_fails_is_tried_again_and_the_mail_goes_out_once(database, servers):
    box, hook = servers
    hook.status = 503
    fail(database, NAMES, "blocked", NOW)
    for minute in range(10):
        incidents(database, None, NOW + minute * MINUTE)
    assert (hook.tried, len(box.mails)) == (1, 1)
    hook.status = 200
    incidents(database, None, NOW + 10 * MINUTE)
    assert (len(hook.posts), len(box.mails)) == (1, 1)


def test_a_failing_server_is_asked_once_a_time_not_once_an_incident(database, servers):
    box, _ = servers
    box.reply = "451 later"
    for cause in ("blocked", "gone", "moved"):
        add(database, [cause], ats=cause)
        fail(database, [cause], cause, NOW, failures=3)
    incidents(database, None, NOW)
    assert box.tried == 1


def test_one_who_dies_before_the_mail_is_out_is_stood_in_for_after_ten_minutes(database, servers):
    box, _ = servers
    fail(database, NAMES, "blocked", NOW)
    database.write(sweep, now=NOW)

    def die(alert, now):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tell(database, MAIL, die, NOW)
    for minute, mails in ((1, 0), (9, 0), (10, 1), (11, 1)):
        incidents(database, None, NOW + minute * MINUTE)
        assert len(box.mails) == mails


@pytest.mark.parametrize("channel", [MAIL, WEBHOOK])
def test_of_two_tasks_one_tells(database, channel):
    fail(database, NAMES, "blocked", NOW)
    database.write(sweep, now=NOW)
    start, told = threading.Barrier(5), []

    def run():
        start.wait()
        tell(database, channel, lambda alert, now: told.append(alert.id), NOW)

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [1]


def test_what_is_over_before_it_could_be_told_is_not_told(database):
    fail(database, NAMES, "blocked", NOW)
    database.write(sweep, now=NOW)
    heal(database, NAMES, NOW + MINUTE)
    database.write(sweep, now=NOW + MINUTE)
    assert tell(database, MAIL, lambda alert, now: None, NOW + MINUTE) == 0


def test_names_and_errors_of_others_stay_in_their_line(database, servers):
    box, hook = servers
    evil = "evil\r\nBcc: victim@example.com\r\n\r\nClick here"
    add(database, [evil], ats="")
    fail(database, [evil], "gone\r\n.\r\nQUIT", NOW, failures=3)
    incidents(database, None, NOW)
    [mail], [document] = box.mails, hook.posts
    assert mail["Bcc"] is None
    assert mail["To"] == "ops@example.com, night@example.com"
    assert mail["Subject"].startswith("[Job Tracker] evil Bcc: victim@example.com Click here: 1 company")
    assert "\n" not in document["text"]
    assert not [line for line in mail.get_content().splitlines() if line.startswith(("Bcc", "Click"))]


def test_a_redirect_of_the_webhook_is_not_followed(database, servers):
    _, hook = servers
    hook.status = 302
    fail(database, NAMES, "blocked", NOW)
    incidents(database, None, NOW)
    assert (hook.tried, hook.posts) == (1, [])
    posted = database.read(lambda s: s.scalars(select(Incident.posted_at)).one())
    assert posted is None


def test_the_webhooks_address_is_in_no_log(database, servers, caplog, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_ALERT_WEBHOOK", "http://127.0.0.1:9/hook?token=secret")
    settings.cache_clear()
    fail(database, NAMES, "blocked", NOW)
    incidents(database, None, NOW)
    assert "webhook: 127.0.0.1" in caplog.text
    assert "secret" not in caplog.text
