"""A real server for a browser, and what axe finds on its pages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.front import BUILT
from jobtracker.config import project_root
from tests.services.running import free_port, until

AXE = project_root() / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's; a test without it, or without the built page, is skipped."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no browser: chromium is not installed (apt install chromium)")
    if not (BUILT / "index.html").exists():
        pytest.skip("no browser: the page is not built (npm run build in frontend/)")
    expect.set_options(timeout=30_000)  # where others work, too, five seconds are not enough
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def served(database_url: str, **settings: str) -> Iterator[str]:
    """The address of a server over a database."""
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


def faults(page: Page) -> list[str]:
    """What axe finds wrong."""
    page.evaluate(AXE.read_text())  # a script tag would need another Content-Security-Policy
    found = page.evaluate("axe.run()")["violations"]
    return [f"{page.url} {each['id']}: {node['target']}" for each in found for node in each["nodes"]]
