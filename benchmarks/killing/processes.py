"""The processes of this benchmark: servers and nodes that may die at any moment, and none of which outlives it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services import keeper, valkey
from services.ports import choose

ROOT = Path(__file__).resolve().parents[2]
PAUSE = 4.0
"""Seconds after which a node that ended is started again."""
Process = subprocess.Popen[bytes]


class Brood:
    """All that was started, each the leader of a group. A keeper ends them if this process is killed."""

    def __init__(self) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__], stdin=subprocess.PIPE, start_new_session=True, text=True
        )
        self._living: dict[int, Process] = {}

    def start(self, command: Sequence[str | Path], log: Path, **about: Any) -> Process:
        """Start a program; its output is added to the log."""
        with log.open("ab") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **about
            )
        self._living[process.pid] = process
        self._note(f"+{process.pid}")
        return process

    def has_ended(self, process: Process) -> bool:
        """Whether it has; it is forgotten then."""
        if process.poll() is None:
            return False
        if self._living.pop(process.pid, None):
            self._note(f"-{process.pid}")
        return True

    def kill(self, process: Process) -> None:
        """`kill -9`, its children too, as when memory is short."""
        if self.has_ended(process):
            return
        process.send_signal(signal.SIGSTOP)  # it has no more children from here on
        for pid in (*_children(process.pid), process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        self.has_ended(process)

    def close(self) -> None:
        """End all of them."""
        for process in [*self._living.values()]:
            self.kill(process)
        assert self._keeper.stdin
        self._keeper.stdin.close()
        self._keeper.wait()

    def _note(self, line: str) -> None:
        assert self._keeper.stdin
        self._keeper.stdin.write(line + "\n")
        self._keeper.stdin.flush()


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True, check=True).stdout
    pairs = (line.split() for line in listed.splitlines())
    return [int(child) for child, parent in pairs if int(parent) == pid]


@dataclass(slots=True)
class Program:
    """A server that is a program."""

    brood: Brood
    url: str
    command: Sequence[str]
    folder: Path
    user: str | None = None
    _process: Process | None = None

    def start(self) -> None:
        self._process = self.brood.start(self.command, self.folder / "log", cwd=self.folder, user=self.user)

    def kill(self) -> None:
        if self._process:
            self.brood.kill(self._process)
            self._process = None

    def is_running(self) -> bool:
        return self._process is not None

    def tend(self) -> None:
        """Start it again if it ended by itself."""
        if self._process and self.brood.has_ended(self._process):
            self.start()


def own_valkey(brood: Brood, folder: Path) -> Program:
    """As `up` runs it: it keeps what it was told, but for the last second."""
    url = valkey.prepare(choose(["valkey"], {})["valkey"], folder)
    return Program(brood, url, valkey.service(url, folder, {}).command, folder)


def forget(server: Program) -> None:
    """Lose the data of a Valkey that is not running."""
    shutil.rmtree(server.folder / "appendonlydir", ignore_errors=True)


def own_postgresql(brood: Brood, folder: Path) -> Program:
    """One that keeps what it was told, whatever happens."""
    from tests import servers

    os.environ[servers.DURABLE] = "yes"
    folder.mkdir()
    made = servers.PostgreSQL(folder)
    return Program(brood, made.url(), made.prepare(), folder, made.user)


@dataclass(slots=True)
class Nodes:
    """Nodes of a fleet, each started again and again as a timer would; one that is stopped has not ended."""

    brood: Brood
    names: Sequence[str]
    settings: Mapping[str, object]
    env: Mapping[str, str]
    folder: Path
    started: int = 0
    _living: dict[int, tuple[str, Process]] = field(default_factory=dict)
    _stopped: set[int] = field(default_factory=set)
    _next_at: dict[str, float] = field(default_factory=dict)

    def tend(self) -> None:
        """Start what is not at work. That of a node that is stopped, too: its timer does not know."""
        for pid, (name, process) in [*self._living.items()]:
            if self.brood.has_ended(process):
                del self._living[pid]
                self._next_at[name] = time.monotonic() + PAUSE
        at_work = {name for pid, (name, _) in self._living.items() if pid not in self._stopped}
        for name in self.names:
            if name not in at_work and time.monotonic() >= self._next_at.get(name, 0):
                self._start(name)

    def _start(self, name: str) -> None:
        changes = [word for key, value in self.settings.items() for word in ("-s", f"{key}={value}")]
        command = [sys.executable, "-m", "scrapy", "crawl", "fleet", *changes]
        env = os.environ | self.env | {"JOBTRACKER_NODE": name}
        process = self.brood.start(command, self.folder / f"{name}.log", cwd=ROOT, env=env)
        self._living[process.pid] = name, process
        self.started += 1

    def at_work(self) -> dict[int, str]:
        """Those that are neither stopped nor ended: process id -> name."""
        living = {pid: name for pid, (name, process) in self._living.items() if process.poll() is None}
        return {pid: name for pid, name in living.items() if pid not in self._stopped}

    def kill(self, pid: int) -> None:
        """`kill -9`."""
        self.brood.kill(self._living[pid][1])

    def stop(self, pid: int) -> None:
        """SIGSTOP."""
        self._stopped.add(pid)
        self._living[pid][1].send_signal(signal.SIGSTOP)

    def go_on(self, pid: int) -> None:
        """SIGCONT."""
        self._stopped.discard(pid)
        if pid in self._living:
            self._living[pid][1].send_signal(signal.SIGCONT)


@contextmanager
def brood() -> Iterator[Brood]:
    """Those of a `with`."""
    made = Brood()
    try:
        yield made
    finally:
        made.close()
