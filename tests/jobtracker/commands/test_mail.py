"""`jobtracker mail` and `send` as somebody at a terminal has them."""

import pytest
from click.testing import CliRunner

from jobtracker.commands.mail import mail
from jobtracker.commands.send import send
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.mail import checkup
from jobtracker.mail.checkup.domain import of_domain
from tests.jobtracker.mail.test_bounces import ARF, dsn, failed
from tests.jobtracker.store import people
from tests.jobtracker.tasks.test_mail import NOW
from tests.mailbox import certificate, smtp


@pytest.fixture
def run(sqlite_url, monkeypatch):
    """Give a command; what it says, its error after it."""

    def give(command, *words, **env):
        for name, value in ({"DATABASE_URL": sqlite_url} | env).items():
            monkeypatch.setenv(f"JOBTRACKER_{name}", value)
        settings.cache_clear()
        done = CliRunner().invoke(command, words)
        if done.exception and not isinstance(done.exception, SystemExit | JobTrackerError):
            raise done.exception
        return done.output + (str(done.exception) if isinstance(done.exception, JobTrackerError) else "")

    return give


@pytest.fixture
def dns(monkeypatch):
    """What DNS knows of example.org."""
    known = {
        ("example.org", "TXT"): ["v=spf1 mx ~all", "other"],
        ("mail._domainkey.example.org", "TXT"): ["v=DKIM1; p=abc"],
        ("_dmarc.example.org", "TXT"): ["v=DMARC1; p=none"],
        ("example.org", "MX"): ["10 mx.example.org."],
    }
    monkeypatch.setattr(checkup, "of_domain", lambda domain: of_domain(domain, lambda *asked: known.get(asked, ())))
    return known


def states(output):
    return {line[10:].partition(":")[0]: line[:9].strip() for line in output.splitlines() if line[:1].strip()}


def test_a_test_mail_arrives_and_each_step_is_told(run, dns):
    with smtp() as box:
        url = box.url.replace("//", "//tracker%40example.org:s%3Ae%2Fc@")
        output = run(mail, "test", "eve@example.com", SMTP_URL=url, MAIL_FROM="tracker@example.org")
    assert [each["To"] for each in box.mails] == ["eve@example.com"]
    found = states(output)
    assert {found.pop(step) for step in ("links (BASE_URL)",)} <= {"wrong", "doubtful"}
    steps = ("From", "host", "port", "TLS", "log-in", "MAIL FROM", "RCPT TO", "DATA", "SPF", "DKIM", "DMARC", "MX")
    assert {step: found[step] for step in steps} == dict.fromkeys(steps, "good")


@pytest.mark.parametrize(
    ("about", "step", "words"),
    [
        ({"MAIL_FROM": "jobtracker@localhost"}, "From", "set JOBTRACKER_MAIL_FROM"),
        ({"SMTP_URL": "smtp://127.0.0.1:1"}, "port", "587"),
        ({"SMTP_URL": "smtp://no-such-host.invalid"}, "host", "look at the host"),
        ({"SMTP_URL": "{url}?starttls"}, "TLS", "STARTTLS"),
        ({"SMTP_URL": "{url}?login"}, "log-in", "user and password"),
    ],
)
def test_what_is_wrong_is_said_with_its_fix(run, dns, about, step, words):
    with smtp() as box:
        url = about.get("SMTP_URL", box.url).replace("{url}", box.url)
        url = url.replace("?login", "").replace("//", "//me:wrong@") if "?login" in url else url
        output = run(mail, "test", "eve@example.com", **{"MAIL_FROM": "tracker@example.org", **about, "SMTP_URL": url})
    assert states(output)[step] == "wrong"
    assert words in output
    assert "of these would keep mails from arriving" in output


def test_a_recipient_that_the_server_refuses_is_told(run, dns):
    with smtp() as box:
        box.rcpt = "550 5.7.1 relaying denied"
        output = run(mail, "test", "eve@example.com", SMTP_URL=box.url, MAIL_FROM="tracker@example.org")
    assert "wrong     RCPT TO: 550 5.7.1 relaying denied" in output


def test_a_sender_of_another_domain_than_the_log_in_is_doubted(run, dns):
    with smtp() as box:
        url = box.url.replace("//", "//me%40else.example:s%3Ae%2Fc@")
        output = run(mail, "test", "eve@example.com", SMTP_URL=url, MAIL_FROM="tracker@example.org")
    assert states(output)["From"] == "doubtful"


def test_encryption_is_looked_at(run, dns, tmp_path, monkeypatch):
    context, trusted = certificate(tmp_path)
    with smtp(context) as box:
        url = f"{box.url.replace('127.0.0.1', 'localhost')}?starttls"
        output = run(mail, "test", "eve@example.com", SMTP_URL=url, MAIL_FROM="tracker@example.org")
        assert states(output)["TLS"] == "wrong"
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        output = run(mail, "test", "eve@example.com", SMTP_URL=url, MAIL_FROM="tracker@example.org")
    assert "good      TLS: TLSv1.3, and the certificate is for localhost" in output


def test_a_domain_that_says_nothing_of_itself_is_told_what_to_publish(run, dns):
    dns.clear()
    with smtp() as box:
        output = run(mail, "test", "eve@example.com", SMTP_URL=box.url, MAIL_FROM="tracker@example.org")
    found = states(output)
    assert [found[step] for step in ("SPF", "DKIM", "DMARC", "MX")] == ["wrong", "unknown", "wrong", "doubtful"]
    assert '"v=DMARC1; p=none; rua=mailto:postmaster@example.org"' in output


def test_where_dns_cannot_be_asked_it_says_what_to_look_at():
    def away(name, kind):
        raise OSError("no network")

    found = list(of_domain("example.org", away))
    assert {each.state for each in found} == {"unknown"}
    assert "dig TXT _dmarc.example.org" in found[2].fix


def test_mails_that_came_back_stop_mails_to_that_address(run, sqlite_url, tmp_path):
    database = Database(sqlite_url)
    for email in (people.EVE, people.ADAM):
        people.add(database, email, now=NOW)
    file = tmp_path / "report.eml"
    for report, words in (
        (dsn(failed(status="5.2.2", code="552 full")), "eve@example.com: nothing is changed (failed 5.2.2"),
        (dsn(failed()), "eve@example.com: nothing is mailed to it any more (bounce: failed 5.1.1"),
        (ARF, "eve@example.com: nothing was mailed to it any more already"),
        (ARF.replace(b"eve@", b"stranger@"), "stranger@example.com: nothing is changed: no mail of ours went there"),
        (b"Subject: hello\n\nI am away", "no report of a delivery"),
    ):
        file.write_bytes(report)
        assert words in run(mail, "bounce", str(file))
    assert run(mail, "suppressed").startswith("eve@example.com\tbounce\t")
    assert "is mailed to again" in run(mail, "release", "eve@example.com")
    assert "nothing was in the way" in run(mail, "release", "eve@example.com")
    run(mail, "suppress", "adam@example.com")
    assert run(mail, "suppressed").startswith("adam@example.com\tby hand\t")
    database.close()


def test_a_round_by_hand_says_what_is_missing(run, tmp_path):
    assert "neither JOBTRACKER_SMTP_URL nor JOBTRACKER_MAIL_DIR is set" in run(send)
    assert run(send, MAIL_DIR=str(tmp_path)) == "nothing was due\n"
