"""What opens the gate's door, and what keeps it open. Redis holds hashes only: who reads it cannot enter.

The gate, the command `ticket` and the API all make or take them.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from redis import Redis

from jobtracker.account import hash_of, new_token
from jobtracker.fleet.redis import key

TICKET_SECONDS = 60
SESSION_SECONDS = 8 * 3600
"""From the moment of entering, whatever is done in it: a working day."""


def issue(redis: Redis, who: str) -> str:
    """A ticket for one entry within a minute, for the person of this name."""
    return _make(redis, "ticket", who, TICKET_SECONDS)


def address(url: str, ticket: str) -> str:
    """Where a browser enters with it; `url` is where the gate is."""
    return f"{url.rstrip('/')}/enter?{urlencode({'ticket': ticket})}"


def enter(redis: Redis, ticket: str) -> str | None:
    """The token of a new session, in exchange for the ticket; None if it is unknown, used or too old."""
    who = cast("bytes | None", redis.getdel(_key("ticket", ticket)))
    return None if who is None else _make(redis, "session", who.decode(), SESSION_SECONDS)


def who_is(redis: Redis, token: str) -> str | None:
    """Whose session it is; None if it is over, or never was."""
    who = cast("bytes | None", redis.get(_key("session", token)))
    return None if who is None else who.decode()


def leave(redis: Redis, token: str) -> None:
    """End the session."""
    redis.delete(_key("session", token))


def _make(redis: Redis, kind: str, who: str, seconds: int) -> str:
    token = new_token()
    redis.set(_key(kind, token), who, ex=seconds)
    return token


def _key(kind: str, token: str) -> str:
    return key("gate", kind, hash_of(token))
