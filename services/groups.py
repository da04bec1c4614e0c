"""What `up` starts: each leads a process group of its own, none outlives `up`, and a later `up` finds them again."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from services import keeper
from services.private import write_private
from services.service import Service

# The shell waits for a word, and becomes the program: so nothing runs that was not noted down before.
_AT_A_WORD = ("/bin/sh", "-c", 'read -r go && exec "$@" </dev/null', "sh")


class Groups:
    """The process groups of this `up`: noted in a file, and known to a keeper that outlives `up`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._noted: dict[int, tuple[str, str]] = {}
        self._keeper = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", keeper.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    async def start(self, service: Service) -> asyncio.subprocess.Process:
        """Start a service. Its output, errors among it, comes from the process' stdout. Raises OSError."""
        process = await asyncio.create_subprocess_exec(
            *_AT_A_WORD,
            *service.command,
            cwd=service.folder,
            env=dict(service.env),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        self._noted[process.pid] = service.name, born(process.pid)
        self._note(f"+{process.pid}")
        if process.stdin:
            process.stdin.write(b"go\n")
            process.stdin.close()
        return process

    def ended(self, group: int) -> None:
        """Nothing of the group is left."""
        del self._noted[group]
        self._note(f"-{group}")

    def close(self) -> None:
        """Let the keeper go; it ends what has not been reported as ended."""
        if self._keeper.stdin:
            with suppress(BrokenPipeError):
                self._keeper.stdin.close()
        self._keeper.wait()
        self._file.unlink(missing_ok=True)

    def _note(self, line: str) -> None:
        write_private(self._file, json.dumps(self._noted))
        if self._keeper.stdin:
            with suppress(BrokenPipeError):  # the file is left to the next `up`
                self._keeper.stdin.write(line + "\n")
                self._keeper.stdin.flush()


def end_leftovers(file: Path) -> int:
    """End what an `up` has left behind that was killed together with its keeper. Returns how many groups it ended."""
    left = running(file)
    keeper.end(set(left))
    return len(left)


def running(file: Path) -> dict[int, str]:
    """The process groups noted in the file whose leaders live, and the names of their services."""
    with suppress(FileNotFoundError, ValueError):
        noted = {int(pid): (name, when) for pid, (name, when) in json.loads(file.read_text()).items()}
        return {pid: name for pid, (name, when) in noted.items() if when and born(pid) == when}
    return {}


def born(pid: int) -> str:
    """When a process began, in the system's own words: with its id it names it for good. "" if there is none."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    if Path("/proc/self/stat").exists():
        return ""
    ps = subprocess.run(  # noqa: S603 - a number
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return ps.stdout.strip()
