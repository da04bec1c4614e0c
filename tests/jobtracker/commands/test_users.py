"""`jobtracker users`: accounts from the command line, each act in the audit."""

import json
import os
import pty
import re
import sys
from contextlib import suppress
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from jobtracker import entering, passwords
from jobtracker.cli import jobtracker
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.entering import WrongPassword
from jobtracker.errors import JobTrackerError
from jobtracker.models import Audit
from tests.jobtracker.store.people import EVE, PASSWORD
from tests.mailbox import smtp


@pytest.fixture
def database(sqlite_url, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    settings.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def box(monkeypatch):
    with smtp() as box:
        monkeypatch.setenv("JOBTRACKER_SMTP_URL", box.url)
        settings.cache_clear()
        yield box


def run(*words, stdin=""):
    result = CliRunner().invoke(jobtracker, ["users", *words], input=stdin, catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_an_admin_is_added_with_the_password_on_stdin(database):
    assert run("add", "Eve@example.com", "--admin", stdin=f"{PASSWORD}\n").output == f"{EVE}: account made\n"
    assert entering.log_in(database, EVE, PASSWORD).admin
    assert re.search(rf"{EVE}\tadmin\topen", run("list").output)
    [act] = database.read(lambda s: s.execute(select(Audit.act, Audit.subject, Audit.via)).all())
    assert act == ("user.add", EVE, "command")
    assert PASSWORD not in str(database.read(lambda s: s.execute(select(Audit)).all()))


def test_a_user_whom_the_system_has_no_name_for_may_do_so_too(database):
    with patch("getpass.getuser", side_effect=OSError):
        assert run("add", EVE, stdin=f"{PASSWORD}\n").output == f"{EVE}: account made\n"
    assert database.read(lambda s: s.scalar(select(Audit.who))) == "unknown"


def test_without_a_password_a_link_is_mailed_that_sets_one(database, box):
    assert "a link to set its password is mailed" in run("add", EVE).output
    assert "no password yet" in run("list").output
    [message] = box.mails
    [token] = re.findall(r"/reset#(\S+)", message.get_body(("plain",)).get_content())
    ticket = entering.set_password(database, token, PASSWORD, now=message_time(message))
    assert ticket.email == EVE


def message_time(message):
    return message["Date"].datetime


def test_an_account_is_closed_and_opened_again(database):
    run("add", EVE, stdin=PASSWORD)
    assert run("disable", EVE).output == f"{EVE}: disabled\n"
    assert "disabled" in run("list").output
    with pytest.raises(WrongPassword):
        entering.log_in(database, EVE, PASSWORD)
    with pytest.raises(JobTrackerError, match="is disabled"):
        run("reset", EVE)
    assert run("enable", EVE).output == f"{EVE}: enabled\n"
    assert entering.log_in(database, EVE, PASSWORD)


def test_a_reset_and_an_invitation_are_mailed(database, box, monkeypatch):
    run("add", EVE, "--admin", stdin=PASSWORD)
    run("reset", EVE)
    with pytest.raises(JobTrackerError, match="sign-up is closed"):
        run("invite", "adam@example.com")
    monkeypatch.setenv("JOBTRACKER_SIGNUP", "invite")
    settings.cache_clear()
    run("invite", "adam@example.com")
    assert [(each["To"], each["Subject"]) for each in box.mails] == [
        (EVE, "Set a new password"),
        ("adam@example.com", "You are invited to Job Tracker"),
    ]
    shown = json.loads(run("list", "--json").output)
    assert ([each["email"] for each in shown["accounts"]], len(shown["invitations"])) == ([EVE], 1)
    assert "password_hash" not in str(shown)


def test_what_cannot_be_is_one_line(database):
    run("add", EVE, stdin=PASSWORD)
    for words, stdin, line in (
        (("add", EVE), PASSWORD, "there is an account already"),
        (("add", "adam@example.com"), "short", "12 to 200 characters"),
        (("disable", "adam@example.com"), "", "no such account"),
    ):
        with pytest.raises(JobTrackerError, match=line):
            run(*words, stdin=stdin)
    assert run("add", "no address").exit_code == 2
    assert run("list", "--like", "nobody").output == ""


def at_a_terminal(url, *typed):
    """What one sees who adds an account at a terminal, and the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["JOBTRACKER_DATABASE_URL"] = url
        words = [sys.executable, "-m", "jobtracker", "users", "add", EVE]
        os.execv(sys.executable, words)
    seen = b""
    with suppress(OSError):  # so Linux says that the other end is gone
        while part := os.read(terminal, 4096):
            seen += part
            if typed and part.rstrip().endswith(b":"):
                os.write(terminal, typed[0].encode() + b"\n")
                typed = typed[1:]
    os.close(terminal)
    return seen.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize(
    ("typed", "line", "status"),
    [
        ((PASSWORD, PASSWORD), "account made\r\n", 0),
        ((PASSWORD, "another one"), "these were two passwords", 1),
        (("",), "a link to set its password is mailed", 0),
    ],
)
def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(database, sqlite_url, typed, line, status):
    seen, exit_status = at_a_terminal(sqlite_url, *typed)
    assert (line in seen, exit_status, PASSWORD in seen) == (True, status, False)
