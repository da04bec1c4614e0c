"""The connection to Redis (Valkey)."""

from __future__ import annotations

from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from jobtracker.errors import JobTrackerError

PREFIX = "jobtracker:"
"""What every key of ours begins with."""
PATIENCE = 5.0
"""Seconds for a connection, and for an answer."""

PARAMS: dict[str, Any] = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "health_check_interval": 30,
    "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),  # a kept connection may be stale
}
"""How we connect, wherever we do."""


class RedisAway(JobTrackerError):
    """Redis did not answer. Nothing is lost: what it held is made again from SQL."""


def connect(url: str) -> Redis:
    """A client, which connects when it is first used. Answers are bytes. Raises RedisAway on what is no such URL."""
    try:
        return Redis.from_url(url, **PARAMS)
    except (RedisError, ValueError) as error:
        raise RedisAway(f"JOBTRACKER_REDIS_URL: {error}") from None


def key(*parts: str) -> str:
    """`key("host", "example.com")` is `jobtracker:host:example.com`."""
    return PREFIX + ":".join(parts)
