"""Claims beside postings, for a person to judge: a seeded sample of a recorded set, whole texts and all."""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.normalise import SEEN_AT, _answer, _body, ats_of
from jobtracker.listing import Facts, Posting
from jobtracker.normalise import normalise

EIGHTHS = 8
"""Boards are split by the SHA-1 of their names: no rule was written from those of the parts 0 and 4."""


@click.command(short_help="Claims beside postings, for a person to judge.")
@click.argument("recorded", type=click.Path(path_type=Path, exists=True))
@click.option("--part", type=click.IntRange(0, EIGHTHS - 1), required=True, help="Which eighth of the boards.")
@click.option("--size", default=200, help="Postings.")
@click.option("--most", default=4, help="Postings of one board.")
@click.option("--seed", default=1)
def main(recorded: Path, part: int, size: int, most: int, seed: int) -> None:
    """Print SIZE postings of RECORDED, each with its fields, its text and what normalising claims of it."""
    ats = ats_of(recorded)
    boards = [path for path in sorted((recorded / "cassettes").glob("*.json")) if _eighth(path.stem) == part]
    for number, (board, posting) in enumerate(sample(ats, boards, size, most, seed), 1):
        sys.stdout.write(f"{'=' * 30} {number} {board} {posting.id}\n{shown(posting)}\n")


def sample(ats: str, boards: list[Path], size: int, most: int, seed: int) -> list[tuple[str, Posting]]:
    """At most `most` postings of each board, `size` in all (or as many as there are), in an order that `seed` sets."""
    dice = random.Random(seed)  # a sample, not a secret
    chosen: list[tuple[str, Posting]] = []
    for board in boards:
        postings = sorted(_postings(ats, board), key=lambda posting: posting.id)
        chosen += [(board.stem, posting) for posting in dice.sample(postings, min(most, len(postings)))]
    return dice.sample(chosen, min(size, len(chosen)))


def shown(posting: Posting) -> str:
    """The posting's fields, its text and, last, the claims, each on its line."""
    facts = normalise(posting, seen_at=SEEN_AT)
    fields = ("title", "places", "workplace", "remote", "work_from", "employment_type", "pay", "pay_text", "language")
    given = [f"{name}: {getattr(posting, name)!r}" for name in fields if getattr(posting, name) not in (None, "", ())]
    claimed = [f"  {name:10} {claim}" for name, claim in claims(facts)]
    return "\n".join((*given, "-" * 10, facts.text, "-" * 10, *claimed))


def claims(facts: Facts) -> Iterator[tuple[str, str]]:
    """(what is claimed, the claim with the words it was read from); "" where nothing is."""
    yield "places", " | ".join(place.name for place in facts.places)
    yield "workplace", f"{facts.workplace} <{facts.workplace_source}> {facts.workplace_evidence}"
    yield "work from", f"{' '.join(facts.work_from.areas)} <{facts.work_from.source}> {facts.work_from.evidence}"
    ranges = (f"{pay.min}-{pay.max} {pay.currency}/{pay.period} {pay.scope!r} {pay.evidence}" for pay in facts.pay)
    yield "pay", " | ".join(ranges)
    yield "type", " ".join(facts.employment_types)
    yield "language", facts.language


def _eighth(name: str) -> int:
    return int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest(), 16) % EIGHTHS


def _postings(ats: str, board: Path) -> Iterator[Posting]:
    from crawler.loader import adapters
    from jobtracker.company import Company

    spider = adapters()[ats](company=Company("acme", "Acme", ats, {"token": "acme"}))
    yield from spider.postings(spider.records(spider.document(_answer(_body(board)))))


if __name__ == "__main__":
    main()
