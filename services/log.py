"""The one log of everything that runs: on the terminal, and in a file that does not grow without end."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from itertools import cycle
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

COLOURS = (36, 32, 35, 34, 33, 96, 92, 95, 94, 93)
LONGEST = 4000
"""Characters of a line; the rest is cut."""
FILE_SIZE, FILES = 2**21, 3
_CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0a-\x1f\x7f-\x9f]")
"""What would do things to a terminal: a line may quote what a site sent."""


class Log:
    """Lines with the name of who says them; the names are coloured where a person looks on."""

    def __init__(self, terminal: TextIO, file: Path, names: Sequence[str], secrets: Sequence[str] = ()) -> None:
        self._terminal: TextIO | None = terminal
        self._secrets = secrets
        self._width = max(map(len, names), default=0)
        colours = cycle(COLOURS)
        self._colours = {name: next(colours) for name in names} if terminal.isatty() else {}
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = _File(file, maxBytes=FILE_SIZE, backupCount=FILES - 1, encoding="utf-8")

    def line(self, name: str, text: str) -> None:
        """One line of somebody's."""
        text = _CONTROL.sub("", text.rstrip())[:LONGEST]
        for secret in self._secrets:
            text = text.replace(secret, "***")
        shown = f"{name:<{self._width}}"
        if colour := self._colours.get(name):
            shown = f"\x1b[{colour}m{shown}\x1b[0m"
        self.say(f"{shown} | {text}", f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {name:<{self._width}} | {text}")

    def say(self, text: str, in_file: str | None = None) -> None:
        """Words of our own, as they are."""
        if self._terminal:
            try:
                print(text, file=self._terminal, flush=True)
            except OSError:  # it was closed; the file goes on
                self._terminal = None
        self._file.handle(logging.makeLogRecord({"msg": in_file or text}))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _File(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A full disk is no reason to stop what runs."""
