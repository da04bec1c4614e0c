"""Services as `up` runs them, for a test: each ends with it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from services.service import Service

Found = TypeVar("Found")
PATIENCE = 60.0
"""Seconds; a machine with other work takes its time."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def until(ask: Callable[[], Found], *, every: float = 0.05, patience: float = PATIENCE) -> Found:
    """The first answer that is true."""
    give_up = time.monotonic() + patience
    while not (found := ask()):
        if time.monotonic() > give_up:
            raise AssertionError("it did not come to pass in time")
        time.sleep(every)
    return found


@contextmanager
def running(*services: Service, log: Path, patience: float = PATIENCE) -> Iterator[None]:
    """All of them, healthy; what they say goes to this file."""
    with ExitStack() as stack:
        output = stack.enter_context(log.open("ab"))
        for service in services:
            stack.enter_context(_process(service, output, log, patience))
        yield


@contextmanager
def _process(service: Service, output: object, log: Path, patience: float) -> Iterator[None]:
    if not Path(service.command[0]).exists():
        pytest.skip("scrapydweb: there is no .venv-scrapydweb (./jobtracker test makes it)")
    process = subprocess.Popen(
        service.command,
        cwd=service.folder,
        env=dict(service.env),
        stdin=subprocess.DEVNULL,
        stdout=output,  # type: ignore[arg-type]
        stderr=subprocess.STDOUT,
    )
    try:
        until(lambda: service.is_healthy() or process.poll() is not None, patience=patience)
        if process.poll() is not None:
            raise AssertionError(f"{service.name} ended:\n{log.read_text(errors='replace')[-4000:]}")
        if service.when_healthy:
            service.when_healthy()
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What a node's runs see in a test: a database of their own, and no companies but these."""
    (folder / "plugins").mkdir(exist_ok=True)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("JOBTRACKER_")}
    ours = {"DATABASE_URL": f"sqlite:///{folder}/test.db", "PLUGINS_DIR": str(folder / "plugins"), "REGISTRY": "none"}
    return plain | {f"JOBTRACKER_{name}": value for name, value in (ours | settings).items()}
