"""Tables for people, aligned; plain tab-separated lines when nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """Print rows under their headings; at a pipe as tab-separated lines without headings."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(" ".join(str(value).split()) for value in row))
        return
    if not rows:
        click.echo(empty)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, column in enumerate(columns):
        numeric = all(isinstance(row[number], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="ellipsis", no_wrap=True)
    for row in rows:
        table.add_row(*(_plain(value) for value in row))
    Console().print(table)


def _plain(value: object) -> str:
    from rich.markup import escape

    return escape(" ".join(str(value).split()))
