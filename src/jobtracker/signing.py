"""Links that open one thing, and are kept nowhere: what they open, signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final, Literal

Purpose = Literal["unsubscribe", "pause", "renew", "relevant", "confirm", "feed"]
LONGEST: Final = 300
_SIZE: Final = 18
"""Bytes of a signature: 144 bits."""


def sign(key: str, purpose: Purpose, *parts: str | int) -> str:
    """A token that says these parts (without dots), for a URL. Only whoever has the key can make it."""
    said = ".".join((purpose, *map(str, parts)))
    return f"{said}.{_mac(key, said)}"


def read(key: str, purpose: Purpose, token: str) -> tuple[str, ...] | None:
    """The parts that a token says; None if it is not one of ours, or for something else."""
    said, _, mac = token.rpartition(".")
    named, *parts = said.split(".")
    if len(token) > LONGEST or named != purpose or not token.isascii():
        return None
    return tuple(parts) if hmac.compare_digest(_mac(key, said), mac) else None


def signature(key: str, *parts: str | int) -> str:
    """A secret of its own for something named by the parts, as what a webhook's posts are signed with."""
    return _mac(key, ".".join(("secret", *map(str, parts))))


def _mac(key: str, said: str) -> str:
    digest = hmac.digest(key.encode(), b"jobtracker link\0" + said.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:_SIZE]).decode()
