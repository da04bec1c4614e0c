"""Back-off for who guesses passwords. It counts tries, in Redis, before they are made: many at once are counted, too.

Three counts: of an account from one address, of an address over all accounts, of an account from everywhere. The last
one never makes anybody wait long, nor who has been in from the same address before: else a stranger could lock others
out. Whether there is such an account makes no difference.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Any

from redis import Redis

from jobtracker.addresses import network_of
from jobtracker.fleet.redis import key

WINDOW = 3600
"""Seconds after which tries are forgotten, if none follows."""
KNOWN = 60 * 86400
"""Seconds for which an address from which somebody got in stays known."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries are free; then each one doubles the wait, up to the longest."""

    free: int
    longest: float
    """Seconds."""


PAIR, ADDRESS, ACCOUNT = Limit(5, 900), Limit(30, 900), Limit(20, 10)

_TRY = """
local wait = 0
for i = 1, #KEYS, 2 do
  wait = math.max(wait, redis.call('PTTL', KEYS[i + 1]))
end
if wait > 0 then return wait end
for i = 1, #KEYS, 2 do
  local tries = redis.call('INCR', KEYS[i])
  redis.call('EXPIRE', KEYS[i], ARGV[#ARGV])
  local over = tries - tonumber(ARGV[i])
  if over >= 0 then
    redis.call('SET', KEYS[i + 1], 1, 'PX', math.floor(1000 * math.min(2 ^ math.min(over, 20), tonumber(ARGV[i + 1]))))
  end
end
return 0
"""


class Throttle:
    """Of one Redis; without one nobody waits."""

    def __init__(self, redis: Redis | None) -> None:
        self._redis = redis
        self._try: Any = redis.register_script(_TRY) if redis is not None else None

    def begin(self, account: str, address: str) -> int:
        """Count a try; 0, or the seconds after which the next one may be made: then it was not counted.

        `account` is what somebody typed, `address` the network address it came from.
        """
        if self._redis is None:
            return 0
        counts = self._counts(account, address)
        if self._redis.exists(_key("known", account, network_of(address))):
            del counts[_key("account", account)]
        keys = [name for count in counts for name in (count, f"{count}:wait")]
        limits = [number for limit in counts.values() for number in (limit.free, limit.longest)]
        return math.ceil(int(self._try(keys=keys, args=[*limits, WINDOW])) / 1000)

    def succeeded(self, account: str, address: str) -> None:
        """Forget the tries: it was its owner, who is known at this address from now on."""
        if self._redis is None:
            return
        mine = _key("pair", account, network_of(address))
        with self._redis.pipeline() as pipe:
            pipe.delete(mine, f"{mine}:wait")
            pipe.decr(_key("address", network_of(address)))
            pipe.expire(_key("address", network_of(address)), WINDOW)
            pipe.set(_key("known", account, network_of(address)), 1, ex=KNOWN)
            pipe.execute()

    def _counts(self, account: str, address: str) -> dict[str, Limit]:
        network = network_of(address)
        return {
            _key("pair", account, network): PAIR,
            _key("address", network): ADDRESS,
            _key("account", account): ACCOUNT,
        }


def _key(kind: str, *of: str) -> str:
    """Hashed: neither what people typed nor where they are is legible in Redis."""
    return key("throttle", kind, hashlib.sha256("\n".join(of).encode("utf-8", "replace")).hexdigest()[:32])
