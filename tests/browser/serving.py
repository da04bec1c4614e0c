"""A real server for a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from tests.browser.looking import needs_the_page
from tests.services.running import free_port, until


@contextmanager
def served(database_url: str, **settings: str) -> Iterator[str]:
    """The address of a server over a database."""
    needs_the_page()
    url = f"http://127.0.0.1:{(port := free_port())}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JOBTRACKER_")}
    env = clean | {
        "JOBTRACKER_DATABASE_URL": database_url,
        "JOBTRACKER_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "JOBTRACKER_BASE_URL": url,
        **settings,
    }
    command = [sys.executable, "-m", "jobtracker", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        assert process.poll() is None
        try:
            return requests.get(f"{url}/healthz", timeout=5).ok
        except requests.ConnectionError:
            return False

    try:
        until(answers)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
