"""What one part of a place string ("CA", "Paris", "Bavaria", "Austin TX") may stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from jobtracker.normalise.area_names import SUPRANATIONAL
from jobtracker.normalise.areas import find_areas, larger_area, read_country
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import City, cities_named
from jobtracker.normalise.place_words import is_no_place, is_street, without_end_postcode, without_frame
from jobtracker.normalise.regions import Region, regions_by_name


@dataclass(slots=True, frozen=True)
class Part:
    """A piece between commas with all its senses. None at all means a name that nobody here knows."""

    text: str
    key: str
    country: str | None = None
    regions: tuple[Region, ...] = ()
    cities: tuple[City, ...] = ()
    areas: tuple[str, ...] = ()
    """Codes, where it names an area larger than a country ("EMEA", "Nordics")."""

    @property
    def known(self) -> bool:
        """Whether it has a sense."""
        return bool(self.country or self.regions or self.cities or self.areas)

    @property
    def is_letters(self) -> bool:
        """Whether it is a code ("CA", "NSW") rather than a name."""
        return len(self.key) <= 3 and bool(self.country or self.regions)


BREAK: Final = Part("", "")
"""Stands between parts of different places ("Boston and Chicago")."""
_JOINT: Final = re.compile(r"\s+(?:and|AND|&|\+|und|et|y)\s+|\s*\+\s*|(?<=\w)&(?=\w)|^(?:and|or|&)\s+|\s+(?:and|or|&)$")
_TOWN_WORD: Final = re.compile(r"[\s-]+(?:city|shi|town|township|municipality|city centre)$", re.IGNORECASE)
_DASH: Final = re.compile(r"(?<=\w)[-_](?=\w)")
_DIRECTION: Final = re.compile(
    r"(?:centre|(?:up)?state|coastal|rural|mid|upper|lower|[ns][ew]|(?:north|south|mid)?-?\s?(?:east|west|central)(?:ern)?|(?:north|south)(?:ern)?)"
)
_STATED: Final = ("US", "CA", "AU")
"""Countries whose towns are written with the letters of their state and no comma: "Smallville TX"."""
_LOWER_CODES: Final = frozenset({"us", "uk", "usa", "nyc", "sf", "uae"})


@lru_cache(maxsize=16384)
def parts_of(text: str) -> tuple[Part, ...]:
    """The parts `text` stands for: mostly one; more for "Austin TX", "US-CA-San Jose" or "Boston and Chicago"."""
    part = _look_up(text)
    bare = without_frame(text)
    if part.known or not bare or is_no_place(bare):
        return (part,) if part.known else ()
    for shorter in (bare, _TOWN_WORD.sub("", bare)):
        if shorter != text and (framed := _look_up(shorter)).known:
            return (framed,)
    line = without_end_postcode(text) if text[:1].isdigit() else bare  # a house number looks like a postcode
    return _joined(text) or _dashed(bare) or _run_together(line.split()) or _mentioned(bare) or (_unknown(line),)


@lru_cache(maxsize=16384)
def _look_up(text: str) -> Part:
    key = fold(text)
    if len(key) <= 3 and text.islower() and key not in _LOWER_CODES:
        return Part(text, key)
    country, regions = read_country(text), regions_by_name().get(key, ())
    return Part(text, key, country, regions, cities_named(key), () if country or regions else larger_area(text))


def _unknown(text: str) -> Part:
    return Part(text, fold(text))


def _joined(text: str) -> tuple[Part, ...]:
    pieces = [piece for piece in _JOINT.split(text) if piece.strip()]
    if len(pieces) < 2 and pieces == [text]:
        return ()
    parts: list[Part] = []
    for piece in (piece for piece in pieces if not is_no_place(piece)):
        parts += [BREAK, *parts_of(piece.strip())] if parts else parts_of(piece.strip())
    return tuple(parts)


def _dashed(text: str) -> tuple[Part, ...]:
    """Split "US-CA-San Jose": only where every piece is known, or the first is a country."""
    pieces = [_look_up(piece) for piece in _DASH.split(text) if not is_no_place(piece)]
    if (
        pieces
        and pieces[0].text != text
        and (all(piece.known for piece in pieces) or (pieces[0].country and pieces[0].is_letters))
    ):
        return tuple(pieces)
    return ()


def _run_together(words: Sequence[str]) -> tuple[Part, ...]:
    """Split "Austin TX", "12 High Rd Tampa FL", "USA Austin": a country or region at one end, a town at the other."""
    for cut in range(max(1, len(words) - 5), len(words)):
        front, last = " ".join(words[:cut]), _look_up(" ".join(words[cut:]))
        sure = last.text.isupper() if last.is_letters else not _DIRECTION.fullmatch(last.key)
        if (last.country or last.regions) and sure:
            if _DIRECTION.fullmatch(fold(front)):
                return (_part_of_region(last, front) if last.regions else last,)
            if before := _before(front, last):
                return before
    for cut in range(1, min(len(words), 4)):
        first, town = _look_up(" ".join(words[:cut])), _look_up(" ".join(words[cut:]))
        if first.country and any(city.country == first.country for city in town.cities):
            return (first, town)
    return _with_street(words)


def _part_of_region(part: Part, front: str) -> Part:
    """The region that "Northern California" lies in; "North Wales, PA" is a town all the same."""
    american = tuple(region for region in part.regions if region.country == "US")
    return replace(part, text=f"{front} {part.text}", country=None, regions=american or part.regions)


def _before(front: str, last: Part) -> tuple[Part, ...]:
    """`last`, a country or region that ends a piece, and the parts before it; empty if `front` is no place there."""
    parts = parts_of(front)
    countries = {last.country} - {None} | {*(region.country for region in last.regions)}
    if is_no_place(front):
        return (last,)
    found = {city.country for part in parts for city in part.cities}
    found |= {region.country for part in parts for region in part.regions}
    if found & countries:
        return (*parts, last)
    town = last.is_letters and front.istitle() and any(region.country in _STATED for region in last.regions)
    return (_unknown(front), last) if town or is_street(front) else ()


def _mentioned(text: str) -> tuple[Part, ...]:
    """See "Acme India", "Mountain Region of the US": the one country or region that the words name."""
    found = {(text[start:end], code) for start, end, code in find_areas(f"{text}.")}  # the stop of "U.S." may have gone
    codes = {code for _, code in found}
    return (_look_up(next(iter(found))[0]),) if len(codes) == 1 and codes.isdisjoint(SUPRANATIONAL) else ()


def _with_street(words: Sequence[str]) -> tuple[Part, ...]:
    """Split "999 E 149th Street Bronx": the longest end that is a sizable town, behind a street."""
    for cut in range(1, len(words)):
        town = _look_up(" ".join(words[cut:]))
        if town.cities and is_street(" ".join(words[:cut])):
            return _unknown(" ".join(words[:cut])), town
    return ()
