from __future__ import annotations

import asyncio
import time

from crawler import pulse
from crawler.pulse import Pulse


def test_a_loop_that_stood_still_is_noticed_and_one_that_waited_is_not(monkeypatch):
    monkeypatch.setattr(pulse, "BEAT", 0.01)
    monkeypatch.setattr(pulse, "STILL", 0.2)

    async def watched() -> tuple[bool, bool, bool]:
        its = Pulse()
        its.begin()
        began = time.monotonic()
        await asyncio.sleep(0.05)
        waited = its.stood_still_since(began)
        time.sleep(0.3)  # noqa: ASYNC251  (that is the point)
        at_once = its.stood_still_since(began)
        await asyncio.sleep(0.05)
        later = its.stood_still_since(time.monotonic()), its.stood_still_since(began)
        its.end()
        return waited, at_once, later[1] and not later[0]

    assert asyncio.run(watched()) == (False, True, True)
