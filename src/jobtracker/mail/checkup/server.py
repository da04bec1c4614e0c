"""The steps of sending a mail over SMTP, each looked at."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from jobtracker.mail import smtp
from jobtracker.mail.checkup.finding import Finding
from jobtracker.mail.message import Mail, build
from jobtracker.mail.smtp import PORTS, words

_USUAL = {"smtps": 465, "starttls": 587, "smtp": 25}
_PORT = "many networks let nothing out at port 25; most servers take mails of their users at 587 (?starttls) or 465 (smtps://)"
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class _Stopped(Exception):
    """A step failed, after which no other can be made."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.said)
        self.finding = finding


def of_server(url: str, mail_from: str, mail: Mail) -> Iterator[Finding]:
    """Send the mail step by step."""
    parts = urlsplit(url)
    yield _from(parts, mail_from)
    server = None
    try:
        yield _host(parts)
        server = _connected(parts)
        yield _port(parts)
        yield _encrypted(server, parts)
        yield _entered(server, parts)
        yield from _sent(server, mail_from, mail)
    except _Stopped as stopped:
        yield stopped.finding
    finally:
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()


def _from(parts: SplitResult, mail_from: str) -> Finding:
    """Whether it comes from whom the server speaks for."""
    domain, user = mail_from.rpartition("@")[2], unquote(parts.username or "")
    if "." not in domain or domain.endswith((".local", ".localhost", ".example")):
        fix = "set JOBTRACKER_MAIL_FROM to an address of a domain of yours"
        return Finding("wrong", "From", f"{mail_from} is of no domain that others know", fix)
    of_user = user.rpartition("@")[2] if "@" in user else ""
    if of_user and of_user.lower() != domain.lower():
        fix = f"take an address of {of_user}, or have the server allow {mail_from}: else SPF and DKIM do not align"
        return Finding("doubtful", "From", f"{mail_from}, but the server is entered as {user}", fix)
    return Finding("good", "From", mail_from)


def _host(parts: SplitResult) -> Finding:
    host = parts.hostname or ""
    try:
        found = sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        fix = "look at the host in JOBTRACKER_SMTP_URL, and at this machine's DNS"
        raise _Stopped(Finding("wrong", "host", f"there is no {host}", fix)) from None
    return Finding("good", "host", f"{host} is {', '.join(found[:3])}")


def _connected(parts: SplitResult) -> smtplib.SMTP:
    port, host = parts.port or PORTS[parts.scheme], parts.hostname or ""
    try:
        if parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=smtp.PATIENCE, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=smtp.PATIENCE)
    except ssl.SSLError as error:
        fix = "smtps:// is for port 465; at 587 and 25 write smtp://...?starttls"
        raise _Stopped(Finding("wrong", "TLS", words(error), fix)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise _Stopped(Finding("wrong", "port", f"{port}: {words(error)}", f"look at host and port; {_PORT}")) from None


def _port(parts: SplitResult) -> Finding:
    port = parts.port or PORTS[parts.scheme]
    usual = _USUAL["starttls" if parts.query == "starttls" else parts.scheme]
    if port in (465, 587, 25) and port != usual and not (parts.query == "starttls" and port == 25):
        return Finding("doubtful", "port", f"{port} answers, which is not usual for this kind of URL", _PORT)
    return Finding("good", "port", f"{port} answers")


def _encrypted(server: smtplib.SMTP, parts: SplitResult) -> Finding:
    _step(server.ehlo_or_helo_if_needed, "EHLO", "this server speaks no SMTP that we know")
    if parts.query == "starttls":
        fix = "the server has to offer STARTTLS, with a certificate for that host; or write smtps:// for port 465"
        context = ssl.create_default_context()
        _step(lambda: server.starttls(context=context), "TLS", fix)
        _step(server.ehlo_or_helo_if_needed, "EHLO", "the server falls silent after STARTTLS")
    if isinstance(server.sock, ssl.SSLSocket):
        return Finding("good", "TLS", f"{server.sock.version()}, and the certificate is for {parts.hostname}")
    if parts.hostname in _LOCAL:
        return Finding("good", "TLS", "none, and none is needed on this machine")
    offered = " (which the server offers)" if server.has_extn("starttls") else ""
    return Finding("doubtful", "TLS", "nothing is encrypted", f"add ?starttls to JOBTRACKER_SMTP_URL{offered}")


def _entered(server: smtplib.SMTP, parts: SplitResult) -> Finding:
    if not parts.username:
        fix = "if it refuses the mail below, write user and password into JOBTRACKER_SMTP_URL: smtp://user:password@..."
        return Finding("good" if parts.hostname in _LOCAL else "doubtful", "log-in", "none", fix)
    user = unquote(parts.username)
    fix = "look at user and password in JOBTRACKER_SMTP_URL (@ is %40, : is %3A); it may want one for programs"
    _step(lambda: server.login(user, unquote(parts.password or "")), "log-in", fix)
    return Finding("good", "log-in", f"as {user}")


def _sent(server: smtplib.SMTP, mail_from: str, mail: Mail) -> Iterator[Finding]:
    [to] = mail.to
    message = build(mail, mail_from)
    fix = f"the server does not take mails from {mail_from}: see JOBTRACKER_MAIL_FROM, and who is logged in"
    yield _answered("MAIL FROM", server.mail, mail_from, fix)
    yield _answered("RCPT TO", server.rcpt, to, "the server does not take mails for this address; it may want a log-in")
    fix = "the server took sender and recipient but not the mail: its words say why"
    yield _answered("DATA", server.data, message.as_bytes(), fix)


def _answered(step: str, ask: Callable[[Any], tuple[int, bytes]], value: str | bytes, fix: str) -> Finding:
    code, reply = _step(lambda: ask(value), step, fix)
    said = f"{code} {smtp.said(reply)}"[:200]
    if code >= 300:
        raise _Stopped(Finding("wrong", step, said, fix))
    return Finding("good", step, said)


def _step(do: Callable[[], Any], step: str, fix: str) -> Any:
    try:
        return do()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise _Stopped(Finding("wrong", step, words(error), fix)) from None
