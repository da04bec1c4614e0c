"""A company whose spider has settings of its own: an engine has one set, so it is crawled by a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys

from scrapy.settings import SETTINGS_PRIORITIES, Settings

PATIENCE = 20.0
"""Seconds that it has to end when it is asked to."""


async def crawl_apart(slug: str, settings: Settings) -> int:
    """`scrapy crawl SLUG`, with the settings changed on this command line. Cancelled, it ends the process first."""
    program = "scrapyd.runner" if "SCRAPYD_JOB" in os.environ else "scrapy"  # scrapyd's finds the egg
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", program, "crawl", slug, *_changed(settings))
    try:
        return await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()
        raise


def _changed(settings: Settings) -> list[str]:
    level = SETTINGS_PRIORITIES["cmdline"]
    changed = {name: each.value for name, each in settings.attributes.items() if each.priority == level}
    plain = {name: value for name, value in changed.items() if isinstance(value, str | int | float)}
    return [word for name, value in plain.items() for word in ("-s", f"{name}={value}")]
