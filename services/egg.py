"""The egg that scrapyd takes: this code as one zip, built beside the checkout and not in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from jobtracker.config import project_root
from jobtracker.errors import JobTrackerError

MADE_OF = ("setup.py", "pyproject.toml", "README.md", "LICENSE", "scrapy.cfg", "src", "crawler", "migrations")
_NOT_CODE = shutil.ignore_patterns("__pycache__", "*.egg-info")


class EggFailed(JobTrackerError):
    """No egg could be built."""


def build(egg: Path) -> None:
    """Build it and write it to this file. Raises EggFailed where there is no checkout to build from."""
    root = project_root()
    if not (root / "setup.py").exists():
        raise EggFailed("an egg is built from a checkout of the project, and this is none")
    with tempfile.TemporaryDirectory(prefix="jobtracker-egg-") as folder:
        for name in MADE_OF:
            _copy(root / name, Path(folder, name))
        deploy = [sys.executable, "-m", "scrapyd_client.deploy", "--build-egg", str(egg.resolve())]
        done = subprocess.run(  # noqa: S603  (words of ours)
            [*deploy, "--debug"],  # or it says nothing of what went wrong
            cwd=folder,
            env=os.environ | {"TMPDIR": folder},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise EggFailed(f"scrapyd-deploy could not build the egg: {' '.join(done.stderr.split())[-1000:]}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_NOT_CODE)
    else:
        shutil.copy(source, target)
