"""`jobtracker bench`, and what the documents call it."""

from __future__ import annotations

import re
import subprocess
import sys

import click
from click.testing import CliRunner

from benchmarks.command import bench
from jobtracker.config import project_root

DOCUMENTS = ("README.md", "CHANGELOG.md", "docs/architecture.md", "docs/figures.md", "docs/operations.md")


def test_it_lists_what_can_be_measured_and_the_documents_know_no_other() -> None:
    assert CliRunner().invoke(bench, ["--help"]).exit_code == 0
    there = set(bench.list_commands(click.Context(bench)))
    assert there & {"crawl", "made_listings", "api"} == {"crawl", "api"}
    told = "".join((project_root() / name).read_text() for name in DOCUMENTS)
    assert set(re.findall(r"\bbench\s+([a-z]\w+)`", told)) - there == set()


def test_they_are_listed_where_what_tests_need_is_not_installed() -> None:
    absent = "import sys; sys.modules |= dict.fromkeys(('pytest', 'hypothesis', 'playwright')); "
    code = absent + "from jobtracker.cli import main; main()"
    listed = subprocess.run(
        [sys.executable, "-c", code, "bench", "--help"], capture_output=True, text=True, check=False, cwd=project_root()
    )
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "api" in listed.stdout
