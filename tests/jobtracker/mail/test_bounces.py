"""Mails that come back say of whom, and whether anybody is there."""

import pytest

from jobtracker.mail.bounces import read
from jobtracker.mail.smtp import is_nobody


def dsn(*groups):
    blocks = "\n".join(f"\n{group}" for group in groups)
    return f"""\
From: MAILER-DAEMON@mx.example.com
To: tracker@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you...

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
{blocks}

--b
Content-Type: message/rfc822

From: tracker@example.com
To: somebody-else@example.com
Subject: 3 new jobs

--b--
""".encode()


def failed(address="Eve@Example.com", action="failed", status="5.1.1", code="smtp; 550 5.1.1 <eve> user unknown"):
    return f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {code}\n"


ARF = b"""\
From: feedback@provider.example
To: abuse@example.com
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <eve@example.com>

--b
Content-Type: message/rfc822

From: tracker@example.com
To: adam@example.com
Subject: 3 new jobs

--b--
"""


@pytest.mark.parametrize(
    ("report", "kind"),
    [
        (failed(), "bounce"),
        (failed(status="5.0.0", code="smtp; 550 no such user here"), "bounce"),
        (failed(status="5.2.1", code="smtp; 550 disabled"), "bounce"),
        (failed(status="5.2.2", code="smtp; 552 5.2.2 mailbox full"), "passing"),
        (failed(status="5.7.1", code="smtp; 550 5.7.1 message looks like spam"), "passing"),
        (failed(status="4.4.1", code="smtp; 421 too busy"), "passing"),
        (failed(action="delayed", status="4.4.1"), "passing"),
        (failed(action="delivered", status="2.0.0", code="smtp; 250 ok"), "passing"),
    ],
)
def test_a_report_of_a_delivery(report, kind):
    [found] = read(dsn(report))
    assert (found.address, found.kind) == ("eve@example.com", kind)


def test_of_several_recipients_each_is_told():
    found = read(dsn(failed(), failed("adam@example.com", status="5.2.2", code="552 full")))
    assert [(each.address, each.kind) for each in found] == [
        ("eve@example.com", "bounce"),
        ("adam@example.com", "passing"),
    ]


def test_a_complaint_is_of_whom_the_report_names_else_of_whom_the_mail_went_to():
    assert [(each.address, each.kind) for each in read(ARF)] == [("eve@example.com", "complaint")]
    unnamed = ARF.replace(b"Original-Rcpt-To: <eve@example.com>\n", b"")
    assert [(each.address, each.kind) for each in read(unnamed)] == [("adam@example.com", "complaint")]
    assert [each.kind for each in read(ARF.replace(b"abuse\n", b"not-spam\n"))] == ["passing"]


@pytest.mark.parametrize(
    "other", [b"", b"\x00\xff" * 99, b"Subject: hello\n\nFinal-Recipient: rfc822; eve@example.com\n"]
)
def test_whatever_else_is_no_report(other):
    assert read(other) == []


@pytest.mark.parametrize(
    ("code", "said", "nobody"),
    [
        (550, "5.1.1 The email account that you tried to reach does not exist", True),
        (550, "Requested action not taken: mailbox unavailable", False),
        (550, "No such user", True),
        (550, "5.7.1 relaying denied for user unknown to us", False),
        (450, "4.1.1 user unknown", False),
        (554, "5.1.2 no such domain", True),
        (552, "mailbox full", False),
    ],
)
def test_nobody_is_there_only_if_that_is_said(code, said, nobody):
    assert is_nobody(code, said) is nobody
