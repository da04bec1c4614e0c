"""What the web page is built from, and measured with, may be used by anybody, and comes from no named registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = [ROOT / "frontend" / "package-lock.json", ROOT / "benchmarks" / "page" / "package-lock.json"]
FREE = {"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "Python-2.0"}
FREE |= {"(MIT OR CC0-1.0)"}
ONLY_TOOLS = ("axe-core", "lightningcss")
"""MPL-2.0: they build and test the page, and nothing of them is in it."""
SAID_ELSEWHERE = {"parse-cache-control"}
"""BSD-3-Clause, as its file LICENSE says."""


def of_lock(lock: Path) -> dict[str, dict[str, Any]]:
    """Packages by path under node_modules; without ourselves."""
    found = json.loads(lock.read_text())["packages"]
    return {path.removeprefix("node_modules/"): its for path, its in found.items() if path}


@pytest.fixture(params=LOCKS, ids=["page", "lighthouse"])
def packages(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    return of_lock(request.param)


def test_every_licence_is_one_that_we_know_and_take(packages: dict[str, dict[str, Any]]) -> None:
    unknown = {name: its for name, its in packages.items() if name not in SAID_ELSEWHERE}
    others = {name: its.get("license") for name, its in unknown.items() if its.get("license") not in FREE}
    assert {name for name in others if not name.startswith(ONLY_TOOLS)} == set()
    assert set(others.values()) <= {"MPL-2.0"}


def test_nothing_of_a_mere_tool_is_in_the_page() -> None:
    packages = of_lock(LOCKS[0])
    tools = [its for name, its in packages.items() if name.startswith(ONLY_TOOLS)]
    assert tools
    assert all(its.get("dev") for its in tools)


def test_primevue_is_the_last_that_is_free() -> None:
    packages = of_lock(LOCKS[0])
    free = {"primevue": "4.5.5", "@primeuix/themes": "2.0.3"}
    assert {name: packages[name]["version"] for name in free} == free


def test_no_package_says_where_it_comes_from(packages: dict[str, dict[str, Any]]) -> None:
    assert [name for name, its in packages.items() if "resolved" in its] == []
    assert [name for name, its in packages.items() if not its.get("integrity")] == []
