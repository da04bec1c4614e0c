"""What only we may read: folders, settings files, and generated passwords that outlive a restart."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def private_folder(path: Path) -> Path:
    """The folder, made if it is not there, closed to everybody else."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file that at no moment anybody else can read, nor finds half written."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        part.unlink()
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123  (the mode)
        file.write(text)
    part.replace(path)


def kept_secret(path: Path) -> str:
    """The secret in this file; a new one is written if there is none. 43 characters, fit for URLs."""
    with suppress(FileNotFoundError):
        if known := path.read_text().strip():
            return known
    write_private(path, secrets.token_urlsafe(32))
    return path.read_text().strip()
