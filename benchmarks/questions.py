"""Sixty questions a job seeker would type, each with listings that it should and should not find, judged by reading."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from statistics import mean
from typing import Any

import click
import orjson

from benchmarks.normalise import SEEN_AT, _answer, _body, ats_of
from jobtracker.commands.table import print_table
from jobtracker.document import Document
from jobtracker.query import fits
from jobtracker.query_parser import parse
from jobtracker.run import Prepared

QUESTIONS = Path(__file__).with_name("questions.json")
"""Written before the first run, and judged without knowing what finds what. A question: query, language, need; the
listings, [board, id], that who typed it wants to see and those that they do not want; "doubtful" ones count for
nothing, "other_words" fit the need and hold other words than those that were typed. Where "sampled" is true, a sample
of the candidates was judged."""
Listing = tuple[str, str]


@click.command(short_help="Recall and precision of 60 questions that were judged by reading.")
@click.argument("recorded", type=click.Path(path_type=Path, exists=True))
@click.option("--missed", is_flag=True, help="Name the listings that were missed, or found and not wanted.")
def main(recorded: Path, missed: bool) -> None:
    """Ask the questions of RECORDED, the set of Ashby boards that they were judged on."""
    documents = dict(_documents(recorded))
    rows, shares = [], []
    for question in orjson.loads(QUESTIONS.read_bytes())["questions"]:
        wanted, unwanted = (_judged(question, name) & documents.keys() for name in ("wanted", "unwanted"))
        found = _found(question["query"], documents)
        hit, wrong = found & wanted, found & unwanted
        recall = len(hit) / len(wanted)
        precision = len(hit) / len(hit | wrong) if hit | wrong else 0.0
        shares.append((question["lang"], len(hit), len(wanted), len(wrong), recall, precision))
        rows.append(
            (question["id"], question["query"], len(found), len(wanted), len(hit), len(wrong), recall, precision)
        )
        if missed:
            _name(question["query"], wanted - found, wrong)
    print_table(("", "query", "found", "wanted", "hit", "wrong", "recall", "precision"), map(_rounded, rows), empty="")
    for language in ("en", "de", ""):
        _print_sum(language, [share for share in shares if language in ("", share[0])])


def _found(query: str, documents: Mapping[Listing, Document]) -> set[Listing]:
    node = parse(query)
    return {listing for listing, document in documents.items() if node is not None and fits(node, document)}


def _judged(question: Mapping[str, Any], name: str) -> set[Listing]:
    return {(board, id_) for board, id_ in question[name]}


def _rounded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(f"{value:.2f}" if isinstance(value, float) else value for value in row)


def _print_sum(language: str, shares: list[tuple[Any, ...]]) -> None:
    hit, wanted, wrong = (sum(share[index] for share in shares) for index in (1, 2, 3))
    recall, precision = (mean(share[index] for share in shares) for index in (4, 5))
    click.echo(
        f"{len(shares)} questions{f' ({language})' if language else ''}: "
        f"recall {hit / wanted:.3f}, a question's mean {recall:.3f}; "
        f"precision {hit / (hit + wrong):.3f}, a question's mean {precision:.3f}"
    )


def _name(query: str, lost: set[Listing], wrong: set[Listing]) -> None:
    for word, listings in (("missed", lost), ("not wanted", wrong)):
        for board, id_ in sorted(listings):
            click.echo(f"{query}: {word}: {board} {id_}")


def _documents(recorded: Path) -> Iterator[tuple[Listing, Document]]:
    for listing, made in prepared_of(recorded):
        yield listing, made.document


def prepared_of(recorded: Path, every: int = 1) -> Iterator[tuple[Listing, Prepared]]:
    """The listings of a recorded set as they would be written, or every so-manieth of each board."""
    from crawler.loader import adapters
    from crawler.prepare import prepare
    from jobtracker.company import Company

    ats = ats_of(recorded)
    with (recorded / "companies" / f"{ats}.csv").open(newline="") as rows:
        companies = [Company(row["slug"], row["name"], ats, {"token": row["token"]}) for row in csv.DictReader(rows)]
    for company in companies:
        spider = adapters()[ats](company=company)
        body = _body(recorded / "cassettes" / f"{company.slug}.json")
        for posting in islice(spider.postings(spider.records(spider.document(_answer(body)))), 0, None, every):
            made = prepare(posting, spider.run.fingerprint(posting), seen_at=SEEN_AT, company=company)
            yield (company.slug, made.external_id), made


if __name__ == "__main__":
    main()
