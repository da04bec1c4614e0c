"""Mails over SMTP, and what a server's refusal means."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from jobtracker.mail.message import Mail, build
from jobtracker.mail.senders import NotSent

PATIENCE = 10.0
"""Seconds for a connection, and for each answer."""
PORTS = {"smtp": 25, "smtps": 465}
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_NOBODY = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
"""Enhanced status codes (RFC 3463): no such mailbox or domain, or one that moved or was disabled."""
_NOBODY_SAID = re.compile(
    r"(?i)(user|mailbox|recipient|address|account)\b.{0,30}\b(unknown|not found|does ?n[o']t exist|invalid|disabled)"
    r"|(unknown|no such|invalid|nonexistent)\b.{0,20}\b(user|mailbox|recipient|address|account)"
)


@dataclass(slots=True, frozen=True)
class SmtpSender:
    """Sends mails over one server, a connection each."""

    url: str
    """smtp://user:password@host:port, with ?starttls to encrypt before anything is said; smtps:// encrypts at once."""
    mail_from: str

    def send(self, mail: Mail) -> None:
        """Send it. Raises NotSent if the server is away, or refuses it."""
        host = urlsplit(self.url).hostname
        try:
            message = build(mail, self.mail_from)
        except ValueError as error:
            raise NotSent(f"mail: {host}: {error}", permanent=True) from None
        try:
            server = connect(self.url)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotSent(f"mail: {host}: {words(error)}") from None
        try:
            server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            server.close()
            raise _refusal(str(host), error) from None
        _leave(server)


def connect(url: str) -> smtplib.SMTP:
    """A connection that may be sent over. Raises OSError, SMTPException, ValueError."""
    parts = urlsplit(url)
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


def is_nobody(code: int, text: str) -> bool:
    """Whether a refusal says that there is no such mailbox; a full one, or one that dislikes us, may take mails yet."""
    if not 500 <= code < 600:
        return False
    status = _STATUS.search(text)
    if status and not status[1].endswith(".0.0"):
        return status[1] in _NOBODY
    return bool(_NOBODY_SAID.search(text))


def words(error: Exception) -> str:
    """One line, without a server's reply to what we logged in with."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"refuses user and password ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return f"refuses {', '.join(error.recipients)}: {code} {said(reply)}"[:200]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answers {error.smtp_code} {said(error.smtp_error)}"[:200]
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _refusal(host: str, error: Exception) -> NotSent:
    why = f"mail: {host}: {words(error)}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refused_recipients(why, error)
    if isinstance(error, smtplib.SMTPDataError):
        return NotSent(why, permanent=error.smtp_code >= 500)
    # a sender that is refused is a matter of settings, which somebody may mend
    return NotSent(why, certain=isinstance(error, smtplib.SMTPResponseException | ValueError))


def _refused_recipients(why: str, error: smtplib.SMTPRecipientsRefused) -> NotSent:
    refused = {address: (code, said(reply)) for address, (code, reply) in error.recipients.items()}
    nobody = [address for address, (code, text) in refused.items() if is_nobody(code, text)]
    permanent = all(code >= 500 for code, _ in refused.values())
    return NotSent(why, permanent=permanent, no_mailbox=nobody[0] if len(refused) == 1 and nobody else "")


def said(reply: bytes | str) -> str:
    """A server's words, in one line."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; what was sent is sent, whatever comes of it."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
