"""Background work: the workers that do it, the cron that asks for it; and who looks at URLs to be added."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.service import Service

_FORKS: dict[str, str] = {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES"}
"""macOS ends a forked process that it cannot vouch for, unless it is told not to."""


def worker(folder: Path, env: Mapping[str, str], *, after: Sequence[str] = ()) -> Service:
    """`env` has JOBTRACKER_REDIS_URL and JOBTRACKER_DATABASE_URL."""
    return _service("worker", folder, _FORKS | dict(env), after, "worker", "--queue", "tasks")


def mailer(folder: Path, env: Mapping[str, str], *, after: Sequence[str] = ()) -> Service:
    """The worker of the queue of mails; `env` has JOBTRACKER_REDIS_URL and JOBTRACKER_DATABASE_URL."""
    return _service("mailer", folder, _FORKS | dict(env), after, "worker", "--queue", "mails")


def matcher(folder: Path, env: Mapping[str, str], *, after: Sequence[str] = ()) -> Service:
    """The worker of the queue of matching; `env` has JOBTRACKER_REDIS_URL and JOBTRACKER_DATABASE_URL."""
    return _service("matcher", folder, env, after, "worker", "--queue", "matching")


def cron(folder: Path, env: Mapping[str, str], *, after: Sequence[str] = ()) -> Service:
    """`env` has JOBTRACKER_REDIS_URL."""
    return _service("cron", folder, env, after)


def adder(folder: Path, env: Mapping[str, str], *, after: Sequence[str] = ()) -> Service:
    """`env` has JOBTRACKER_DATABASE_URL."""
    return _service("adder", folder, env, after)


def _service(name: str, folder: Path, env: Mapping[str, str], after: Sequence[str], *words: str) -> Service:
    # It has no address: it waits for Redis itself, and ends if it can do nothing.
    command = [sys.executable, "-m", "jobtracker", *(words or (name,))]
    return Service(name=name, command=command, folder=folder, env=env, is_healthy=lambda: True, after=after)
