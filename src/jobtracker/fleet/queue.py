"""The queue of what is due, host by host, and the leases of what is being crawled.

A message is JSON, {"company": slug}. Whoever takes one has it for LEASE seconds and says so again and again; if its
node dies it is taken again; after a second death, with no other beside it. queue.lua is the whole; this is its face.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import orjson
from redis import Redis

from jobtracker.fleet.redis import key

LEASE = 30.0
"""Seconds after which a node that does not say that it lives has lost what it took."""
MOST_OF_A_HOST = 8
"""Companies of one host that are crawled at once, all nodes together: enough for its rate, and a slow host fills no
node."""
DEATHS = 3
"""Nodes that may die of a company that they crawl alone."""
SETTLED = 2 * LEASE
"""Seconds after which a server that began anew knows who lives."""
CHUNK = 500

State = Literal["taken", "drain", "wait", "empty"]


@dataclass(slots=True, frozen=True)
class Due:
    """A company that is due, and how soon: the lowest rank first."""

    company: str
    host: str
    rank: float


@dataclass(slots=True, frozen=True)
class Lease:
    """Something taken from the queue."""

    message: bytes
    token: str
    node: str
    host: str
    rank: float
    alone: bool
    """Two nodes died when it was crawled before: nothing else may be crawled beside it."""
    since: float
    """Seconds since the epoch, by Redis' clock."""


@dataclass(slots=True, frozen=True)
class Taken:
    """What a node gets."""

    state: State
    """taken; drain: take nothing more until all you have is done; wait: ask again soon; empty: nothing is due."""
    leases: tuple[Lease, ...] = ()


class Queue:
    """All steps of the queue. Safe to use from several threads. Raises redis' own errors."""

    def __init__(self, client: Redis) -> None:
        self.client = client
        source = files("jobtracker.fleet").joinpath("queue.lua").read_text()
        names = ("offer", "take", "seize", "beat", "release", "lost", "settle", "withdraw")
        self._scripts = {name: client.register_script(f"{source}\nreturn {name}(KEYS, ARGV)") for name in names}

    def _run(self, name: str, *args: str | bytes | float) -> Any:
        return self._scripts[name](args=args)

    def offer(self, due: Iterable[Due]) -> int:
        """Put what is due into the queue, unless it is there or is being crawled. Returns how many are new."""
        flat = [word for each in due for word in (each.host, message_of(each.company), each.rank)]
        size = 3 * CHUNK
        return sum(int(self._run("offer", *flat[at : at + size])) for at in range(0, len(flat), size))

    def take(self, node: str, count: int, *, busy: int, group: str = "") -> Taken:
        """Take so many, of hosts that may be asked. `busy` is how many the node has; `group` the key of a set."""
        state, *rest = self._run(
            "take", node, uuid.uuid4().hex, count, busy, MOST_OF_A_HOST, int(LEASE * 1000), group and key(group)
        )
        return Taken(state.decode(), tuple(_lease(rest[at], rest[at + 1]) for at in range(0, len(rest), 2)))

    def seize(self, company: str, host: str, node: str, rank: float = 0.0) -> Lease:
        """Take this company, by hand, whether it is due or not. Raises Held."""
        message, token = message_of(company), uuid.uuid4().hex
        held = self._run("seize", message, host, rank, node, token, int(LEASE * 1000))
        if held:
            raise Held(_lease(message, held))
        return Lease(message, token, node, host, rank, alone=False, since=0.0)

    def beat(self, leases: Sequence[Lease]) -> set[bytes]:
        """Say that they are still being crawled. Returns the messages that are another's by now."""
        words: list[str | bytes | float] = []
        for lease in leases:
            words += (lease.message, lease.host, lease.rank, int(lease.alone), lease.node, lease.token)
        return set(self._run("beat", int(LEASE * 1000), *words)) if words else set()

    def release(self, lease: Lease) -> bool:
        """Give it back. False if it was another's already."""
        return bool(self._run("release", lease.message, lease.token))

    def lost(self) -> list[Lease]:
        """The leases whose nodes have died."""
        rest = self._run("lost")
        return [_lease(rest[at], rest[at + 1] or b"{}") for at in range(0, len(rest), 2)]

    def retry(self, lost: Lease) -> tuple[int, bool]:
        """Have it crawled again; from the second death on alone.

        Returns how many nodes have died while they crawled nothing else, -1 if somebody else has settled it; and
        whether it is crawled alone now.
        """
        deaths, alone = self._run("settle", lost.message, lost.token, "retry")
        return int(deaths), bool(alone)

    def drop(self, lost: Lease) -> None:
        """Forget a lost lease: its run was closed before its node died."""
        self._run("settle", lost.message, lost.token, "done")

    def withdraw(self, company: str, host: str) -> None:
        """Take it out of the queue."""
        self._run("withdraw", message_of(company), host)

    def group(self, name: str, companies: Iterable[str], *, lasts: int) -> None:
        """Name a set of companies, for `take`, for so many seconds."""
        messages = [message_of(slug) for slug in companies]
        with self.client.pipeline() as pipe:
            pipe.delete(key(name))
            for at in range(0, len(messages), CHUNK):
                pipe.sadd(key(name), *messages[at : at + CHUNK])
            pipe.expire(key(name), lasts)
            pipe.execute()

    def is_settled(self) -> bool:
        """True if whoever has a lease had the time to say so since this server began, or lost its data."""
        now, _ = self.client.time()
        self.client.set(key("since"), now, nx=True)
        since: Any = self.client.get(key("since"))
        up: Any = self.client.info("server")
        age = min(now - int(since or now), int(up["uptime_in_seconds"]))
        return age >= SETTLED

    def held(self) -> dict[str, Lease]:
        """Who has what now, by company."""
        found: Any = self.client.hgetall(key("holders"))
        leases = (_lease(message, text) for message, text in found.items())
        return {slug: lease for lease in leases if (slug := company_of(lease.message))}

    def waiting(self) -> dict[str, int]:
        """How many companies wait, by host."""
        hosts: set[Any] = {h for name in ("ready", "parked") for h in self.client.zrange(key(name), 0, -1)}
        hosts |= self.client.smembers(key("full"))
        with self.client.pipeline(transaction=False) as pipe:
            for host in hosts:
                pipe.zcard(key("due", host.decode()))
            counts = dict(zip(hosts, pipe.execute(), strict=True))
        return {host.decode(): int(count) for host, count in counts.items() if count}


class Held(Exception):
    """Somebody is crawling it."""

    def __init__(self, lease: Lease) -> None:
        super().__init__(f"{lease.node} is crawling it")
        self.lease = lease


_SLUG = re.compile(r"[^\x00-\x1f\x7f]{1,120}")


def message_of(company: str) -> bytes:
    """What stands in the queue for a company."""
    return orjson.dumps({"company": company})


def company_of(message: bytes) -> str:
    """The company that a message names; "" if it is none of ours."""
    try:
        read = orjson.loads(message)
    except orjson.JSONDecodeError:
        return ""
    slug = read.get("company") if isinstance(read, dict) and len(read) == 1 else None
    return slug if isinstance(slug, str) and _SLUG.fullmatch(slug) else ""


def _lease(message: bytes, holder: bytes) -> Lease:
    about = orjson.loads(holder)
    return Lease(
        message,
        about.get("token", ""),
        about.get("node", ""),
        about.get("host", ""),
        about.get("rank", 0.0),
        alone=bool(about.get("alone")),
        since=about.get("since", 0) / 1000,
    )
