"""A PostgreSQL out of its wheel for one benchmark, in a folder that may be kept."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import OperationalError

SETTINGS: Final = {"shared_buffers": "2GB", "work_mem": "16MB", "effective_cache_size": "8GB", "max_wal_size": "8GB"}
"""What a person sets on a machine with 16 GB; all else is as it comes."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve it, and yield its URL; what was written stays in the folder."""
    from tests.servers import PostgreSQL

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    server = PostgreSQL(folder)
    if (folder / "data").exists():
        programs = (folder / "programs" / server.package.name if server.user else server.package) / "pginstall" / "bin"
        command = [str(programs / "postgres"), "-D", str(server.data), "-k", str(server.data), "-h", ""]
    else:
        command = [word for word in server.prepare() if not word.endswith("=off")]
    command += [f"--{name}={value}" for name, value in SETTINGS.items()]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, user=server.user, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(server, process)
        yield server.url()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def _wait(server: object, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1_200):
        if process.poll() is not None:
            break
        try:
            return server.ask()  # type: ignore[attr-defined,no-any-return]  # tests carry no types
        except OperationalError:
            time.sleep(0.1)
    sys.exit("PostgreSQL did not start")
