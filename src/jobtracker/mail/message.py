"""One mail: plain text, and perhaps HTML. What others wrote may be in it, and can add neither headers nor lines."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import formatdate, make_msgid
from typing import Any

LONGEST_SUBJECT, LONGEST_LINE = 150, 900
"""Characters; SMTP allows 998 a line."""
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
"""A mail address without a name, comment or quotes."""


class _WholeLines(EmailPolicy):
    """A long address of a List- header stays one: folded, it would be encoded, and no mail program would know it.

    So does a subject in ASCII: where it is folded before its first word, some programs show nothing.
    """

    def fold(self, name: str, value: Any) -> str:
        """One header, as text."""
        whole = name.startswith("List-") or (name == "Subject" and value.isascii())
        return f"{name}: {value}\r\n" if whole else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header, as it is sent."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


_POLICY = _WholeLines() + SMTP


@dataclass(slots=True, frozen=True)
class Mail:
    """What is to be sent, and to whom. The text's line feeds are ours: what others wrote goes in by `one_line`."""

    to: Sequence[str]
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    """Further ones, whose values are ours; Date and Message-ID of a mail that is the same whenever it is sent."""
    html: str = ""
    """The same for those who see HTML; what others wrote is escaped in it."""


def build(mail: Mail, sender: str) -> EmailMessage:
    """The message as it goes out. Raises ValueError if an address is none."""
    for address in (sender, *mail.to):
        if not ADDRESS.fullmatch(address):
            raise ValueError(f"{address!r} is no mail address")
    message = EmailMessage(policy=_POLICY)
    message["From"], message["To"] = sender, ", ".join(mail.to)
    message["Subject"] = one_line(mail.subject, LONGEST_SUBJECT)
    own = {"Date": formatdate(usegmt=True), "Message-ID": make_msgid(domain=sender.rpartition("@")[2])}
    for name, value in (own | mail.headers).items():
        message[name] = one_line(value)
    message.set_content(_lines(mail.text))
    if mail.html:
        message.add_alternative(_lines(mail.html), subtype="html")
        message.set_boundary(f"=_{hashlib.sha256(message['Message-ID'].encode()).hexdigest()[:32]}")
    return message


def unsubscribe_by(url: str) -> dict[str, str]:
    """The headers by which a mail program ends such mails with one click (RFC 8058): it posts to the URL."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _lines(text: str) -> str:
    """What is longer than SMTP's lines is encoded, so none is cut: it may be an address."""
    return "".join(f"{_printable(line).rstrip()}\n" for line in text.split("\n"))


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Printable characters only, in one line no longer than that."""
    line = " ".join(_printable(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)
