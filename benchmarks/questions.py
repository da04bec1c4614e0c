"""Sixty questions a job seeker would type, each with listings that it should and should not find, judged by reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import click
import orjson
from sqlalchemy.orm import Session

from benchmarks.boards import crawl
from jobtracker.commands.table import print_table
from jobtracker.db import Database
from jobtracker.query_parser import parse
from jobtracker.search import Search
from jobtracker.store.search import page

QUESTIONS = Path(__file__).with_name("questions.json")
"""Written before the first run, and judged without knowing what finds what. A question: query, language, need; the
listings, [board, id], that who typed it wants to see and those that they do not want; "doubtful" ones count for
nothing, "other_words" fit the need and hold other words than those that were typed. Where "sampled" is true, a sample
of the candidates was judged."""
Listing = tuple[str, str]


NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FIRST = 10
"""Results that people look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question."""

    id: int
    query: str
    language: str
    found: list[Listing]
    """The best first."""
    wanted: set[Listing]
    unwanted: set[Listing]

    @property
    def recall(self) -> float:
        return len(self.wanted.intersection(self.found)) / len(self.wanted)

    def precision(self, first: int | None = None) -> float | None:
        """Of those that were judged; None if none of them was."""
        judged = [listing for listing in self.found[:first] if listing in self.wanted | self.unwanted]
        return sum(listing in self.wanted for listing in judged) / len(judged) if judged else None


@click.command(short_help="Recall and precision of 60 questions that were judged by reading.")
@click.argument("recorded", type=click.Path(path_type=Path, exists=True))
@click.option("--missed", is_flag=True, help="Name the listings that were missed, or found and not wanted.")
def main(recorded: Path, missed: bool) -> None:
    """Crawl RECORDED, the set of Ashby boards that the questions were judged on, and ask them."""
    with TemporaryDirectory(prefix="jobtracker-questions-") as folder:
        url = f"sqlite:///{folder}/listings.db"
        crawl(url, recorded, NOW.isoformat())
        database = Database(url)
        answers = [database.read(ask, question) for question in orjson.loads(QUESTIONS.read_bytes())["questions"]]
    heads = ("", "query", "found", "wanted", "recall", "precision", f"of the first {FIRST}")
    print_table(heads, map(_row, answers), empty="")
    for language in ("en", "de", ""):
        _print_sum(language, [answer for answer in answers if language in ("", answer.language)])
    for answer in answers if missed else ():
        _name(answer)


def ask(session: Session, question: Mapping[str, Any]) -> Answer:
    """All listings that a question finds, by relevance."""
    search = Search(query=parse(question["query"]), sort="relevance", fold=False)
    found: list[Listing] = []
    part = page(session, search, now=NOW, limit=100)
    while True:
        found += [(card.listing.company, card.listing.external_id) for card in part.cards]
        if part.next is None:
            break
        part = page(session, search, now=NOW, limit=100, after=part.next)
    wanted, unwanted = ({(board, id_) for board, id_ in question[name]} for name in ("wanted", "unwanted"))
    return Answer(
        id=question["id"],
        query=question["query"],
        language=question["lang"],
        found=found,
        wanted=wanted,
        unwanted=unwanted,
    )


def _row(answer: Answer) -> tuple[Any, ...]:
    shares = (answer.recall, answer.precision(), answer.precision(FIRST))
    return answer.id, answer.query, len(answer.found), len(answer.wanted), *map(_share, shares)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _print_sum(language: str, answers: list[Answer]) -> None:
    wanted = sum(len(answer.wanted) for answer in answers)
    hit = sum(len(answer.wanted.intersection(answer.found)) for answer in answers)
    wrong = sum(len(answer.unwanted.intersection(answer.found)) for answer in answers)
    means = [
        mean(share for answer in answers if (share := measure(answer)) is not None)
        for measure in (lambda a: a.recall, Answer.precision, lambda a: a.precision(FIRST))
    ]
    click.echo(
        f"{len(answers)} questions{f' ({language})' if language else ''}: "
        f"recall {hit / wanted:.3f}, a question's mean {means[0]:.3f}; "
        f"precision {hit / (hit + wrong):.3f}, a question's mean {means[1]:.3f}, of the first {FIRST} {means[2]:.3f}"
    )


def _name(answer: Answer) -> None:
    lost, wrong = answer.wanted.difference(answer.found), answer.unwanted.intersection(answer.found)
    for word, listings in (("missed", lost), ("not wanted", wrong)):
        for board, id_ in sorted(listings):
            click.echo(f"{answer.query}: {word}: {board} {id_}")


if __name__ == "__main__":
    main()
