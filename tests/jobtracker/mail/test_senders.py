"""Mails, sent to a real server."""

import socket

import pytest

from jobtracker.config import Settings
from jobtracker.mail import smtp as over_smtp
from jobtracker.mail.message import Mail, build
from jobtracker.mail.senders import ConsoleSender, NotSent, by_settings, or_console
from jobtracker.mail.smtp import SmtpSender
from tests.mailbox import certificate, smtp

MAIL = Mail(["ops@example.com", "night@example.com"], "greenhouse: blocked", "first line\n  indented: ü 漢\n\n.dot")


def text_of(mail):
    return mail.get_content().replace("\r\n", "\n")


def test_a_mail_arrives_as_it_was_written():
    with smtp() as box:
        by_settings(Settings(smtp_url=box.url, mail_from="tracker@example.com")).send(MAIL)
    [mail] = box.mails
    assert mail["From"] == "tracker@example.com"
    assert mail["To"] == "ops@example.com, night@example.com"
    assert mail["Subject"] == "greenhouse: blocked"
    assert mail["Message-ID"].endswith("@example.com>")
    assert mail.get_content_type() == "text/plain"
    assert text_of(mail) == f"{MAIL.text}\n"


def test_it_logs_in_with_what_the_url_says():
    with smtp() as box:
        SmtpSender(box.url.replace("//", "//a%40b:s%3Ae%2Fc@"), "tracker@example.com").send(MAIL)
    assert (box.user, len(box.mails)) == ("a@b", 1)


def test_a_wrong_password_is_one_line_and_not_shown():
    with smtp() as box, pytest.raises(NotSent) as error:
        SmtpSender(box.url.replace("//", "//me:wrong@"), "tracker@example.com").send(MAIL)
    assert str(error.value) == "mail: 127.0.0.1: refuses user and password (535)"


def test_starttls_encrypts_before_anything_is_said(tmp_path, monkeypatch):
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with smtp(context, require_starttls=True) as box:
        url = box.url.replace("127.0.0.1", "localhost")
        SmtpSender(f"{url}?starttls", "tracker@example.com").send(MAIL)
        with pytest.raises(NotSent, match="530"):
            SmtpSender(url, "tracker@example.com").send(MAIL)
    assert len(box.mails) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    context, _ = certificate(tmp_path)
    with smtp(context) as box, pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
        SmtpSender(box.url.replace("127.0.0.1", "localhost") + "?starttls", "tracker@example.com").send(MAIL)
    assert box.tried == 0


@pytest.mark.parametrize("reply", ["451 later", "554 no", "421 closing"])
def test_a_refusal_is_one_line(reply):
    with smtp() as box:
        box.reply = reply
        with pytest.raises(NotSent, match=rf"^mail: 127.0.0.1: answers {reply[:3]}"):
            SmtpSender(box.url, "tracker@example.com").send(MAIL)


def test_a_server_that_is_not_there_is_one_line():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(NotSent, match="ConnectionRefused"):
        SmtpSender(url, "tracker@example.com").send(MAIL)


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(over_smtp, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotSent, match=r"(?i)timed? ?out"):
        SmtpSender(f"smtp://127.0.0.1:{silent.getsockname()[1]}", "tracker@example.com").send(MAIL)


def test_without_a_server_mails_are_printed(capsys):
    assert by_settings(Settings()) is None
    assert isinstance(or_console(Settings()), ConsoleSender)
    or_console(Settings()).send(MAIL)
    printed = capsys.readouterr().out
    assert "To: ops@example.com, night@example.com\nSubject: greenhouse: blocked\n\nfirst line\n" in printed


EVIL = "Acme\r\nBcc: victim@example.com\r\n\r\nhello\u202e\x00\x1b[31m"


def test_nothing_that_others_wrote_makes_a_header_or_a_line():
    message = build(Mail(["ops@example.com"], f"{EVIL}: gone", f"a\r\n.\r\nMAIL FROM:<x@y>\nb{EVIL}"), "me@example.com")
    assert set(message.keys()) >= {"From", "To", "Subject"}
    assert "Bcc" not in message
    assert message["Subject"] == "Acme Bcc: victim@example.com hello [31m: gone"
    assert all(line.isprintable() for line in message.get_content().splitlines())
    with smtp() as box:
        SmtpSender(box.url, "me@example.com").send(Mail(["ops@example.com"], EVIL, f"a\r\n.\r\nMAIL FROM:<x@y>{EVIL}"))
    [mail] = box.mails
    assert mail["To"] == "ops@example.com"
    assert "MAIL FROM" in text_of(mail)


@pytest.mark.parametrize("address", ["", "ops", "a@b\r\nBcc: c@d", "Ops <a@b>", "a@b, c@d", "a b@c", "ü@example.com"])
def test_what_is_no_address_is_not_written_to(address):
    with smtp() as box, pytest.raises(NotSent, match="is no mail address"):
        SmtpSender(box.url, "me@example.com").send(Mail([address], "x", "y"))
    assert box.tried == 0
