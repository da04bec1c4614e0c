"""The sample sites in place of the web: companies whose boards change, and a page to change them by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from jobtracker.errors import JobTrackerError
from services.asking import answers
from services.private import private_folder
from services.service import Service

SETTINGS = "services.demo_settings"
"""Scrapy's settings for a crawler of the sample sites; JOBTRACKER_SAMPLE_SITES says where they are."""


def prepare(folder: Path, companies: int) -> Path:
    """Write the world's registry. Returns its folder."""
    private_folder(folder)
    registry = folder / "companies"
    command = [*_command(folder, companies), "--registry", str(registry)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise JobTrackerError(f"the sample sites cannot be made: {(done.stderr.splitlines() or ['?'])[-1]}")
    return registry


def service(folder: Path, companies: int, env: Mapping[str, str], *, port: int) -> Service:
    """The server of that world."""
    url = f"http://127.0.0.1:{port}"
    return Service(
        name="sites",
        command=[*_command(folder, companies), "--port", str(port)],
        folder=folder,
        env=env,
        is_healthy=lambda: answers(f"{url}/"),
        url=url,
    )


def _command(folder: Path, companies: int) -> list[str]:
    # What the world is follows from its seed and its first day, which the file of edits keeps.
    return [sys.executable, "-m", "sample_sites", "--world", str(companies), "--edits", str(folder / "edits.json")]
