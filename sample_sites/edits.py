"""What people change on the boards of a world by hand, kept in a small JSON file so that it outlives the server."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from crawler.recordings import write_json

FIRST_NUMBER = 900_000_000
"""Of an opening that is added by hand; the world's own count from 1."""


@dataclass(slots=True, frozen=True)
class Added:
    """An opening that a person added."""

    number: int
    title: str
    city: str
    at: dt.datetime


@dataclass(slots=True)
class Edits:
    """Those of one board, in simulated time."""

    added: list[Added] = field(default_factory=list)
    taken_down: dict[int, dt.datetime] = field(default_factory=dict)
    """Number -> when."""

    def count(self, at: dt.datetime) -> int:
        """How many there are at a time."""
        return sum(each.at <= at for each in self.added) + sum(when <= at for when in self.taken_down.values())


class EditsFile:
    """The edits of all boards. Without a path they are kept in memory only."""

    def __init__(self, path: Path | None, start: dt.datetime) -> None:
        self._path = path
        self.start = start
        """When the world began; a file that exists knows better, for its edits belong to that world."""
        self.of: dict[str, Edits] = {}
        if path is not None and path.exists():
            document = orjson.loads(path.read_bytes())
            self.start = _time(document["start"])
            self.of = {slug: _edits(each) for slug, each in document["companies"].items()}
        else:
            self.save()

    def save(self) -> None:
        """Write them down."""
        if self._path is not None:
            companies = {slug: asdict(edits) for slug, edits in self.of.items()}
            for edits in companies.values():
                edits["taken_down"] = {str(number): at for number, at in edits["taken_down"].items()}
            write_json(self._path, {"start": self.start, "companies": companies})


def _edits(document: Any) -> Edits:
    added = [Added(**{**each, "at": _time(each["at"])}) for each in document["added"]]
    return Edits(added, {int(number): _time(at) for number, at in document["taken_down"].items()})


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
