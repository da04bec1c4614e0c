"""Ways for a mail to leave: by SMTP, or on to the console where no server is set."""

from __future__ import annotations

import smtplib
import ssl
import sys
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from jobtracker.errors import JobTrackerError
from jobtracker.mail.message import Mail, build

PATIENCE = 10.0
"""Seconds for a connection, and for each answer."""
PORTS = {"smtp": 25, "smtps": 465}


class NotSent(JobTrackerError):
    """A mail, or a post to a webhook, did not get through: why, in one line. Another try may."""


class Sender(Protocol):
    """Whoever sends mails."""

    def send(self, mail: Mail) -> None:
        """Send it. Raises NotSent."""


@dataclass(slots=True, frozen=True)
class ConsoleSender:
    """Prints mails, for whoever has no server."""

    mail_from: str

    def send(self, mail: Mail) -> None:
        """Print it on stdout."""
        print(_readable(mail, self.mail_from), file=sys.stdout, flush=True)  # noqa: T201  (its purpose)


@dataclass(slots=True, frozen=True)
class SmtpSender:
    """Sends mails over one server, a connection each."""

    url: str
    """smtp://user:password@host:port, with ?starttls to encrypt before anything is said; smtps:// encrypts at once."""
    mail_from: str

    def send(self, mail: Mail) -> None:
        """Send it. Raises NotSent if the server is away, or refuses it."""
        try:
            message = build(mail, self.mail_from)
            with self._connect() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotSent(f"mail: {urlsplit(self.url).hostname}: {_words(error)}") from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=PATIENCE)
        try:
            if parts.query == "starttls":
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def sender(smtp_url: str, mail_from: str) -> Sender:
    """By the settings: SMTP if there is a server, else the console."""
    return SmtpSender(smtp_url, mail_from) if smtp_url else ConsoleSender(mail_from)


def _readable(mail: Mail, mail_from: str) -> str:
    message = build(mail, mail_from)
    head = "".join(f"{name}: {message[name]}\n" for name in ("From", "To", "Subject"))
    text = message.get_body(("plain",))
    return f"{head}\n{text.get_content() if text else ''}"


def _words(error: Exception) -> str:
    """One line, without a server's reply to what we logged in with."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"refuses user and password ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"refuses {', '.join(error.recipients)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answers {error.smtp_code} {error.smtp_error!r}"[:200]
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
