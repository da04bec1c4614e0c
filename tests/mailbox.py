"""A real SMTP server and a real web server, which keep what they are sent."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Mailbox:
    """What an SMTP server received. `reply`, `rcpt` and `mail_from` may be refusals.

    Of `silent` mails, once it has them, it says nothing more.
    """

    def __init__(self) -> None:
        self.reply = self.rcpt = self.mail_from = "250 OK"
        self.silent = 0
        self.mails: list[EmailMessage] = []
        self.tried = 0
        self.user = ""
        self.url = ""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        return self.mail_from

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        self.tried += 1
        if self.reply.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if self.silent:
            self.silent -= 1
            await asyncio.sleep(3600)
        return self.reply

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        self.user = login.login.decode()
        return AuthResult(success=login.password == b"s:e/c", handled=False)


@contextmanager
def smtp(tls: ssl.SSLContext | None = None, **about: Any) -> Iterator[Mailbox]:
    """Serve on loopback while this lasts; with `tls`, STARTTLS is offered."""
    box = Mailbox()
    about |= {"authenticator": box.authenticate, "auth_require_tls": False, "tls_context": tls}
    controller = Controller(box, hostname="127.0.0.1", port=0, **about)
    with suppress(OSError):  # it connects to the port it was given, 0, to see that it answers
        controller.start()
    port = controller.server.sockets[0].getsockname()[1]
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()


class Hook(ThreadingHTTPServer):
    """Keeps the documents that were posted, and answers `status`; if it `drips`, letter by letter, without an end."""

    daemon_threads = True
    status = 204
    drips = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts: list[dict[str, Any]] = []
        self.tried = 0
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook?token=secret"


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.tried += 1
        if self.server.status < 300:
            self.server.posts.append(json.loads(body))
        while self.server.drips:
            self.wfile.write(b"H")
            time.sleep(0.05)
        self.send_response(self.server.status)
        if self.server.status in (301, 302):
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def webhook() -> Iterator[Hook]:
    """Serve on loopback while this lasts."""
    server = Hook()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context for localhost, and the file by which a client trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / "cert.pem", folder / "key.pem"
    trusted.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, secret)
    return context, trusted
