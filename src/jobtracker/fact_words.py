"""The words that a listing is found by though they need not stand in it: of its places, workplace, employment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import pycountry

from jobtracker.listing import Place
from jobtracker.normalise.area_members import MEMBERS
from jobtracker.normalise.area_names import WRITTEN
from jobtracker.normalise.areas import country_name
from jobtracker.normalise.regions import LETTERED, region_in
from jobtracker.normalise.town_names import OTHER_NAMES

OF_WORKPLACE: Final[Mapping[str, tuple[str, ...]]] = {
    "remote": ("remote", "Homeoffice", "Home Office"),
    "hybrid": ("hybrid",),
    "on-site": ("on-site", "vor Ort"),
}
OF_EMPLOYMENT: Final[Mapping[str, tuple[str, ...]]] = {
    "FULL_TIME": ("full-time", "Vollzeit"),
    "PART_TIME": ("part-time", "Teilzeit"),
    "CONTRACTOR": ("contractor", "contract", "freelance", "freiberuflich"),
    "TEMPORARY": ("temporary", "fixed-term", "befristet"),
    "INTERN": ("intern", "internship", "Praktikum"),
    "VOLUNTEER": ("volunteer", "Ehrenamt"),
    "PER_DIEM": ("per diem",),
}
_SAME_WORK: Final = (
    ("working student", "Werkstudent", "Werkstudentin", "Werkstudierende"),
    ("intern", "internship", "Praktikum", "Praktikant", "Praktikantin"),
    ("apprentice", "apprenticeship", "Ausbildung", "Auszubildende", "Azubi"),
)
"""What English and German titles call the same: whoever asks for one wants the others, too."""
_CALLED: Final = tuple(
    (re.compile("|".join(rf"\b{name}(?:s|in(?:nen)?|:?[rn])?\b" for name in names), re.IGNORECASE), names)
    for names in _SAME_WORK
)
_SHORT: Final = {"US": ("USA",), "GB": ("UK",), "AE": ("UAE",)}
_TWO_CAPITALS: Final = re.compile(r"\b[A-Z]{2}\b")
_OF_GERMANY: Final = frozenset({"DE", "AT", "CH"})
_LARGER: Final = ((("Europe", "Europa"), MEMBERS["EUROPE"]), (("DACH",), _OF_GERMANY))
"""Larger areas that people look for work in by name."""


class PlaceNames(NamedTuple):
    """What a place is called."""

    anywhere: tuple[str, ...]
    only_as_location: tuple[str, ...]
    """Codes and other short forms, which are words of another meaning elsewhere ("it", "no", "in")."""


def names_of_place(place: Place) -> PlaceNames:
    """Its name and those of its town, region and country, in English and German."""
    country = place.country or ""
    region = region_in(country, place.region or "")
    in_german = [*OTHER_NAMES.get((place.city or "", country), ())]
    if region and country in _OF_GERMANY:
        in_german += region.aliases
    spelt = [place.name, place.city or "", place.region or "", *in_german]
    short: list[str] = []
    if country:
        spelt += [country_name(country), country_name(country, "de"), *_SHORT.get(country, ())]
        spelt += [name for names, countries in _LARGER if country in countries for name in names]
        short = [country, *(name for name in WRITTEN.get(country, ()) if " " not in name)]
    if region and country in LETTERED:
        short.append(region.code[3:])
    plain = (_TWO_CAPITALS.sub(_without_code, name) for name in spelt)
    return PlaceNames(tuple(dict.fromkeys(filter(None, plain))), tuple(dict.fromkeys((*spelt[:1], *short))))


def names_of_work(title: str) -> tuple[str, ...]:
    """What the work of this title is called beside what stands there: "Working Student" is a Werkstudent."""
    return tuple(name for pattern, names in _CALLED if pattern.search(title) for name in names)


def _without_code(letters: re.Match[str]) -> str:
    return "" if letters.group() in _codes() else letters.group()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries)
