"""Mails, sent to a real server."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from email import message_from_bytes

import pytest

from jobtracker.config import Settings
from jobtracker.mail import folder
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


PLAIN, ENCRYPTED = b"220 at your service".ljust(4000), b"\x16\x03\x03\x3f\xff" + bytes(4000)


@pytest.mark.parametrize(("scheme", "letters"), [("smtp", PLAIN), ("smtps", ENCRYPTED)])
def test_a_server_that_answers_letter_by_letter_is_left_in_time(monkeypatch, scheme, letters):
    monkeypatch.setattr(over_smtp, "LONGEST", 0.5)
    begun = time.monotonic()
    with dripping(letters) as port, pytest.raises(NotSent, match=r"not done in 0\.5 seconds"):
        SmtpSender(f"{scheme}://127.0.0.1:{port}", "tracker@example.com").send(MAIL)
    assert 0.4 < time.monotonic() - begun < 5


@contextmanager
def dripping(letters):
    """A server that says all of it, if one waits for long."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def say():
            connection, _ = server.accept()
            with connection, suppress(OSError):
                for letter in letters:
                    connection.sendall(bytes([letter]))
                    time.sleep(0.02)

        speaking = threading.Thread(target=say)
        speaking.start()
        yield server.getsockname()[1]
        speaking.join()


def test_a_mail_that_went_out_in_time_or_not_at_all_leaves_no_clock():
    with smtp() as box:
        SmtpSender(box.url, "tracker@example.com").send(MAIL)
        with pytest.raises(NotSent):
            SmtpSender(box.url.replace("smtp:", "smtps:"), "tracker@example.com").send(MAIL)
        assert not [each for each in threading.enumerate() if isinstance(each, threading.Timer)]


def test_without_a_server_mails_are_printed(capsys):
    assert by_settings(Settings()) is None
    assert isinstance(or_console(Settings()), ConsoleSender)
    or_console(Settings()).send(MAIL)
    printed = capsys.readouterr().out
    assert "To: ops@example.com, night@example.com\nSubject: greenhouse: blocked\n\nfirst line\n" in printed


EVIL = "Acme\r\nBcc: victim@example.com\r\n\r\nhello\u202e\x00\x1b[31m"


@pytest.mark.parametrize("subject", [f"1 new job: {'x' * 100}", "1 new job: " + "long words " * 12])
def test_a_long_subject_stands_on_the_line_of_its_name(subject):
    sent = build(Mail(["eve@example.com"], subject, "text"), "tracker@example.com").as_bytes()
    assert f"\r\nSubject: {subject.strip()}\r\n".encode() in sent


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


def test_in_a_folder_each_mail_is_a_file_and_the_same_mail_the_same(tmp_path):
    to_folder = by_settings(Settings(mail_dir=str(tmp_path / "mail"), mail_from="tracker@example.com"))
    named = Mail(
        ["eve@example.com"], "news", "text", {"Message-ID": "<1@x>", "Date": "Thu, 26 Nov 2026 09:00:00 +0000"}
    )
    for mail in (MAIL, named, named):
        to_folder.send(mail)
    files = folder.newest(tmp_path / "mail", 9)
    assert [message_from_bytes(file.read_bytes())["Subject"] for file in files] == ["greenhouse: blocked", "news"]
    assert {file.suffix for file in (tmp_path / "mail").iterdir()} == {".eml"}


def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSent, match=r"^mail: .*/file/mail: Not a directory$"):
        folder.FolderSender(tmp_path / "file" / "mail", "tracker@example.com").send(MAIL)


@pytest.mark.parametrize(
    ("rcpt", "data", "permanent", "no_mailbox"),
    [
        ("550 5.1.1 no such user", "250 OK", True, True),
        ("550 5.7.1 not from you", "250 OK", True, False),
        ("450 4.2.1 try later", "250 OK", False, False),
        ("250 OK", "554 5.6.0 we do not like it", True, False),
        ("250 OK", "451 4.3.0 later", False, False),
    ],
)
def test_what_a_refusal_means(rcpt, data, permanent, no_mailbox):
    one = Mail(["eve@example.com"], "news", "text")
    with smtp() as box:
        box.rcpt, box.reply = rcpt, data
        with pytest.raises(NotSent) as error:
            SmtpSender(box.url, "tracker@example.com").send(one)
    its = error.value
    assert (its.permanent, its.no_mailbox, its.certain) == (permanent, "eve@example.com" if no_mailbox else "", True)


def test_a_server_that_falls_silent_after_it_had_the_mail_may_have_taken_it(monkeypatch):
    monkeypatch.setattr(over_smtp, "PATIENCE", 0.3)
    with smtp() as box:
        box.silent = 1
        with pytest.raises(NotSent) as error:
            SmtpSender(box.url, "tracker@example.com").send(MAIL)
    assert not error.value.certain


def test_a_sender_that_is_refused_is_a_matter_of_settings():
    with smtp() as box:
        box.mail_from = "530 5.7.0 log in first"
        with pytest.raises(NotSent) as error:
            SmtpSender(box.url, "tracker@example.com").send(MAIL)
    assert (error.value.permanent, error.value.certain) == (False, True)
