"""A world of thousands of companies whose boards change as real ones do, and of which the truth is known at any time.

It follows from its seed and the time alone (`sample_sites.churn`), and from what people add or take down by hand.
"""

from __future__ import annotations

import datetime as dt
import random
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TypeVar

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.boards import OpenBoard
from sample_sites.churn import Churn, Kind
from sample_sites.companies import Dweller, settle
from sample_sites.edits import FIRST_NUMBER, Added, Edits, EditsFile
from sample_sites.openings import Opening, Openings, make_text
from sample_sites.shapes import SHAPES

_LEVELS = ("", "Junior ", "Senior ", "Lead ", "Principal ", "Staff ", "Associate ", "Deputy ")
_FIELDS = (
    "Platform", "Payments", "Logistics", "Quality", "Growth", "Hardware", "Care", "Research", "Sales", "Data",
    "Security", "Finance", "Field", "Product", "Brand", "Treasury", "Network", "Factory", "Clinical", "Legal", "Mobile",
    "Energy", "Travel", "Safety",
)  # fmt: skip
_ROLES = (
    "Engineer", "Designer", "Accountant", "Nurse", "Buyer", "Analyst", "Counsel", "Technician", "Recruiter", "Manager",
    "Architect", "Coordinator", "Specialist", "Planner", "Scientist", "Operator", "Inspector", "Trainer", "Editor",
    "Consultant", "Controller", "Developer", "Researcher", "Advisor",
)  # fmt: skip
_CITIES = (
    ("Berlin", "Berlin", "DE"), ("Boston", "Massachusetts", "US"), ("Lyon", "Auvergne-Rhône-Alpes", "FR"),
    ("Leeds", "England", "GB"), ("Graz", "Styria", "AT"), ("Toronto", "Ontario", "CA"), ("Munich", "Bavaria", "DE"),
    ("Austin", "Texas", "US"), ("Denver", "Colorado", "US"), ("Chicago", "Illinois", "US"), ("Porto", "Norte", "PT"),
    ("Seattle", "Washington", "US"), ("Hamburg", "Hamburg", "DE"), ("Madrid", "Madrid", "ES"),
    ("Turin", "Piedmont", "IT"), ("Bristol", "England", "GB"), ("Utrecht", "Utrecht", "NL"),
    ("Melbourne", "Victoria", "AU"), ("Osaka", "Osaka", "JP"), ("Vilnius", "Vilnius", "LT"),
)  # fmt: skip
_PARAGRAPHS = 400
"""Different ones in a world; a text has three."""


class World:
    """Its boards and their truth. `clock` gives simulated time; set another to make it pass as you like."""

    def __init__(
        self,
        seed: int,
        companies: int,
        start: dt.datetime,
        *,
        ats: Sequence[str] = (),
        text: int = 600,
        edits: Path | None = None,
    ) -> None:
        self._edits = EditsFile(edits, start.replace(hour=0, minute=0, second=0, microsecond=0))
        self.start = self._edits.start
        self.clock: Callable[[], dt.datetime] = lambda: self.start
        self.shown: Callable[[dt.datetime], dt.datetime] = lambda at: at
        """From simulated time to the time that a site writes beside an opening."""
        self.seed = seed
        chance = random.Random(f"{seed} texts")
        self.paragraphs = [make_text(chance, text // 3) for _ in range(_PARAGRAPHS)]
        self.lock = threading.RLock()
        self.boards = {each.slug: WorldBoard(self, each) for each in settle(seed, companies, ats)}

    def truth(self, at: dt.datetime | None = None) -> dict[str, set[str]]:
        """The external ids that are open on each company's board, now or at a time."""
        at = at or self.clock()
        return {slug: board.at(at) for slug, board in self.boards.items()}

    def hurry(self, speed: float) -> None:
        """Run by the machine's clock, this many times as fast, from the world's start on."""
        self.clock = lambda: self.start + speed * (dt.datetime.now(dt.UTC) - self.start)
        self.shown = lambda at: min(at, self.start) + max(dt.timedelta(), at - self.start) / speed

    def edits(self, slug: str) -> Edits:
        """What was changed by hand on a company's board."""
        return self._edits.of.get(slug) or Edits()

    def edit(self, slug: str) -> Edits:
        """The same, to be changed and then saved."""
        return self._edits.of.setdefault(slug, Edits())

    def save(self) -> None:
        """Keep the edits."""
        self._edits.save()


class WorldBoard(OpenBoard):
    """One company's board."""

    def __init__(self, world: World, company: Dweller) -> None:
        super().__init__(company.slug, company.name, company.ats)
        self.size = company.size
        self._world = world
        self._churn = Churn(f"{world.seed} {company.slug}", company.size, world.start.weekday())
        self._cached: tuple[object, dict[Asked, tuple[Answer, bytes]]] = (None, {})

    def at(self, at: dt.datetime) -> set[str]:
        """The external ids that are open at a time."""
        with self._world.lock:
            return {self.system.external_id(number) for number in self._numbers(at)}

    def listed(self) -> Openings:
        """What is open now, the newest first; made when it is asked for."""
        with self._world.lock:
            return self._listed(self._world.clock())

    def external_ids(self) -> set[str]:
        """The ids that are open now."""
        return self.at(self._world.clock())

    def answer(self, asked: Asked) -> Answer:
        """What the ATS would say, with what is open now."""
        now = self._world.clock()
        with self._world.lock:
            self._churn.go_to(self._seconds(now))
            version = self._churn.version, self._world.edits(self.slug).count(now)
            if self._cached[0] != version:
                self._cached = version, {}
            answers = self._cached[1]
            if asked in answers:
                head, body = answers[asked]
                return replace(head, body=zlib.decompress(body))
            good = self.system.answer(self.slug, self._listed(now), asked)
            if not SHAPES[self.ats].detail(asked):  # details are asked for once
                answers[asked] = replace(good, body=b""), zlib.compress(good.body, 1)  # a tenth: there are thousands
            return good

    def add(self, title: str, city: str) -> str:
        """Publish an opening by hand."""
        with self._world.lock:
            added = self._world.edit(self.slug).added
            number = FIRST_NUMBER + len(added)
            added.append(Added(number, title, city, self._world.clock()))
            self._world.save()
        return str(number)

    def take_down(self, id_: str) -> None:
        """Take an opening off by hand; it stays off."""
        with self._world.lock:
            now = self._world.clock()
            if not id_.isdecimal() or int(id_) not in self._numbers(now):
                raise KeyError(id_)
            self._world.edit(self.slug).taken_down[int(id_)] = now
            self._world.save()

    def _seconds(self, at: dt.datetime) -> int:
        return int((at - self._world.start).total_seconds())

    def _numbers(self, at: dt.datetime) -> list[int]:
        """The numbers of what is open, the oldest first."""
        self._churn.go_to(self._seconds(at))
        edits = self._world.edits(self.slug)
        if not edits.added and not edits.taken_down:
            return list(self._churn.open)
        off = {number for number, when in edits.taken_down.items() if when <= at}
        added = (each.number for each in edits.added if each.at <= at)
        return [number for number in chain(self._churn.open, added) if number not in off]

    def _listed(self, at: dt.datetime) -> Openings:
        return _Lazily(self, dict.fromkeys(reversed(self._numbers(at))))

    def opening(self, number: int) -> Opening:
        """One that is open."""
        if number >= FIRST_NUMBER:
            each = self._world.edits(self.slug).added[number - FIRST_NUMBER]
            text = f"<p>{self.name} has an opening, which was added by hand.</p>"
            return Opening(number, each.title, each.city, "", "", text, self._world.shown(each.at), number)
        published = self._world.start + dt.timedelta(seconds=self._churn.open[number])
        return replace(self._invent(number), published=self._world.shown(published))

    def _invent(self, number: int) -> Opening:
        """Its facts follow from its number, and from the opening it is a copy of."""
        kind, original = self._churn.copies.get(number, (Kind.FRESH, 0))
        luck = int.from_bytes(blake2b(f"{self._world.seed} {self.slug} {number}".encode(), digest_size=16).digest())
        if kind is Kind.ELSEWHERE:
            copied = self._invent(original)
            others = [place for place in _CITIES if place[0] != copied.city]
            city, region, country = others[luck % len(others)]
            return replace(copied, number=number, city=city, region=region, country=country)
        if kind is not Kind.FRESH:
            return replace(self._invent(original), number=number, requisition=number)
        luck, (city, region, country) = _pick(luck, _CITIES)
        luck, level = _pick(luck, _LEVELS)
        luck, field = _pick(luck, _FIELDS)
        luck, role = _pick(luck, _ROLES)
        title = f"{level}{field} {role}"
        text = f"<p>{self.name} is looking for a {title}.</p>"
        for _ in range(3):
            luck, paragraph = _pick(luck, self._world.paragraphs)
            text += paragraph
        return Opening(number, title, city, region, country, text, self._world.start, number)


T = TypeVar("T")


def _pick(luck: int, among: Sequence[T]) -> tuple[int, T]:
    luck, place = divmod(luck, len(among))
    return luck, among[place]


@dataclass(slots=True, frozen=True)
class _Lazily(Mapping[str, Opening]):
    """The openings of a board, each made when it is looked at."""

    board: WorldBoard
    numbers: Mapping[int, None]

    def __getitem__(self, id_: str) -> Opening:
        if not id_.isdecimal() or int(id_) not in self.numbers:
            raise KeyError(id_)
        return self.board.opening(int(id_))

    def __iter__(self) -> Iterator[str]:
        return map(str, self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)
