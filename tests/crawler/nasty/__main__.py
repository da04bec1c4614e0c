"""See the package."""

from __future__ import annotations

import sys
import tempfile
import time

import click

from jobtracker.db import open_database
from tests.crawler.nasty import CASES, HEALTHY, run


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wrong = [result.wrong for result in run(open_database(f"sqlite:///{folder}/nasty.db")) if result.wrong]
    for line in wrong:
        click.echo(line)
    click.echo(f"{len(CASES)} nasty companies beside {HEALTHY} healthy ones: {len(wrong)} wrong verdicts")
    click.echo(f"{time.monotonic() - began:.1f} s")
    sys.exit(bool(wrong))


main()
