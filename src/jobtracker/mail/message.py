"""One mail: plain text, and perhaps HTML. What others wrote may be in it, and can add neither headers nor lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

LONGEST_SUBJECT, LONGEST_LINE = 150, 900
"""Characters; SMTP allows 998 a line."""
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
"""A mail address without a name, comment or quotes."""


@dataclass(slots=True, frozen=True)
class Mail:
    """What is to be sent, and to whom. The text's line feeds are ours: what others wrote goes in by `one_line`."""

    to: Sequence[str]
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    """Further ones, whose values are ours."""
    html: str = ""
    """The same for those who see HTML; what others wrote is escaped in it."""


def build(mail: Mail, sender: str) -> EmailMessage:
    """The message as it goes out. Raises ValueError if an address is none."""
    for address in (sender, *mail.to):
        if not ADDRESS.fullmatch(address):
            raise ValueError(f"{address!r} is no mail address")
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, ", ".join(mail.to)
    message["Subject"] = one_line(mail.subject, LONGEST_SUBJECT)
    message["Date"], message["Message-ID"] = formatdate(usegmt=True), make_msgid(domain=sender.rpartition("@")[2])
    for name, value in mail.headers.items():
        message[name] = one_line(value)
    message.set_content(_lines(mail.text))
    if mail.html:
        message.add_alternative(_lines(mail.html), subtype="html")
    return message


def unsubscribe_by(url: str) -> dict[str, str]:
    """The headers by which a mail program ends such mails with one click (RFC 8058): it posts to the URL."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _lines(text: str) -> str:
    return "".join(f"{_printable(line)[:LONGEST_LINE].rstrip()}\n" for line in text.split("\n"))


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Printable characters only, in one line no longer than that."""
    line = " ".join(_printable(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)
