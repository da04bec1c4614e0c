"""One rate per host over all nodes, and the breaker of a host: what whoever asks it calls, on asyncio.

A turn is granted, never promised: who is told to wait asks again then. A promised turn that is used late comes close
to the next one; a granted one is used at once, so that no host sees more than its rate however many nodes there are.
The keys are those of `hosts`; each call is one Lua script.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from jobtracker.fleet.hosts import BREAKER, PROBE_LAPSES, host_key
from jobtracker.fleet.redis import PATIENCE

FAILURES = 3
"""So many failures with no success between open the breaker,"""
WINDOW = dt.timedelta(minutes=10)
"""within so long,"""
OFF = dt.timedelta(minutes=30)
"""for so long; then a probe goes out."""
DELAY_KEPT = dt.timedelta(hours=1)
"""For so long after its last request a Crawl-delay is remembered; each process remembers what it read itself."""
OFF_KEPT = dt.timedelta(days=1)
"""A host that is off and that nobody asks for so long counts as well."""
LONGEST_PAUSE = dt.timedelta(days=1)
"""A Retry-After beyond it is not believed."""
CONNECTIONS = 16

CLOCK = "local time = redis.call('TIME') local now = time[1] * 1000 + math.floor(time[2] / 1000)"
"""Lua: `now`, in milliseconds; one clock for all nodes."""

_KEEP = """
local function keep()  -- the key outlasts what it says
  local h = redis.call('HMGET', KEYS[1], 'next_at', 'paused_until', 'delay', 'failed', 'off_until')
  local last = math.max(tonumber(h[1]) or 0, tonumber(h[2]) or 0) + 1000
  if h[3] then last = math.max(last, now + DELAY_KEPT) end
  if h[4] then last = math.max(last, now + WINDOW) end
  if h[5] then last = math.max(last, tonumber(h[5]) + OFF_KEPT) end
  redis.call('PEXPIREAT', KEYS[1], last)
end
"""

_TURN = """
local interval, company = tonumber(ARGV[1]), ARGV[2]
local h = redis.call('HMGET', KEYS[1], 'next_at', 'paused_until', 'delay', 'off_until', 'probe', 'probe_until',
                     'failures', 'why')
local off, claimed = tonumber(h[4]), tonumber(h[6]) or 0
if off and now < off then return {'off', off, tonumber(h[7]), h[8]} end
if off and now < claimed and h[5] ~= company then return {'off', claimed, tonumber(h[7]), h[8]} end
local next_at, paused = tonumber(h[1]) or 0, tonumber(h[2]) or 0
if now < paused then return {'paused', paused - now} end
if now < next_at then return {'wait', next_at - now} end
if off then redis.call('HSET', KEYS[1], 'probe', company, 'probe_until', now + PROBE_LAPSES) end
interval = math.max(interval, tonumber(h[3]) or 0)
if interval > 0 then  -- and one more: this millisecond may be nearly over
  redis.call('HSET', KEYS[1], 'next_at', now + interval + 1, 'interval', interval)
  keep()
end
return {'go', 0}
"""

_AT_LEAST = """
local known = tonumber(redis.call('HGET', KEYS[1], ARGV[1])) or 0
local wanted = tonumber(ARGV[2])
if ARGV[1] == 'paused_until' then wanted = now + wanted end
if wanted > known then redis.call('HSET', KEYS[1], ARGV[1], wanted) end
keep()
"""

_REPORT = """
local h = redis.call('HMGET', KEYS[1], 'off_until', 'failed', 'failures')
local off, why = tonumber(h[1]), ARGV[1]
if off and now < off then return {'off', off, tonumber(h[3])} end  -- sent before it went off
if why == '' then
  if not off and not h[2] then return {'well', 0, 0} end
  redis.call('HDEL', KEYS[1], unpack(BREAKER))
  if redis.call('EXISTS', KEYS[1]) == 1 then keep() end
  return {off and 'closed' or 'well', 0, 0}
end
local failed = {}
for moment in string.gmatch(h[2] or '', '%d+') do
  if now - tonumber(moment) <= WINDOW then table.insert(failed, moment) end
end
table.insert(failed, string.format('%.0f', now))
local failures = off and (tonumber(h[3]) or 0) + 1 or #failed
redis.call('HSET', KEYS[1], 'why', why, 'failed', table.concat(failed, ' '))
if not off and failures < FAILURES then keep() return {'well', 0, failures} end
redis.call('HDEL', KEYS[1], 'failed', 'probe', 'probe_until')
redis.call('HSETNX', KEYS[1], 'off_since', now)
redis.call('HSET', KEYS[1], 'off_until', now + OFF, 'failures', failures)
keep()
return {'opened', now + OFF, failures}
"""


@dataclass(slots=True, frozen=True)
class Turn:
    """The answer to whoever would ask a host."""

    wait: float = 0.0
    """Seconds; 0: go now, the turn is taken."""
    paused: bool = False
    """It is the host that wants to be left alone for so long."""
    off_until: dt.datetime | None = None
    """The host is off, and is not to be asked."""
    failures: int = 0
    why: str = ""
    """The last of the failures."""


class Turns:
    """The hosts, for whoever asks them. Everything raises RedisError while Redis is away."""

    def __init__(self, url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=PATIENCE,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 1),  # a kept connection may be stale
        )
        self._client = Redis.from_pool(pool)
        self._scripts = {text: self._client.register_script(_lua(text)) for text in (_TURN, _AT_LEAST, _REPORT)}

    async def turn(self, host: str, interval: float, company: str = "") -> Turn:
        """Take a host's turn, if it is due; `interval` seconds must lie between two, or the host's Crawl-delay.

        When a host's time off is over, the company that asks first, or that claimed it, is the probe.
        """
        verdict, number, *rest = await self._run(_TURN, host, _milliseconds(interval), company)
        if verdict != b"off":
            return Turn(wait=number / 1000, paused=verdict == b"paused")
        return Turn(off_until=_moment(number), failures=rest[0], why=rest[1].decode())

    async def slow_down(self, host: str, crawl_delay: float) -> None:
        """Heed a Crawl-delay, seconds. It never speeds a host up."""
        await self._run(_AT_LEAST, host, "delay", _milliseconds(crawl_delay))

    async def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while, all nodes together."""
        await self._run(_AT_LEAST, host, "paused_until", _milliseconds(min(seconds, LONGEST_PAUSE.total_seconds())))

    async def report(self, host: str, why: str) -> Turn | None:
        """Note how a request ended: "" if the host answered, else what failed, in words.

        Returns what became of the breaker if this opened or closed it, else None.
        """
        verdict, until, failures = await self._run(_REPORT, host, why)
        if verdict == b"opened":
            return Turn(off_until=_moment(until), failures=failures, why=why)
        return Turn() if verdict == b"closed" else None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _run(self, script: str, host: str, *args: str | int) -> Any:
        return await self._scripts[script](keys=[host_key(host)], args=args)


def _lua(body: str) -> str:
    """A script, whole: the clock, our numbers, and `keep`."""
    spans = {"WINDOW": WINDOW, "PROBE_LAPSES": PROBE_LAPSES, "DELAY_KEPT": DELAY_KEPT, "OFF": OFF, "OFF_KEPT": OFF_KEPT}
    numbers = {"FAILURES": FAILURES} | {name: _milliseconds(span.total_seconds()) for name, span in spans.items()}
    named = "\n".join(f"local {name} = {value}" for name, value in numbers.items())
    breaker = ", ".join(f"'{name}'" for name in BREAKER)
    return "\n".join((CLOCK, named, f"local BREAKER = {{{breaker}}}", _KEEP, body))


def _milliseconds(seconds: float) -> int:
    return math.ceil(seconds * 1000)


def _moment(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
