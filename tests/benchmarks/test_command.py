"""`jobtracker bench`, and what the documents call it."""

from __future__ import annotations

import re

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
