"""The boards behind the sites: recorded ones, and made-up ones of any size in the shape of their ATS."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from crawler.recordings import NOT_FOUND, Answer, Recording
from sample_sites.asked import Asked
from sample_sites.made_up import SYSTEMS, Opening, make_opening
from sample_sites.shapes import SHAPES


class Board:
    """One company's part of the web: `roots` are the hosts with paths that its URLs begin with."""

    slug: str
    ats: str
    roots: tuple[str, ...]

    def answer(self, asked: Asked) -> Answer:
        """The good answer to a request; 404 to what the site does not know."""
        raise NotImplementedError


class RecordedBoard(Board):
    """A board as a cassette holds it."""

    def __init__(self, slug: str, ats: str, path: Path) -> None:
        self.slug, self.ats = slug, ats
        self._recording = Recording(path)
        asked = [Asked(*each) for each in self._recording.requests()]
        self.roots = tuple({each.place for each in asked})

    def answer(self, asked: Asked) -> Answer:
        """What was recorded."""
        return self._recording.find(asked.method, asked.url, asked.body) or NOT_FOUND


class MadeUpBoard(Board):
    """A board of invented openings. Change what is open by `open` and `close`, between two crawls."""

    def __init__(self, slug: str, ats: str, listings: int, *, seed: int = 0, text: int = 4096) -> None:
        self.slug, self.ats = slug, ats
        self._system = SYSTEMS[ats]
        self._random = random.Random(f"{seed} {slug}")
        self._text = text
        self._next = 1
        self._answers: dict[Asked, Answer] = {}
        self.openings: dict[str, Opening] = {}
        self.open(listings)
        self.roots = (self._system.root.format(slug=slug),)
        self.careers_url = self._system.careers_url.format(slug=slug)

    def open(self, count: int) -> list[str]:
        """Publish so many more; returns their ids."""
        new = [make_opening(self._random, self._next + n, self._text) for n in range(count)]
        self._next += count
        self.openings = {opening.id: opening for opening in new} | self.openings  # newest first, as most sites
        self._answers.clear()
        return [opening.id for opening in new]

    def close(self, *ids: str) -> None:
        """Take some off the board."""
        self.openings = {id_: opening for id_, opening in self.openings.items() if id_ not in ids}
        self._answers.clear()

    def external_ids(self) -> set[str]:
        """The ids under which a crawler knows what is open now."""
        return {self._system.external_id(opening) for opening in self.openings.values()}

    def answer(self, asked: Asked) -> Answer:
        """What the ATS would say, with what is open now."""
        if asked not in self._answers:
            self._answers[asked] = self._system.answer(self.slug, self.openings, asked)
        return self._answers[asked]


def recorded_boards(folder: Path) -> Iterator[RecordedBoard]:
    """All boards of a folder of cassettes, with the rows of their companies beside them in companies/<ats>.csv."""
    for rows in sorted((folder / "companies").glob("*.csv")):
        for line in rows.read_text().splitlines()[1:]:
            slug = line.partition(",")[0]
            path = folder / "cassettes" / f"{slug}.json"
            if rows.stem in SHAPES and path.is_file():
                yield RecordedBoard(slug, rows.stem, path)


def made_up_boards(
    count: int, listings: int, *, seed: int = 0, text: int = 4096, ats: tuple[str, ...] = ()
) -> list[MadeUpBoard]:
    """So many boards, the ATS in turn, each of so many listings."""
    systems = ats or tuple(SYSTEMS)
    return [
        MadeUpBoard(f"made-up-{n}", systems[n % len(systems)], listings, seed=seed, text=text) for n in range(count)
    ]
