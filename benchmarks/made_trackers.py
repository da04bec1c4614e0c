"""Listings and trackers that `bench match` is asked of, the same ones each time.

The listings are made: 4 KB of text of 25,000 words, the n-th as frequent as 1/n, with titles, places, companies and
facts much as made_listings has them. Two sets of trackers:

- selective: one fits a listing in ten thousand. 80 % ask for two to four words, any of the 25,000 alike, three in ten
  of them with a country, a circle or an employment type. 10 % ask for the beginnings of two or three words; 10 % for no
  words but a company, most with a workplace, a country or an employment type.
- broad: one fits a listing in a hundred. 60 % ask for two words, taken as often as texts use them, without the 200
  commonest; 30 % for one such word with a country, a workplace or a language; 10 % for a country and a workplace. Many
  ask for the same.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from benchmarks.made_listings import COMPANIES, KINDS, LEVELS, NOW, PLACES, TITLES, Paragraph, paragraphs
from jobtracker.accepting import Candidate
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.filters import Filters, Near, Where
from jobtracker.listing import Facts, Place
from jobtracker.matching import Listed
from jobtracker.query import Node
from jobtracker.query_words import ANYWHERE, Written, side_by_side, together
from jobtracker.tokens import LANGUAGES, Compound

WORKPLACES = ("remote", "hybrid", "on-site", "unknown")
NO_FILTERS: Final = Filters()


@dataclass(slots=True, frozen=True)
class Asked:
    """What a made tracker asks for."""

    words: tuple[str, ...] = ()
    prefix: bool = False
    """They are beginnings."""
    filters: Filters = NO_FILTERS

    @property
    def query(self) -> Node | None:
        """As the parser reads it."""
        written = [Written((Compound([word], False),), self.prefix) for word in self.words]
        return together(side_by_side(written, ANYWHERE, LANGUAGES))


class Made:
    """Listings and trackers, the same ones each time."""

    def __init__(self) -> None:
        self.texts = paragraphs()
        counted = _counted(self.texts)
        self.words = sorted(counted)
        self._asked = sorted(self.words, key=lambda word: -counted[word])[200:]
        self._upto = list(accumulate(counted[word] for word in self._asked))

    def listings(self, number: int, seed: int) -> Iterator[Listed]:
        chance = random.Random(seed)
        for id_ in range(1, number + 1):
            yield _listed(id_, self.texts, chance)

    def selective(self, number: int) -> Iterator[Asked]:
        chance = random.Random(3)
        for _ in range(number):
            kind = chance.random()
            if kind < 0.8:
                words = chance.choices(self.words, k=chance.choice((2, 2, 3, 3, 4)))
                yield Asked(tuple(words), filters=_narrower(chance) if chance.random() < 0.3 else Filters())
            elif kind < 0.9:
                words = chance.choices(self.words, k=chance.choice((2, 3)))
                yield Asked(tuple(word[: max(4, len(word) - 1)] for word in words), prefix=True)
            else:
                yield Asked(filters=_of_a_company(chance))

    def broad(self, number: int) -> Iterator[Asked]:
        chance = random.Random(4)
        for _ in range(number):
            kind = chance.random()
            if kind < 0.6:
                yield Asked((self._frequent(chance), self._frequent(chance)))
            elif kind < 0.9:
                yield Asked((self._frequent(chance),), filters=_broad(chance))
            else:
                yield Asked(filters=Filters(workplaces=(chance.choice(WORKPLACES),), countries=(_country(chance),)))

    def _frequent(self, chance: random.Random) -> str:
        return self._asked[bisect(self._upto, chance.random() * self._upto[-1])]


def _counted(texts: list[Paragraph]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for each in texts:
        for word in each.text.split():
            counted[word] = counted.get(word, 0) + 1
    return counted


def _listed(id_: int, texts: list[Paragraph], chance: random.Random) -> Listed:
    name, country, lat, lon = chance.choice(PLACES)
    about = {
        "title": " ".join(filter(None, (chance.choice(LEVELS), chance.choice(TITLES)))).title(),
        "text": " ".join(each.text for each in chance.choices(texts, k=10)),
        "places": (Place(name, name, None, country, lat, lon),),
        "workplace": chance.choice(WORKPLACES),
        "employment_types": (chance.choice(KINDS),),
        "language": chance.choice(("en", "en", "en", "en", "de")),
    }
    facts, company = Facts(**about), Company(_company(chance), "Acme", "greenhouse")
    candidate = Candidate(facts=facts, company=company, first_seen_at=NOW)
    return Listed(listing_id=id_, document=document(facts, company), candidate=candidate)


def _company(chance: random.Random) -> str:
    return f"company-{int(COMPANIES * chance.random() ** 2)}"


def _country(chance: random.Random) -> str:
    return chance.choice(PLACES)[1]


def _narrower(chance: random.Random) -> Filters:
    kind = chance.randrange(3)
    if kind == 0:
        return Filters(countries=(_country(chance),))
    if kind == 1:
        return Filters(employment_types=(chance.choice(KINDS),))
    _, _, lat, lon = chance.choice(PLACES)
    return Filters(where=(Where(near=Near(lat=lat, lon=lon, km=chance.choice((10.0, 30.0, 50.0)))),))


def _of_a_company(chance: random.Random) -> Filters:
    more: list[dict[str, Any]] = [
        {}, {"workplaces": (chance.choice(WORKPLACES),)}, {"countries": (_country(chance),)},
        {"employment_types": (chance.choice(KINDS),)},
    ]  # fmt: skip
    return Filters(
        companies=(_company(chance),), **chance.choice(more), **chance.choice([*more[:1], {"languages": ("en",)}])
    )


def _broad(chance: random.Random) -> Filters:
    kind = chance.randrange(3)
    if kind == 0:
        return Filters(countries=(_country(chance),))
    return Filters(workplaces=(chance.choice(WORKPLACES),)) if kind == 1 else Filters(languages=("en",))
