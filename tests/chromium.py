"""The chromium of this machine, for what has to be looked at in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What it is called: at Debian, elsewhere, and where it is Google's own."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A test without it is skipped. While it is there no crawl can run in this process."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip("no browser: chromium is not installed (apt install chromium)")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
