"""What all nodes know of a host: when it may be asked next, and whether it is off.

One hash a host, `jobtracker:host:<host>`, by the name that a company counts under (`AtsSpider.host_of`). No key: the
host is well, and idle. Moments are whole milliseconds since 1970 by Redis' own clock, durations milliseconds.

    next_at, interval       the next request goes out from then on; the time between two, as last asked for
    delay, paused_until     robots.txt's Crawl-delay; Retry-After
    failed                  when the last requests failed with no success since, blanks between
    off_since, off_until    the breaker is open; when off_until is past, one company is let through as a probe
    failures, why           how many failures opened it, and the last one in words
    probe, probe_until      the company let through, and when that claim lapses

Whoever takes a company of a host reads off_until, probe and probe_until: before off_until, nobody; after it, whoever
writes probe and probe_until, unless another's claim still holds. The first answer to the probe closes the breaker or
opens it again. Each key outlasts what it says by a little, and expires.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis

from jobtracker.fleet.redis import key

BREAKER = ("off_since", "off_until", "failures", "why", "failed", "probe", "probe_until")
"""The fields of the breaker."""
PROBE_LAPSES = dt.timedelta(minutes=5)
"""A probe of which nothing was heard for so long is not waited for."""


@dataclass(slots=True, frozen=True)
class HostState:
    """One host as operators see it."""

    host: str
    rate: float
    """Requests a second, as last asked for; 0 if not known."""
    paused_until: dt.datetime | None = None
    off_since: dt.datetime | None = None
    off_until: dt.datetime | None = None
    """May be past: then the next company is a probe, or `probe` is."""
    failures: int = 0
    why: str = ""
    """The last failure, if there is one that no success followed."""
    probe: str = ""


class Hosts:
    """The hosts, for operators. Whoever asks them goes by `turns.Turns`."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    def state(self, host: str) -> HostState | None:
        """What is known of a host; None if it is well, and idle."""
        fields = self._client.hgetall(host_key(host))
        return _state(host, fields) if fields else None

    def states(self) -> list[HostState]:
        """All hosts that anything is known of, by name."""
        names = sorted(name.decode() for name in self._client.scan_iter(host_key("*"), count=1000))
        found = (self.state(name.removeprefix(host_key(""))) for name in names)
        return [state for state in found if state is not None]

    def off_until(self, host: str) -> dt.datetime | None:
        """When the next probe may go out; None if the host is not off."""
        state = self.state(host)
        return state.off_until if state else None

    def reset(self, host: str) -> None:
        """Forget failures and pauses: the host is asked again at once, at its rate."""
        self._client.hdel(host_key(host), *BREAKER, "paused_until")


def host_key(host: str) -> str:
    """The key of a host's hash."""
    return key("host", host)


def _state(host: str, fields: Mapping[Any, Any]) -> HostState:
    known = dict(_decoded(fields))
    interval = max(int(known.get("interval", 0)), int(known.get("delay", 0)))
    return HostState(
        host=host,
        rate=round(1000 / interval, 3) if interval else 0.0,
        paused_until=_moment(known.get("paused_until")),
        off_since=_moment(known.get("off_since")),
        off_until=_moment(known.get("off_until")),
        failures=int(known.get("failures") or len(known.get("failed", "").split())),
        why=known.get("why", ""),
        probe=known.get("probe", ""),
    )


def _decoded(fields: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    return ((name.decode(), value.decode(errors="replace")) for name, value in fields.items())


def _moment(milliseconds: str | None) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(int(milliseconds) / 1000, dt.UTC) if milliseconds else None
