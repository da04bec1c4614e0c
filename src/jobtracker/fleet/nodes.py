"""Which nodes there are, what code they have, and what they do."""

from __future__ import annotations

import os
import uuid
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from socket import gethostname
from typing import Any

import orjson
from redis import Redis

from jobtracker import __version__
from jobtracker.fleet.redis import key

SILENT = 60.0
"""Seconds after which one that was crawling and says nothing is not any more."""
KEPT = 7 * 86_400
"""Seconds after which a node that says nothing is forgotten."""
PACKAGES = ("jobtracker", "crawler")

# Takes, or keeps, a node's one place. KEYS: place. ARGV: token, ms. Answers 1 if it is this token's now.
_PLACE = """
local has = redis.call('GET', KEYS[1])
if has and has ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_LEAVE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


@dataclass(slots=True, frozen=True, kw_only=True)
class Node:
    """What a node last said of itself."""

    name: str
    state: str
    """crawling, done, refused: and why."""
    version: str
    pid: int
    crawling: int
    """Companies."""
    done: int
    """Companies since it started."""
    memory: int
    """MB."""
    started_at: float
    said_at: float
    """Seconds since the epoch, by its own clock."""


@cache
def code_version() -> str:
    """Of the code in this process ("0.1.0+1a2b3c4d"): nodes that read by other rules would undo each other's work."""
    digest = blake2b(digest_size=4)
    for package in PACKAGES:
        for path, content in sorted(_sources(files(package), package)):
            digest.update(path.encode() + b"\0" + content + b"\0")
    return f"{__version__}+{digest.hexdigest()}"


def _sources(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for each in folder.iterdir():
        path = f"{name}/{each.name}"
        if each.is_dir():
            found += _sources(each, path)
        elif each.name.endswith((".py", ".lua")):
            found.append((path, each.read_bytes()))
    return found


def want(client: Redis, version: str) -> None:
    """Say which code the nodes should have: that of whoever fills the queue."""
    client.set(key("version"), version, ex=KEPT)


def wanted(client: Redis) -> str:
    """Which code the nodes should have; "" if nobody has said."""
    said: Any = client.get(key("version"))
    return (said or b"").decode()


class Place:
    """A node's place: one fleet at a time has it, and keeps it by saying so."""

    def __init__(self, client: Redis, name: str, lasts: float) -> None:
        self._client, self._key, self._ms = client, key("place", name), int(lasts * 1000)
        self._token = f"{gethostname()} {os.getpid()} {uuid.uuid4().hex}"
        self._take = client.register_script(_PLACE)

    def take(self) -> bool:
        """Take it. False if another fleet of this node has it; one that was killed on this machine has it no more."""
        if self.keep():
            return True
        has: Any = self._client.get(self._key)
        machine, pid, _ = (has or b"  ").decode().split(" ")
        if machine == gethostname() and not _lives(int(pid)):
            self._client.eval(_LEAVE, 1, self._key, has)
        return self.keep()

    def keep(self) -> bool:
        """Say that it is still taken. False if another fleet of this node has it."""
        return bool(self._take(keys=[self._key], args=[self._token, self._ms]))

    def leave(self) -> None:
        """Let another fleet have it."""
        self._client.eval(_LEAVE, 1, self._key, self._token)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def say(client: Redis, node: Node) -> None:
    """Tell what a node does."""
    client.hset(key("nodes"), node.name, orjson.dumps(asdict(node)))


def known(client: Redis) -> list[Node]:
    """What each node last said, by name."""
    said: Any = client.hgetall(key("nodes"))
    return [Node(**orjson.loads(text)) for _, text in sorted(said.items())]
