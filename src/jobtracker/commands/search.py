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


@click.command(short_help="Find open listings by their words.", context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@now_option
def search(query: tuple[str, ...], limit: int, as_json: bool, now: dt.datetime) -> None:
    """Find open listings that hold all the words of QUERY, newest first.

    Searched are title, company, places, department and text. In QUERY, quotes make a phrase, a - before a word excludes
    it, and there are OR, parentheses, engin* and title:, company:, location: (docs/search.md).

    Listings of one vacancy are one result, with all their places. Left out: companies not read for seven days.
    """
    from jobtracker.db import open_database
    from jobtracker.search import Search
    from jobtracker.store.search import first

    asked = Search(query=_read(" ".join(query)))
    cards = open_database(settings().database_url).read(first, asked, now=now, limit=limit)
    found = [_mapping(card) for card in cards]
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    else:
        _print_table(found)


def _read(query: str) -> Any:
    from jobtracker.query_parser import QueryError, parse

    try:
        node = parse(query)
    except QueryError as error:
        # what a terminal would not show in one cell each would move the caret
        line = "".join(letter if letter.isprintable() else " " for letter in query)
        caret = "^" * max(1, error.end - error.start)
        raise click.UsageError(f"{error.message}\n\n  {line}\n  {' ' * error.start}{caret}") from error
    if node is None:
        raise click.UsageError("QUERY holds no word")
    return node


def _mapping(card: Any) -> dict[str, Any]:
    """A result by the names that `export` has, too: the newest listing's, and the places of all."""
    listing, pay = card.listing, card.listing.pay[0] if card.listing.pay else {}
    places = [place for each in card.listings for place in each.places]
    return {
        "company": listing.company,
        "company_name": listing.company_name,
        "external_id": listing.external_id,
        "title": listing.title,
        "url": listing.url,
        "apply_url": listing.apply_url,
        "places": list(dict.fromkeys(place["name"] for place in places)),
        "countries": sorted({place["country"] for place in places if place["country"]}),
        "workplace": listing.workplace,
        "work_from": listing.work_from,
        "employment_types": listing.employment_types,
        "department": listing.department,
        "pay_min": pay.get("min"),
        "pay_max": pay.get("max"),
        "pay_currency": pay.get("currency"),
        "pay_period": pay.get("period"),
        "posted_at": listing.posted_at,
        "first_seen_at": listing.first_seen_at,
        "status": listing.state,
        "removed_at": listing.removed_at,
        "language": listing.language,
        "listings": [{"external_id": each.external_id, "url": each.url} for each in card.listings],
    }


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
