"""`jobtracker search`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import textwrap
from typing import Any

import click
import orjson

from jobtracker.commands.clock import now_option
from jobtracker.config import settings


@click.command(short_help="Find open listings by their words.")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@now_option
def search(query: tuple[str, ...], limit: int, as_json: bool, now: dt.datetime) -> None:
    """Find open listings that hold all the words of QUERY, newest first; `word*` finds words that begin so.

    Titles, departments and texts are searched; not places or companies yet.

    Left out: listings that wait for the confirmation of their loss, and those of companies not read for seven days.
    """
    from jobtracker.db import open_database
    from jobtracker.store.search import search as find
    from jobtracker.tokens import query_tokens

    words = query_tokens(" ".join(query))
    if not words:
        raise click.UsageError("QUERY holds no word")
    found = open_database(settings().database_url).read(find, words, now=now, limit=limit)
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    else:
        _print_table(found)


def _print_table(found: list[dict[str, Any]]) -> None:
    """Title, facts and address of each listing at a terminal, where an address stays whole; one line at a pipe."""
    from jobtracker.commands.table import print_table

    if not sys.stdout.isatty():
        rows = [
            (f["title"], f["company_name"], "; ".join(f["places"]), f["workplace"], f["url"], _first_seen(f))
            for f in found
        ]
        print_table(("title", "company", "places", "workplace", "url", "first seen"), rows, empty="")
        return
    width = shutil.get_terminal_size().columns - 1
    for one in found:
        known = [
            one["company_name"],
            "; ".join(one["places"]),
            one["workplace"].replace("unknown", ""),
            _first_seen(one),
        ]
        click.secho(textwrap.fill(one["title"], width), bold=True)
        click.echo(textwrap.fill(" · ".join(filter(None, known)), width, **_INDENT))
        click.echo(f"    {one['url']}")
    if not found:
        click.echo("nothing open holds these words (companies not read for seven days are left out)")


_INDENT: dict[str, Any] = {"initial_indent": "    ", "subsequent_indent": "      ", "break_long_words": False}


def _first_seen(one: dict[str, Any]) -> str:
    return f"{one['first_seen_at']:%Y-%m-%d}"
