"""Countries, their first-level divisions and the larger areas that employers name ("EMEA", "DACH").

Codes are ISO 3166-1 alpha-2, ISO 3166-2, or one of EU, EEA, EMEA, APAC, LATAM, AMERICAS, EUROPE, WORLDWIDE. A name
that stands for several countries and has no code of its own ("Nordics") gives the codes of its members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pycountry
from babel import Locale, localedata

from jobtracker.normalise.area_names import (
    CLDR_AREAS,
    GROUPS,
    LANGUAGES,
    NO_COUNTRIES,
    SHORT_NAMES,
    SUPRANATIONAL,
    TOWNS_RATHER,
    WRITTEN,
)
from jobtracker.normalise.folding import fold
from jobtracker.normalise.regions import regions_by_code, regions_by_name

_SPLIT: Final = re.compile(r"[,;/|&+\n•·]|\s(?:and|or|und|oder|et|ou|y|o|e)\s", re.IGNORECASE)
_FRAME: Final = re.compile(
    r"^(?:(?:only|in|within|the|all of|all|anywhere in|throughout|across)\s+)+|(?:\s+(?:only|based|region|"
    r"area|countries))+$"
)


@lru_cache(maxsize=1)
def countries_by_name() -> Mapping[str, str]:
    """Folded name or ISO 3166-1 letters -> code of the country or larger area; English wins over other languages."""
    names = {fold(name): code for code, written in WRITTEN.items() for name in (code, *written)}
    for country in pycountry.countries:
        for name in (country.alpha_2, country.alpha_3, country.name, getattr(country, "official_name", country.name)):
            names.setdefault(fold(name), country.alpha_2)
    for language in LANGUAGES:
        for name, code in _territories(language):
            names.setdefault(fold(name), code)
    return names


@lru_cache(maxsize=2)
def _names_in(language: str) -> Mapping[str, str]:
    names = dict(Locale.parse(language).territories)
    localedata._cache.pop(language, None)  # noqa: SLF001  (babel would keep all it knows of a language: 1 MB)
    return names | (SHORT_NAMES if language == "en" else {})


def country_name(code: str, language: str = "en") -> str:
    """Name of an ISO 3166-1 alpha-2 code, as people write it; the code itself if there is no such country."""
    return _names_in(language).get(code, code)


def read_country(words: str) -> str | None:
    """ISO 3166-1 alpha-2 of a country named by code or in one of LANGUAGES; None for anything else."""
    code = countries_by_name().get(fold(words))
    return None if code in SUPRANATIONAL else code


def read_area(words: str) -> str | None:
    """The one code for `words` ("Deutschland", "UK", "US-CA", "EMEA"); None if there is none or several."""
    codes = read_areas(words)
    return codes[0] if len(codes) == 1 else None


@lru_cache(maxsize=4096)
def read_areas(words: str) -> tuple[str, ...]:
    """The codes for `words`, which may name several areas ("US or Canada"); empty unless all of it is understood.

    Two letters mean the country ("CA" is Canada, "DE" Germany). "Georgia" is left open.
    """
    if whole := _read_one(words):
        return whole
    parts = [_read_one(part) for part in _SPLIT.split(words[:500]) if part.strip()]
    if not all(parts):
        return ()
    return tuple(dict.fromkeys(code for part in parts for code in part))


def larger_area(words: str) -> tuple[str, ...]:
    """The codes of an area larger than a country ("EMEA", "Nordics"); empty for anything else."""
    key = fold(words)
    code = countries_by_name().get(key)
    return GROUPS.get(key) or ((code,) if code in SUPRANATIONAL else ())


def _read_one(words: str) -> tuple[str, ...]:
    if (code := words.strip().upper()) in regions_by_code():
        return (code,)
    key = fold(words)
    return _known(key) or _known(_FRAME.sub("", key))


def _known(key: str) -> tuple[str, ...]:
    if key in GROUPS:
        return GROUPS[key]
    if key == "georgia":
        return ()
    if code := countries_by_name().get(key):
        return (code,)
    regions = [region for region in regions_by_name().get(key, ()) if region.code and len(key) > 3]
    return (regions[0].code,) if len(regions) == 1 else _well_known([region.code for region in regions])


def _well_known(codes: list[str]) -> tuple[str, ...]:
    """Of divisions with one name, the only one that lies in a country most often meant in postings."""
    foremost = [code for code in codes if code[:2] in ("US", "CA", "GB", "AU", "DE")]
    return (foremost[0],) if len(foremost) == 1 else ()


# ---- area names in running text

_TEXT_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl")
_TEXT_REGIONS: Final = frozenset({"US", "CA", "GB", "AU", "DE", "AT"})
_START: Final = re.compile(r"(?<![\w@#.-])(?:[A-ZÀ-Þ][^\W\d_]*|worldwide|weltweit|anywhere)")
_LETTERS_IN_A_ROW: Final = re.compile(r"(?<!\w)[A-Z]{2}(?:(?:\s*[.,/|]\s*|\s*,?\s+(?:and|or|&)\s+)[A-Z]{2}){2,}(?!\w)")
_BETWEEN: Final = re.compile(r"[\s,;/&|()•·]*(?:(?:and|or|und|oder|et|ou|y|o)\s+)?(?:the\s+)?", re.IGNORECASE)
_INTO: Final = re.compile(r"\b(?:in|from|within|across|en|aus)\s+$", re.IGNORECASE)
_REMOTE_IN: Final = re.compile(r"\bremote(?:ly)? (?:in|from|within)\s+$", re.IGNORECASE)
_AFTER_A_TOWN: Final = re.compile(r"(?<![.!?:])\s(?!Remote|Anywhere|US|USA|EU)[A-ZÀ-Þ][\w.'’-]+,\s$")
_TWO_LETTERS: Final = re.compile(r"\b[A-Z]{2}\b")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_SHOUTED: Final = re.compile(r"\b[A-Z]{3,}\s$")
# Also a person's name, a bird or a town: an area only beside another area (or, if a country, after "in").
_CAREFUL: Final = frozenset(
    {"georgia", "jordan", "turkey", "chad", "guinea", "new york", "washington", "victoria", "quebec"}
)
# Words of other use, and towns.
_NOT_IN_TEXT: Final = frozenset(
    {"world", "global", "globally", "international", "european", "emirates", "czech", "bosnia", "lac", "ue"}
    | {"island", "jersey"}
    | {"berlin", "hamburg", "bremen", "vienna", "salzburg"}
)


@dataclass(slots=True, frozen=True)
class _Name:
    text: str
    """As it stands in a text: lower case, or, if `exact`, letters such as "US" that are a name only as capitals."""
    exact: bool
    codes: tuple[str, ...]


_Mention = tuple[int, int, _Name]


def find_areas(text: str) -> list[tuple[int, int, str]]:
    """Each area that running text names, in order: (start, end, code). One span may carry several codes ("DACH").

    "us" and "JOIN US" are no country; a state or country behind its town ("Austin, Texas") is no area of its own; three
    or more two-letter state codes in a row ("CA, NY or TX") are states. Names of people and towns ("Jordan", "New
    York") count only beside other areas or, for countries, behind "in".
    """
    found = sorted([*_named(text), *_lettered(text)], key=lambda mention: mention[:2])
    kept: list[tuple[int, int, str]] = []
    for place, mention in enumerate(found):
        beside = [
            other
            for other in found[max(0, place - 1) : place + 2]
            if other is not mention and _adjoin(text, other, mention)
        ]
        if _stands_alone(text, mention) or any(_widens(other[2], mention[2]) for other in beside):
            kept.extend((mention[0], mention[1], code) for code in _codes(mention[2], beside))
    return kept


def _named(text: str) -> Iterator[_Mention]:
    index, past = _text_names(), 0
    for match in _START.finditer(text):
        start = match.start()
        name = (
            None if start < past else next(_starting_with(index.get(match.group().casefold(), ()), text, start), None)
        )
        if name:
            past = start + len(name.text)
            yield start, past, name


def _starting_with(names: Sequence[_Name], text: str, start: int) -> Iterator[_Name]:
    for name in names:
        end = start + len(name.text)
        written = text[start:end]
        if (written if name.exact else written.casefold()) == name.text and not text[end : end + 1].isalnum():
            yield name


def _lettered(text: str) -> Iterator[_Mention]:
    for row in _LETTERS_IN_A_ROW.finditer(text):
        states = [
            match
            for match in _TWO_LETTERS.finditer(text, row.start(), row.end())
            if f"US-{match.group()}" in regions_by_code()
        ]
        if len(states) >= 3:  # two could be "MA, MS", degrees
            yield from (
                (match.start(), match.end(), _Name(match.group(), True, (f"US-{match.group()}",))) for match in states
            )


def _adjoin(text: str, one: _Mention, other: _Mention) -> bool:
    first, second = sorted((one, other), key=lambda mention: mention[:2])
    return _BETWEEN.fullmatch(text, first[1], max(first[1], second[0])) is not None


def _widens(other: _Name, name: _Name) -> bool:
    """Whether `other` beside `name` shows it to be one of a list, and not a town before its own country."""
    return name.text not in _CAREFUL or not name.codes[0].startswith(f"{other.codes[0]}-")


def _stands_alone(text: str, mention: _Mention) -> bool:
    start, _, name = mention
    before = text[max(0, start - 40) : start]
    if _SHOUTED.search(before) and name.exact:
        return False
    if name.text in _CAREFUL:
        country = len(name.codes[0]) == 2 and name.text != "georgia"
        return ((_INTO if country else _REMOTE_IN).search(before)) is not None
    return _AFTER_A_TOWN.search(before) is None


def _codes(name: _Name, beside: Sequence[_Mention]) -> tuple[str, ...]:
    """What `name` stands for: Georgia is the state beside states and the USA, the country beside others."""
    if name.text != "georgia":
        return name.codes
    near = [code for _, _, other in beside for code in other.codes]
    return ("US-GA",) if any(code.startswith("US") for code in near) else ("GE",)


@lru_cache(maxsize=1)
def _text_names() -> Mapping[str, Sequence[_Name]]:
    """First word, lower case -> names that begin with it, longest first."""
    index: dict[str, list[_Name]] = {}
    for written, codes in _all_written().items():
        exact = written.isupper() and len(written.replace(".", "")) < 5
        text = written if exact else written.casefold()
        if text not in _NOT_IN_TEXT and (exact or len(text) > 3) and (first := _FIRST_WORD.match(text)):
            index.setdefault(first.group().casefold(), []).append(_Name(text, exact, codes))
    return {first: sorted(set(names), key=lambda name: -len(name.text)) for first, names in index.items()}


def _all_written() -> dict[str, tuple[str, ...]]:
    written: dict[str, tuple[str, ...]] = {
        name: (code,) for language in reversed(_TEXT_LANGUAGES) for name, code in _territories(language)
    }
    written |= {region.name: (region.code,) for region in regions_by_code().values() if region.country in _TEXT_REGIONS}
    written |= {
        alias: (region.code,)
        for region in regions_by_code().values()
        if region.country == "DE"
        for alias in region.aliases[:1]
    }
    written |= {name: (code,) for code, names in WRITTEN.items() for name in names}
    written |= {spelling: codes for name, codes in GROUPS.items() for spelling in (name.title(), name.upper())}
    capital = dict.fromkeys(("Washington, D.C.", "Washington D.C.", "Washington, DC", "Washington DC"), ("US-DC",))
    others = {"Washington State": ("US-WA",), "New York State": ("US-NY",), "Hong Kong": ("HK",)}
    return written | capital | others | {code: (code,) for code in SUPRANATIONAL} | {"US": ("US",), "Georgia": ("GE",)}


def _territories(language: str) -> Iterator[tuple[str, str]]:
    names = Locale.parse(language).territories
    localedata._cache.pop(language, None)  # noqa: SLF001  (babel would keep all it knows of 20 languages: 20 MB)
    for code, name in names.items():
        known = CLDR_AREAS.get(code) or (code if len(code) == 2 and code not in NO_COUNTRIES else None)
        if known and name.casefold() not in TOWNS_RATHER:
            yield name, known
