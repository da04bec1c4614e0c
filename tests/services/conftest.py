"""A company that is read from a recording, for nodes that run it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.archive import replay_settings
from tests.services.running import environment

RECORDED = Path(__file__).resolve().parents[1] / "data" / "greenhouse" / "board" / "cassette.json"


@dataclass
class World:
    """One company, "lakeside", with a board of its own time."""

    folder: Path
    env: dict[str, str]
    """Of the nodes."""

    @property
    def replay(self) -> dict[str, object]:
        """Scrapy settings for its runs: the recording in place of the network."""
        return replay_settings(self.folder / "recordings")

    def outcomes(self) -> list[tuple[str, int]]:
        """Of each run in the database: its outcome, and how many listings it saw."""
        with closing(sqlite3.connect(self.folder / "test.db")) as database:
            return database.execute("SELECT outcome, seen FROM run ORDER BY id").fetchall()


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A registry of one company, its recording, and a database to come."""
    for name in ("companies", "recordings"):
        (tmp_path / name).mkdir()
    (tmp_path / "companies" / "greenhouse.csv").write_text("slug,name,token,host\nlakeside,Lakeside,lakeside,\n")
    shutil.copy(RECORDED, tmp_path / "recordings" / "lakeside.json")
    return World(tmp_path, environment(tmp_path, REGISTRY=str(tmp_path / "companies")))
