"""Keeps services running: each starts when those before it serve, is started again when it dies, and ends with `up`."""

from __future__ import annotations

import asyncio
import re
import signal
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from services.groups import Groups
from services.keeper import tell
from services.log import LONGEST, Log
from services.service import Service

LOOKS = 0.2
"""Seconds between two looks at the health of what starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """In seconds, but for `deaths`."""

    to_serve: float = 180.0  # on a machine that is busy with the others
    to_end: float = 15.0
    first_pause: float = 0.5  # before it is started again; each time twice as long
    longest_pause: float = 30.0
    deaths: int = 5  # so many within `deaths_within`, and it is given up
    deaths_within: float = 60.0


@dataclass(slots=True)
class _Kept:
    """A service and where it stands."""

    service: Service
    state: str = "waits"
    serves: asyncio.Event = field(default_factory=asyncio.Event)
    to_end: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    deaths: deque[float] = field(default_factory=deque)


class Supervisor:
    """Services by name. `names in after` that are no service here count as serving."""

    def __init__(self, services: Sequence[Service], groups: Groups, log: Log, patience: Patience | None = None) -> None:
        self._kept = {service.name: _Kept(service) for service in services}
        self._groups = groups
        self._log = log
        self._patience = patience or Patience()
        self._stopping = asyncio.Event()
        self._hurry = asyncio.Event()

    def states(self) -> dict[str, str]:
        """Of each service: waits, starts, serves, died, given up, ended."""
        return {name: kept.state for name, kept in self._kept.items()}

    def stop(self) -> None:
        """End everything, last started first; asked a second time, at once."""
        if self._stopping.is_set():
            self._hurry.set()
        self._stopping.set()

    async def run(self) -> bool:
        """Until `stop`: True. False if nothing is left that could run."""
        keeping = [asyncio.create_task(self._keep(kept)) for kept in self._kept.values()]
        await _either(asyncio.create_task(asyncio.wait(keeping)), self._stopping.wait())
        was_asked = self._stopping.is_set()
        self._stopping.set()
        await asyncio.gather(*keeping, *(self._end_in_turn(kept) for kept in self._kept.values()))
        return was_asked

    async def _keep(self, kept: _Kept) -> None:
        try:
            while not await self._in_time(self._ready(kept)):
                if not await self._lived(kept):
                    break
        finally:
            kept.over.set()

    async def _ready(self, kept: _Kept) -> None:
        for name in kept.service.after:
            if name in self._kept:
                await self._kept[name].serves.wait()

    async def _lived(self, kept: _Kept) -> bool:
        """One life of a service. False if it was its last."""
        why = await self._live(kept)
        kept.serves.clear()
        if self._stopping.is_set():
            kept.state = "ended"
            return False
        pause = self._pause(kept)
        kept.state = "given up" if pause is None else "died"
        then = f"given up: {self._patience.deaths} times in a minute" if pause is None else f"again in {pause:g} s"
        self._tell(kept, f"{why}; {then}")
        return pause is not None and not await self._in_time(asyncio.sleep(pause))

    def _pause(self, kept: _Kept) -> float | None:
        """Seconds until it may be started again; None: no more."""
        now = asyncio.get_running_loop().time()
        kept.deaths.append(now)
        while kept.deaths[0] < now - self._patience.deaths_within:
            kept.deaths.popleft()
        if len(kept.deaths) >= self._patience.deaths:
            return None
        pause: float = self._patience.first_pause * 2 ** (len(kept.deaths) - 1)
        return min(pause, self._patience.longest_pause)

    async def _live(self, kept: _Kept) -> str:
        """Start it and wait for its end. Returns how that came."""
        kept.state = "starts"
        try:
            process = await self._groups.start(kept.service)
        except OSError as error:
            return f"cannot start: {error}"
        reading = asyncio.create_task(self._read(kept.service, process))
        death = asyncio.create_task(process.wait())
        why = ""
        if await self._comes_to_serve(kept, death):
            await _either(death, kept.to_end.wait())
        elif not death.done():
            why = f"did not serve within {self._patience.to_serve:g} s"
        await self._end(process)
        await asyncio.wait({reading}, timeout=1)
        reading.cancel()
        return why or f"ended with status {process.returncode}"

    async def _comes_to_serve(self, kept: _Kept, death: asyncio.Task[int]) -> bool:
        give_up = asyncio.get_running_loop().time() + self._patience.to_serve
        while not await asyncio.to_thread(kept.service.is_healthy):
            if death.done() or kept.to_end.is_set() or asyncio.get_running_loop().time() > give_up:
                return False
            await asyncio.wait({death}, timeout=LOOKS)
        await self._greet(kept)
        if not death.done():
            kept.state = "serves"
            kept.serves.set()
        return True

    async def _greet(self, kept: _Kept) -> None:
        if kept.service.when_healthy:
            try:
                await asyncio.to_thread(kept.service.when_healthy)
            except Exception as error:  # noqa: BLE001 - whatever it is, the service serves
                self._tell(kept, f"{type(error).__name__}: {error}")

    async def _end_in_turn(self, kept: _Kept) -> None:
        """End a service when those that need it have ended."""
        for other in self._kept.values():
            if kept.service.name in other.service.after:
                await other.over.wait()
        kept.to_end.set()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """SIGTERM to the process, then to what it leaves of its group; SIGKILL to who takes too long."""
        group, give_up = process.pid, asyncio.get_running_loop().time() + self._patience.to_end
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        in_time = await self._comes_true(lambda: process.returncode is not None, give_up)
        left = tell(group, signal.SIGTERM if in_time else signal.SIGKILL)
        if left and not await self._comes_true(lambda: not tell(group, 0), give_up):
            tell(group, signal.SIGKILL)
        await process.wait()
        self._groups.ended(group)

    async def _comes_true(self, condition: Callable[[], bool], give_up: float) -> bool:
        while not condition():
            if self._hurry.is_set() or asyncio.get_running_loop().time() > give_up:
                return False
            await asyncio.sleep(0.05)
        return True

    async def _read(self, service: Service, process: asyncio.subprocess.Process) -> None:
        line, out = b"", process.stdout
        idle = re.compile(service.idle_talk or "^$")
        while out and (chunk := await out.read(2**16)):
            *lines, line = (line + chunk).split(b"\n")
            for each in lines:
                self._pass_on(service.name, each, idle)
            line = line[:LONGEST]
        self._pass_on(service.name, line, idle)

    def _pass_on(self, name: str, line: bytes, idle: re.Pattern[str]) -> None:
        text = line.decode(errors="replace")
        if text.strip() and not idle.search(text):
            self._log.line(name, text)

    async def _in_time(self, waiting: Coroutine[None, None, object]) -> bool:
        """Wait for something, but no longer than until the end is asked for. True if that was so."""
        task = asyncio.create_task(waiting)
        await _either(task, self._stopping.wait())
        task.cancel()
        return self._stopping.is_set()

    def _tell(self, kept: _Kept, text: str) -> None:
        self._log.line("up", f"{kept.service.name} {text}")


async def _either(task: asyncio.Task[Any], other: Coroutine[None, None, object]) -> None:
    end = asyncio.create_task(other)
    await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
    end.cancel()
