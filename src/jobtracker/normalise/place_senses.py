"""What one part of a place string ("CA", "Paris", "Bavaria") may stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from jobtracker.normalise.areas import GEORGIA, SUPRANATIONAL, countries_by_name, read_areas
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import City, cities_named
from jobtracker.normalise.place_words import is_street, without_frame, without_postcode
from jobtracker.normalise.regions import LETTERED, Region, regions_by_name


@dataclass(slots=True, frozen=True)
class Part:
    """A part with all its senses. No sense at all means: a name nobody here knows."""

    text: str
    key: str
    country: str | None = None
    regions: tuple[Region, ...] = ()
    cities: tuple[City, ...] = ()
    areas: tuple[str, ...] = ()
    """Codes, where it names a larger area ("EMEA", "Nordics")."""

    @property
    def known(self) -> bool:
        return bool(self.country or self.regions or self.cities or self.areas)

    @property
    def is_letters(self) -> bool:
        """Whether it is a code rather than a name."""
        return len(self.key) <= 3 and self.text.replace(".", "").isalpha()


BREAK: Final = Part("", "")
"""Stands between parts that belong to different places ("Boston and Chicago")."""
_DIRECTIONS: Final = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest northeastern "
    "northwestern southeastern southwestern upstate coastal rural mid upper lower all".split()
)
_JOINTS: Final = (" and ", " & ", " AND ", "+", " und ", " et ", " y ")


@lru_cache(maxsize=16384)
def parts_of(text: str) -> tuple[Part, ...]:
    """The parts that `text`, a piece between commas, stands for: usually one; more for "Austin TX", "US-CA-San Jose"."""
    part = _look_up(text)
    if part.known or not text:
        return (part,)
    bare = without_frame(text)
    if bare != text and bare and (framed := _look_up(bare)).known:
        return (_as_area(framed) if _is_wider(text) else framed,)
    return _joined(bare) or _dashed(bare) or _run_together(bare) or (replace(part, text=without_postcode(text) or text),)


def _look_up(text: str) -> Part:
    key = fold(text)
    areas = read_areas(text) if not text.islower() or len(key) > 3 else ()
    country = countries_by_name().get(key)
    country = country if country not in SUPRANATIONAL else None
    regions = regions_by_name().get(key, ())
    if len(key) <= 3 and text.islower() and key not in ("us", "uk", "usa", "nyc", "sf", "uae"):
        country, regions = None, ()
    large = areas if country is None and not regions and key != GEORGIA else ()
    return Part(text, key, country, regions, cities_named(key), large)
