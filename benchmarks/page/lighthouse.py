"""Lighthouse, as Chrome has it, of one page at a time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
CATEGORIES: Final = ("accessibility", "best-practices", "seo", "performance")
FORMS: Final = {"desktop": ["--preset=desktop"], "mobile": []}
"""A desk's line and screen; a phone of the middle class at a slow line, simulated."""
_PROGRAM: Final = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
_CHROME: Final = "--headless=new --no-sandbox --disable-dev-shm-usage"


@dataclass(slots=True, frozen=True)
class Told:
    """Of one page in one form."""

    scores: tuple[int, ...]
    """As CATEGORIES, of 100."""
    cls: float
    lcp: float
    """Milliseconds, as TBT."""
    tbt: float
    transferred: int
    """Bytes of scripts and styles, as they travel."""
    faults: tuple[str, ...]
    """What keeps accessibility, best practices and SEO from 100."""


def install() -> None:
    """What package-lock.json says, if it is not there."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        sys.exit("Lighthouse needs Node and npm on this machine")
    if not shutil.which("chromium"):
        sys.exit("Lighthouse needs chromium (apt install chromium)")
    if not _PROGRAM.exists():
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=FOLDER, check=True)


def look(url: str, form: str) -> Told:
    """Load the page once with an empty cache, and judge it."""
    command = [
        shutil.which("node") or "node",
        str(_PROGRAM),
        url,
        "--quiet",
        "--output=json",
        "--max-wait-for-load=60000",
    ]
    command += [*FORMS[form], f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={_CHROME}"]
    env = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Lighthouse failed at {url}: {done.stderr[-2000:]}")
    return told(json.loads(done.stdout))


def told(report: dict[str, Any]) -> Told:
    """What is wanted of a report."""
    audits = report["audits"]
    if report.get("runtimeError"):
        sys.exit(f"Lighthouse saw no page at {report['requestedUrl']}: {report['runtimeError']['message']}")
    values = [audits[name]["numericValue"] for name in _NUMBERS]
    requests = audits["network-requests"]["details"]["items"]
    return Told(
        tuple(round(100 * report["categories"][name]["score"]) for name in CATEGORIES),
        *values,
        sum(each["transferSize"] for each in requests if each.get("resourceType") in {"Script", "Stylesheet"}),
        tuple(_faults(report)),
    )


_NUMBERS: Final = ("cumulative-layout-shift", "largest-contentful-paint", "total-blocking-time")


def _faults(report: dict[str, Any]) -> Iterator[str]:
    for category in CATEGORIES[:3]:
        for reference in report["categories"][category]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{reference['id']}: {audit['title']}"
