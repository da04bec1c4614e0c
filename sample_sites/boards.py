"""The boards behind the sites: recorded ones, and made-up ones of any size in the shape of their ATS."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from crawler.recordings import NOT_FOUND, Answer, Recording
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings, make_opening
from sample_sites.shapes import SHAPES
from sample_sites.systems import SYSTEMS


class Board:
    """One company's part of the web: `roots` are the hosts with paths that its URLs begin with."""

    slug: str
    ats: str
    roots: tuple[str, ...]

    def answer(self, asked: Asked) -> Answer:
        """The good answer to a request; 404 to what the site does not know."""
        raise NotImplementedError

    def external_ids(self) -> set[str]:
        """The ids under which a crawler knows what is open now. Raises ValueError where nobody knows."""
        raise ValueError(f"{self.slug} is recorded: nobody knows what is open there")


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


class OpenBoard(Board):
    """A board of invented openings, which a person may change too."""

    def __init__(self, slug: str, name: str, ats: str) -> None:
        self.slug, self.name, self.ats = slug, name, ats
        self.system = SYSTEMS[ats]
        self.roots = (self.system.root.format(slug=slug),)
        self.careers_url = self.system.careers_url.format(slug=slug)
        self.params: Mapping[str, str] = {name: value.format(slug=slug) for name, value in self.system.params.items()}

    def listed(self) -> Openings:
        """What is open now, the newest first."""
        raise NotImplementedError

    def add(self, title: str, city: str) -> str:
        """Publish an opening by hand; returns its id."""
        raise NotImplementedError

    def take_down(self, id_: str) -> None:
        """Take an opening off the board by hand. Raises KeyError if there is none of this id."""
        raise NotImplementedError

    def external_ids(self) -> set[str]:
        """The ids under which a crawler knows what is open now."""
        return {self.system.external_id(int(id_)) for id_ in self.listed()}


class MadeUpBoard(OpenBoard):
    """A board that stays as it is. Change what is open by `open` and `close`, between two crawls."""

    def __init__(self, slug: str, ats: str, listings: int, *, seed: int = 0, text: int = 4096) -> None:
        super().__init__(slug, slug, ats)
        self._random = random.Random(f"{seed} {slug}")
        self._text = text
        self._next = 1
        self._answers: dict[Asked, Answer] = {}
        self.openings: dict[str, Opening] = {}
        self.open(listings)

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

    def listed(self) -> Openings:
        """What is open."""
        return self.openings

    def add(self, title: str, city: str) -> str:
        """Publish an opening by hand."""
        (id_,) = self.open(1)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        self.openings[id_] = replace(self.openings[id_], title=title, city=city, region="", published=now)
        return id_

    def take_down(self, id_: str) -> None:
        """Take an opening off by hand."""
        self.openings[id_]
        self.close(id_)

    def answer(self, asked: Asked) -> Answer:
        """What the ATS would say, with what is open now."""
        if asked not in self._answers:
            self._answers[asked] = self.system.answer(self.slug, self.openings, asked)
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
