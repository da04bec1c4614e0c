"""Mails over SMTP, and what a server's refusal means."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from jobtracker.mail.message import Mail, build
from jobtracker.mail.senders import NotSent

PATIENCE = 10.0
"""Seconds for a connection, and for each part of an answer."""
LONGEST = 60.0
"""Seconds for all of it: a server that answers letter by letter may not keep the other mails waiting."""
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
        server: smtplib.SMTP = _EncryptedInTime(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    else:
        server = _InTime(host, port, timeout=PATIENCE)
    try:
        if parts.query == "starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


class _InTime(smtplib.SMTP):
    """A connection that ends when its time is over, whatever the server is saying.

    Its clock runs from the first packet on, so that it holds for a slow handshake, too. It has a handle of its own on
    the connection: encrypting takes the first one away.
    """

    _clock: threading.Timer | None = None
    _handle: socket.socket | None = None
    _is_over = False

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._handle = found.dup()
        self._clock = threading.Timer(LONGEST, self._end)
        self._clock.daemon = True
        self._clock.start()
        return found

    def _end(self) -> None:
        self._is_over = True
        self._hang_up()

    def _hang_up(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):  # it may be over already
                self._handle.shutdown(socket.SHUT_RDWR)
            self._handle.close()

    def connect(self, *where: Any, **more: Any) -> tuple[int, bytes]:
        """Reach the server, and hear its greeting. Nothing is left of one that fails."""
        try:
            return super().connect(*where, **more)
        except BaseException:
            self.close()
            self._in_time()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """What the server answers; half an answer is none. Raises SMTPServerDisconnected if the time is over."""
        try:
            return super().getreply()
        finally:
            self._in_time()

    def _in_time(self) -> None:
        if self._is_over:
            raise smtplib.SMTPServerDisconnected(f"not done in {LONGEST:g} seconds")

    def close(self) -> None:
        """Hang up, and stop the clock."""
        super().close()
        if self._clock is not None:
            self._clock.cancel()
            self._hang_up()


class _EncryptedInTime(smtplib.SMTP_SSL, _InTime):
    """The same, encrypted from the beginning."""


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
