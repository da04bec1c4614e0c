"""That an `up` runs, and how to reach what it runs: known to a second `up`, and to every other command."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from jobtracker.errors import JobTrackerError
from services.private import private_folder, write_private


class RunsAlready(JobTrackerError):
    """Another `up` has this folder."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While this lasts no other `up` starts in this folder. Raises RunsAlready."""
    lock = private_folder(folder) / "lock"
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise RunsAlready(f"`up` runs already: {file.read().strip() or 'it is just starting'}") from None
        file.truncate(0)
        yield
        file.truncate(0)


def tell(folder: Path, address: str) -> None:
    """Say to a second `up` who runs, and where."""
    (folder / "lock").write_text(f"process {os.getpid()}, {address}\n")


def leave_settings(file: Path, env: Mapping[str, str]) -> None:
    """Write the settings that lead to what runs; other commands read them while it does (jobtracker.config)."""
    write_private(file, "".join(f"{name}='{value}'\n" for name, value in env.items()))
