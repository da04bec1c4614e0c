"""A mail server that misbehaves at random, and keeps an account of what it accepted."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any, NamedTuple

HANG = 15.0
"""Seconds; a sender waits for ten."""
JOB = re.compile(r"/jobs/(\d+)$", re.MULTILINE)

REFUSED, LATER, SILENT, CUT = "refused", "later", "silent", "cut"
SILENT_AFTER, CUT_AFTER = "silent, accepted", "cut, accepted"
AT_GREETING = {REFUSED: 0.06}
"""How often what happens, of all connections: it is closed before a word."""
AT_RECIPIENT = {LATER: 0.06, SILENT: 0.005}
AT_DATA = {LATER: 0.06, REFUSED: 0.03, SILENT: 0.005, SILENT_AFTER: 0.01, CUT: 0.05, CUT_AFTER: 0.05}
"""The same, of all mails once their text has come: 451, 554, not a word more, the connection cut."""
ACCEPTED = frozenset({"", SILENT_AFTER, CUT_AFTER})
"""What happens to mails that arrive all the same; "" if nothing does."""


class Arrived(NamedTuple):
    """A mail that was accepted."""

    name: str
    """Its Message-ID."""
    to: str
    jobs: frozenset[int]
    """Listings that its text shows."""
    subject: str
    at: float
    """On the clock of time.monotonic."""
    trouble: str
    """What its sender heard in place of an answer; "" if it was told."""


@dataclass(slots=True)
class Post:
    """The server's conduct; each call is one that aiosmtpd makes."""

    chance: random.Random
    ill: bool = True
    url: str = ""
    arrived: list[Arrived] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    heard: int = 0
    """How many words of the protocol, and mails, have come: by this one knows that somebody is sending."""

    def _trouble(self, likely: dict[str, float]) -> str:
        at = self.chance.random() if self.ill else 1.0
        for what, share in likely.items():
            if at < share:
                self.troubles[what] += 1
                return what
            at -= share
        return ""

    async def handle_EHLO(  # noqa: N802  (aiosmtpd's names)
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.heard += 1
        session.host_name = hostname
        if self._trouble(AT_GREETING):
            server.transport.abort()
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        self.heard += 1
        trouble = self._trouble(AT_RECIPIENT)
        if trouble == SILENT:
            await asyncio.sleep(HANG)
        if trouble:
            return "451 4.3.2 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.heard += 1
        trouble = self._trouble(AT_DATA)
        if trouble in ACCEPTED:
            self.arrived.append(_read(envelope, trouble))
        if trouble.startswith(SILENT):
            await asyncio.sleep(HANG)
        if trouble.startswith((SILENT, CUT)):
            server.transport.abort()
        return {REFUSED: "554 5.7.1 we do not like it", LATER: "451 4.3.2 try again later"}.get(trouble, "250 OK")


def _read(envelope: Any, trouble: str) -> Arrived:
    mail = message_from_bytes(envelope.content, policy=policy.default)
    text = mail.get_body(("plain",))  # type: ignore[attr-defined]  # its policy makes it an EmailMessage
    jobs = frozenset(int(id_) for id_ in JOB.findall(text.get_content().replace("\r", "")))
    return Arrived(mail["Message-ID"], envelope.rcpt_tos[0], jobs, mail["Subject"], time.monotonic(), trouble)


@contextmanager
def serving(seed: int) -> Iterator[Post]:
    """Serve on loopback while this lasts."""
    from aiosmtpd.controller import Controller

    post = Post(random.Random(seed))
    controller = Controller(post, hostname="127.0.0.1", port=0)
    with suppress(OSError):  # it connects to the port it was given, 0, to see that it answers
        controller.start()
    assert controller.server
    post.url = f"smtp://127.0.0.1:{controller.server.sockets[0].getsockname()[1]}"
    try:
        yield post
    finally:
        controller.stop()
