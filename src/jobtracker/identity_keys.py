"""What identity compares: the title without what says nothing of the work, the places, the requisition id."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from jobtracker.listing import Facts, Place
from jobtracker.normalise.areas import countries_by_name
from jobtracker.normalise.folding import fold
from jobtracker.normalise.regions import all_regions

# All below meets title keys: words in lower case, without accents and punctuation.
_MONEY: Final = r"(?:\d{1,3}[ ,.]?\d{3}|\d{3,6}|\d{1,3}k)"
_BONUS: Final = r"(?:sign(?:ing)?(?: on)?|retention|hiring|welcome|start(?:ing)?|relocation|joining)"
_CAMPAIGN: Final = re.compile(
    rf"\b(?:(?:(?:with|up to|earn|new|plus) )*(?:{_MONEY} )+(?:{_BONUS} )?bonus(?:es)?(?: available)?|sign(?:ing)? on bonus"
    r"|now hiring|hiring now|hiring immediately|urgent(?:ly)? (?:hiring|required)|immediate (?:start|joiners?|hires?)|apply now"
    r"|(?:paid )?training (?:provided|included)|no experience (?:needed|required|necessary)|no cold calling"
    r"|(?:with )?relocation (?:assistance |support |package )?(?:provided|available|assistance|package|support|offered|possible)"
    r"|ab sofort|zum nachstmoglichen zeitpunkt)\b"
)
_WORKPLACE_TAIL: Final = frozenset({("remote",), ("hybrid",), ("onsite",), ("on", "site"), ("work", "from", "home"), ("wfh",)})
_BEFORE_PLACE: Final = (("relocation", "to"), ("based", "in"), ("located", "in"), ("in",), ("at",))
_AFTER_PLACE: Final = frozenset({"based", "area", "metro", "region", "office", "only", "hub", "city"})
_SAME: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "and": ""}
_SHORT_COUNTRIES: Final = frozenset({"us", "usa", "uk", "uae"})
_REMOTE: Final = "remote"


def places_key(facts: Facts) -> str:
    """The places of a listing in one spelling and order; "" if it names none.

    "remote" and the areas beside it stand for a listing without places. What was read from the text does not count:
    companies rewrite all their texts at once.
    """
    keys = {_place_key(place) for place in facts.places}
    if not keys and facts.workplace == "remote" and facts.workplace_source == "field":
        keys = {_REMOTE} | ({area.lower() for area in facts.work_from.areas} if facts.work_from.source == "field" else set())
    return ";".join(sorted(keys - {""}))


def _place_key(place: Place) -> str:
    if place.city or place.region or place.country:
        return "|".join(fold(part or "") for part in (place.city, place.region, place.country))
    return fold(place.name)


def usable_requisition(requisition_id: str) -> bool:
    """False for what stands where an id belongs but is none: "", "TBD", "Evergreen", "000"."""
    digits = [letter for letter in requisition_id if letter.isdigit()]
    return len(requisition_id) > 1 and len(set(digits)) > (0 if len(digits) < len(requisition_id) else 1)


@lru_cache(maxsize=1 << 16)
def core_title(title_key: str, places_key: str) -> str:
    """A title key without the listing's own places, the workplace and campaigns; equal for one work at one company."""
    words = _without_places(_CAMPAIGN.sub(" ", title_key).split(), place_words(places_key))
    while tail := next((tail for tail in _WORKPLACE_TAIL if tuple(words[-len(tail) :]) == tail), None):
        del words[-len(tail) :]
    return "".join(_SAME.get(word, word) for word in words) or "".join(title_key.split())


def _without_places(words: Sequence[str], places: frozenset[tuple[str, ...]]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        size = next((size for size in (4, 3, 2, 1) if tuple(words[at : at + size]) in places), 0)
        if not size:
            kept.append(words[at])
            at += 1
            continue
        before = next((before for before in _BEFORE_PLACE if tuple(kept[-len(before) :]) == before), ())
        del kept[len(kept) - len(before) :]
        at += size
        while at < len(words) and (words[at] in _AFTER_PLACE or ("", words[at]) in places):
            at += 1
    return kept


@lru_cache(maxsize=1 << 14)
def place_words(places_key: str) -> frozenset[tuple[str, ...]]:
    """Names of the places, as words; what may only follow one ("austin tx") stands behind an empty word."""
    names: set[tuple[str, ...]] = set()
    for key in places_key.split(";"):
        *within, country = key.split("|")
        names |= {tuple(name.split()) for name in within if name}
        if within:
            names |= _country_words().get(country, set())
        else:
            names.add(tuple(country.split()))
        names |= {("", code) for name in within if (code := _region_codes().get((country, name)))} | {("", country)}
    return frozenset(names - {()})


@lru_cache(maxsize=1)
def _country_words() -> Mapping[str, set[tuple[str, ...]]]:
    """Lower-case ISO code -> the country's names; its letters only where people write them as a word."""
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name, code in countries_by_name().items():
        if len(name) > 3 or name in _SHORT_COUNTRIES:
            found[code.lower()].add(tuple(name.split()))
    return found


@lru_cache(maxsize=1)
def _region_codes() -> Mapping[tuple[str, str], str]:
    """(Lower-case ISO code of the country, folded name) -> the region's letters ("tx")."""
    return {(one.country.lower(), fold(one.name)): one.code[3:].lower() for one in all_regions() if one.code}
